import { describe, expect, it } from "vitest";
import type { Params } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";
import { clipGradNorm, gradNorm } from "../training/clip.js";
import { SGD } from "../training/optimisers.js";
import { sharedBlocks, zeroBlock } from "./blocks.js";

const shapes = { a: [2], b: [3] };

describe("sharedBlocks", () => {
  it("takes up a tensor that came under an old name, in any of the groups", () => {
    for (const which of [0, 1]) {
      const groups: Record<string, Tensor>[] = [zeroBlock(shapes, "float64"), zeroBlock(shapes, "float64")];
      expect(sharedBlocks(...groups).length).toBe(1);
      const fresh = Tensor.zeros([3]);
      groups[which].b = fresh;
      const blocks = sharedBlocks(...groups);
      expect(blocks.map((stretch) => stretch[which].length)).toEqual([2, 3]);
      expect(blocks[1][which]).toBe(fresh.data);
      expect(sharedBlocks(...groups)).toBe(blocks);
    }
  });

  it("takes up names that came and lets go of names that went", () => {
    const { a, b }: Params = zeroBlock(shapes, "float64");
    const group: Record<string, Tensor> = { a };
    const lengths = () => sharedBlocks(group).map(([data]) => data.length);
    expect(lengths()).toEqual([2]);
    group.b = b;
    expect(lengths()).toEqual([5]);
    delete group.b;
    expect(lengths()).toEqual([2]);
    group.b = b;
    delete group.a;
    expect(lengths()).toEqual([3]);
  });

  it("follows two tensors that change their names with each other", () => {
    const [params, grads]: Record<string, Tensor>[] = [zeroBlock(shapes, "float64"), zeroBlock(shapes, "float64")];
    params.b = Tensor.zeros([2]);
    grads.b = Tensor.zeros([2]);
    const { a, b } = params;
    const pairs = () => sharedBlocks(params, grads).map(([theta, g]) => [theta === a.data, g === grads.a.data]);
    const before = [[true, true], [false, false]]; // biome-ignore format: a matrix
    expect(pairs()).toEqual(before);
    delete params.a;
    delete params.b;
    Object.assign(params, { b: a, a: b }); // the same arrays in the same order
    expect(pairs()).toEqual([[true, false], [false, true]]); // biome-ignore format: a matrix
  });

  it("tells groups of one, two and three apart, whatever was asked before", () => {
    const [a, b, c] = [1, 2, 3].map(() => zeroBlock(shapes, "float64"));
    expect([[a], [a, b], [a, b, c], [a, c], [a]].map((groups) => sharedBlocks(...groups)[0].length)).toEqual([
      1, 2, 3, 2, 1,
    ]);
    expect(sharedBlocks(a, c)[0][1].buffer).toBe(c.a.data.buffer);
  });

  it("lets an optimiser and clipping follow gradients that are new at every step", () => {
    const params = { W: Tensor.from([0]) };
    const [sgd, grads] = [new SGD(params, { lr: 1 }), { W: Tensor.from([0]) }];
    for (const g of [1, 10, 100]) {
      grads.W = Tensor.from([g]);
      expect(gradNorm(grads)).toBe(g);
      sgd.step(grads);
    }
    expect(params.W.at(0)).toBe(-111);
    grads.W = Tensor.from([8]);
    expect(clipGradNorm(grads, 2)).toBe(8);
    expect(grads.W.at(0)).toBe(2);
  });
});
