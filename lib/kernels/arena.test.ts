import { describe, expect, it } from "vitest";
import { Arena, empty, zeroed } from "./arena.js";

describe("Arena", () => {
  it("gives every step the very same tensors, and grows no more", () => {
    const arena = new Arena();
    const step = () => [empty([3, 5], "float32"), empty([7], "float64"), empty([600], "float32")];
    for (let i = 0; i < 3; i++) arena.run(step); // the first step may outgrow the first block
    const first = arena.run(step);
    const { growths, bytes } = arena;
    const second = arena.run(step);
    expect(second.map((t, i) => t === first[i])).toEqual([true, true, true]);
    expect([arena.growths, arena.bytes]).toEqual([growths, bytes]);
  });

  it("never lets two tensors of a step overlap, whatever the shapes of the steps before", () => {
    const arena = new Arena();
    for (const sizes of [[3, 9, 2000], [1, 40, 5000, 7], [3, 9, 2000], [10_000], [3, 9]]) {
      arena.run(() => {
        const tensors = sizes.map((size, i) => {
          const tensor = empty([size], "float32");
          tensor.data.fill(i + 1);
          return tensor;
        });
        for (const [i, t] of tensors.entries()) expect(t.data.every((x) => x === i + 1)).toBe(true);
      });
    }
  });

  it("clears what is asked for as zeros", () => {
    const arena = new Arena();
    arena.run(() => empty([4], "float32").data.fill(9));
    arena.run(() => expect([...zeroed([4], "float32").data]).toEqual([0, 0, 0, 0]));
  });

  it("leaves results made outside of it alone, and hands back to the arena around it", () => {
    const [outer, inner] = [new Arena(), new Arena()];
    outer.run(() => {
      const a = empty([4], "float32");
      inner.run(() => empty([4], "float32").data.fill(1));
      const b = empty([4], "float32");
      expect(b.data.buffer).toBe(a.data.buffer);
    });
    const fresh = empty([4], "float32");
    outer.run(() => empty([4], "float32").data.fill(5));
    expect([...fresh.data]).toEqual([0, 0, 0, 0]);
  });

  it("refuses to be used inside itself, and recovers from a step that fails", () => {
    const arena = new Arena();
    expect(() => arena.run(() => arena.run(() => 0))).toThrow(
      "Arena.run: this arena is already in use by a step around this one",
    );
    expect(() => arena.run(() => JSON.parse("?"))).toThrow();
    expect(arena.run(() => 7)).toBe(7);
  });

  it("refuses to be used inside itself through another, and leaves the outer step's tensors alone", () => {
    const [outer, inner] = [new Arena(), new Arena()];
    outer.run(() => {
      const live = empty([4], "float32");
      live.data.fill(1);
      expect(() => inner.run(() => outer.run(() => zeroed([4], "float32")))).toThrow("already in use");
      expect([...live.data]).toEqual([1, 1, 1, 1]);
      expect(inner.run(() => 7)).toBe(7);
    });
    expect(outer.run(() => 8)).toBe(8);
  });

  it("refuses an asynchronous step, whose tensors the next step would overwrite", () => {
    const arena = new Arena();
    expect(() => arena.run(async () => empty([4], "float32"))).toThrow(
      "Arena.run: step must not be asynchronous, got a Promise",
    );
    expect(arena.run(() => null)).toBeNull();
  });
});
