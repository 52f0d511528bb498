import { describe, expect, it } from "vitest";
import { Mailbox } from "./mailbox.js";

const threads = () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  return [new Mailbox(memory), new Mailbox(memory)];
};

describe("a mailbox", () => {
  it("hands each part but the poster's own to whoever comes first, once", () => {
    const [here, there] = threads();
    expect(there.claim()).toBe(0);
    here.post("adam", [1, 2.5], 4);
    expect(there.read()).toEqual({ task: "adam", numbers: [1, 2.5], parts: 4 });
    expect([there.claim(), here.claim(), there.claim(), here.claim(), there.claim()]).toEqual([3, 2, 1, 0, 0]);
    here.post("packB", [], 2);
    expect([here.claim(), there.claim()]).toEqual([1, 0]);
  });

  it("waits only for the parts that others have claimed", () => {
    const [here, there] = threads();
    here.post("adam", [], 3);
    expect([there.claim(), here.claim()]).toEqual([2, 1]);
    there.reportDone(false);
    expect(here.awaitDone(1)).toBe(true);
    here.post("adam", [], 2);
    expect(here.claim()).toBe(1);
    expect(here.awaitDone(0)).toBe(true);
  });

  it("tells of a part that failed", () => {
    const [here, there] = threads();
    here.post("adam", [], 2);
    there.claim();
    there.reportDone(true);
    expect(here.awaitDone(1)).toBe(false);
  });
});
