import { describe, expect, it } from "vitest";
import { zeroGrads } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { Tensor } from "../tensor/tensor.js";
import { maxDifference, randomTensor } from "../testing/random.js";
import { type AnyRecurrent, buildRecurrent, KINDS, rowOf } from "../testing/recurrent-kinds.js";

const [T, B, D, H] = [6, 4, 3, 5];
const LENGTHS = [6, 1, 4, 2];
const SIZES = { inputSize: D, hiddenSize: H, seed: 7 };
const DEEP = { ...SIZES, numLayers: 2, bidirectional: true };

const randomStates = (rng: Rng, layer: AnyRecurrent, rows: number): Tensor[] =>
  Array.from({ length: layer.states }, () => randomTensor(rng, [4, rows, H]));

/** Row b of the states [L, B, H], as states of a batch of one. */
const statesOfRow = (states: readonly Tensor[], b: number): Tensor[] => states.map((state) => swap(rowOf(state, b, 4)));
const swap = (state: Tensor): Tensor => state.reshape([4, 1, H]);

describe.each(KINDS)("%s", (kind) => {
  it("a padded batch equals its rows one by one, forward and back", () => {
    const rng = new Rng(3);
    const layer = buildRecurrent(kind, DEEP);
    const initial = randomStates(rng, layer, B);
    const dFinals = randomStates(rng, layer, B);
    const x = randomTensor(rng, [T, B, D]);
    const dOutput = randomTensor(rng, [T, B, 2 * H]);
    const batch = layer.forward(x, initial, { lengths: LENGTHS });
    const back = layer.backward(batch.cache, dOutput, dFinals);
    const single = buildRecurrent(kind, DEEP); // its gradients add up over the rows
    for (const [b, length] of LENGTHS.entries()) {
      const row = single.forward(rowOf(x, b, length), statesOfRow(initial, b));
      const rowBack = single.backward(row.cache, rowOf(dOutput, b, length), statesOfRow(dFinals, b));
      expect(maxDifference(rowOf(batch.output, b, length), row.output)).toBeLessThan(1e-10);
      expect(maxDifference(rowOf(back.dx, b, length), rowBack.dx)).toBeLessThan(1e-10);
      for (let k = 0; k < layer.states; k++) {
        expect(maxDifference(statesOfRow(batch.finals, b)[k], row.finals[k])).toBeLessThan(1e-10);
        expect(maxDifference(statesOfRow(back.dInitial, b)[k], rowBack.dInitial[k])).toBeLessThan(1e-10);
      }
      for (let t = length; t < T; t++) {
        for (let j = 0; j < 2 * H; j++) expect(batch.output.at(t, b, j)).toBe(0);
        for (let j = 0; j < D; j++) expect(back.dx.at(t, b, j)).toBe(0);
      }
    }
    for (const name of Object.keys(layer.params)) {
      expect(maxDifference(layer.grads[name], single.grads[name]), name).toBeLessThan(1e-10);
    }
  });

  it("what stands in the padding changes nothing, not even a bit", () => {
    const rng = new Rng(4);
    const layer = buildRecurrent(kind, DEEP);
    const x = randomTensor(rng, [T, B, D]);
    const other = x.clone();
    for (const [b, length] of LENGTHS.entries()) {
      for (let t = length; t < T; t++) for (let j = 0; j < D; j++) other.set([t, b, j], 1e6 * rng.normal());
    }
    const [one, two] = [x, other].map((input) => layer.forward(input, [], { lengths: LENGTHS }));
    expect(two.output.data).toEqual(one.output.data);
    const dOutput = randomTensor(rng, [T, B, 2 * H]);
    expect(layer.backward(two.cache, dOutput).dx.data).toEqual(layer.backward(one.cache, dOutput).dx.data);
  });

  it("rows of a batch know nothing of each other, and their order does not matter", () => {
    const rng = new Rng(5);
    const layer = buildRecurrent(kind, DEEP);
    const x = randomTensor(rng, [T, B, D]);
    const order = [2, 0, 3, 1];
    const permuted = Tensor.zeros([T, B, D]);
    for (let t = 0; t < T; t++)
      for (const [to, from] of order.entries())
        permuted.row(t).set(x.row(t).subarray(from * D, (from + 1) * D), to * D);
    const [straight, shuffled] = [layer.forward(x).output, layer.forward(permuted).output];
    for (const [to, from] of order.entries()) {
      expect(rowOf(shuffled, to, T).data).toEqual(rowOf(straight, from, T).data);
    }
    x.row(0).fill(9, 0, D); // row 0 of the batch changes at time 0
    for (const b of [1, 2, 3]) expect(rowOf(layer.forward(x).output, b, T).data).toEqual(rowOf(straight, b, T).data);
  });

  it("the backward direction is the forward one on the sequence turned round", () => {
    const rng = new Rng(6);
    const both = buildRecurrent(kind, { ...SIZES, bidirectional: true });
    const one = buildRecurrent(kind, SIZES);
    for (const name of Object.keys(one.params)) one.params[name].data.set(both.params[`${name}_reverse`].data);
    const x = randomTensor(rng, [T, B, D]);
    const turned = Tensor.zeros([T, B, D]);
    for (let t = 0; t < T; t++) turned.row(t).set(x.row(T - 1 - t));
    const expected = one.forward(turned);
    const { output, finals } = both.forward(x);
    for (let t = 0; t < T; t++) {
      for (let b = 0; b < B; b++) {
        for (let j = 0; j < H; j++) expect(output.at(t, b, H + j)).toBe(expected.output.at(T - 1 - t, b, j));
      }
    }
    expect(finals[0].row(1)).toEqual(expected.finals[0].row(0));
  });

  it("outputs are blind to what comes later in one direction, and see all of it in two", () => {
    const rng = new Rng(8);
    const x = randomTensor(rng, [T, 1, D]);
    const changed = x.clone();
    changed.row(3).fill(2);
    for (const bidirectional of [false, true]) {
      const layer = buildRecurrent(kind, { ...SIZES, bidirectional });
      const [before, after] = [layer.forward(x).output, layer.forward(changed).output];
      expect(maxDifference(rowOf(before, 0, 3), rowOf(after, 0, 3)) > 0).toBe(bidirectional);
    }
  });

  it("reads on from a carried state as if it had never stopped", () => {
    const rng = new Rng(9);
    const layer = buildRecurrent(kind, { ...SIZES, numLayers: 2 });
    const x = randomTensor(rng, [T, B, D]);
    const part = (from: number, to: number) => new Tensor(x.data.slice(from * B * D, to * B * D), [to - from, B, D]);
    const whole = layer.forward(x);
    const first = layer.forward(part(0, 2));
    const second = layer.forward(part(2, T), first.finals);
    expect([...first.output.data, ...second.output.data]).toEqual([...whole.output.data]);
    expect(second.finals[0].data).toEqual(whole.finals[0].data);
  });

  it("batch first is the same with axes swapped", () => {
    const rng = new Rng(10);
    const [timeFirst, batchFirst] = [false, true].map((flag) => buildRecurrent(kind, { ...DEEP, batchFirst: flag }));
    const x = randomTensor(rng, [T, B, D]);
    const swapped = Tensor.zeros([B, T, D]);
    for (let b = 0; b < B; b++) swapped.row(b).set(rowOf(x, b, T).data);
    const [a, b] = [
      timeFirst.forward(x, [], { lengths: LENGTHS }),
      batchFirst.forward(swapped, [], { lengths: LENGTHS }),
    ];
    for (let i = 0; i < B; i++) expect(b.output.row(i)).toEqual(rowOf(a.output, i, T).data);
    expect(b.finals[0].data).toEqual(a.finals[0].data);
  });

  it("float32 is float64 but for rounding, forward and back", () => {
    const rng = new Rng(11);
    const exact = buildRecurrent(kind, DEEP);
    const single = buildRecurrent(kind, { ...DEEP, dtype: "float32" });
    const [x, dOutput] = [randomTensor(rng, [T, B, D]), randomTensor(rng, [T, B, 2 * H])];
    const [a, b] = [exact.forward(x), single.forward(x.to("float32"))];
    expect(b.output.dtype).toBe("float32");
    expect(maxDifference(a.output, b.output)).toBeLessThan(1e-6);
    exact.backward(a.cache, dOutput);
    single.backward(b.cache, dOutput.to("float32"));
    for (const name of Object.keys(exact.grads)) {
      expect(maxDifference(exact.grads[name], single.grads[name]), name).toBeLessThan(1e-5);
    }
  });

  it("does the same twice: same seed, same numbers; gradients add up, a cache can go back twice", () => {
    const rng = new Rng(12);
    const options = { ...DEEP, dropout: 0.3 };
    const [a, b] = [buildRecurrent(kind, options), buildRecurrent(kind, options)];
    const [x, dOutput] = [randomTensor(rng, [T, B, D]), randomTensor(rng, [T, B, 2 * H])];
    const [one, two] = [a, b].map((layer) => layer.forward(x, [], { rng: new Rng(1) }));
    expect(two.output.data).toEqual(one.output.data);
    a.backward(one.cache, dOutput);
    b.backward(two.cache, dOutput);
    b.backward(two.cache, dOutput);
    const [single, double] = [a.grads.weight_hh_l1_reverse, b.grads.weight_hh_l1_reverse];
    for (let i = 0; i < single.size; i++) expect(double.data[i]).toBeCloseTo(2 * single.data[i], 12);
  });

  it("takes a missing dOutput for zero", () => {
    const rng = new Rng(13);
    const [a, b] = [buildRecurrent(kind, DEEP), buildRecurrent(kind, DEEP)];
    const x = randomTensor(rng, [T, B, D]);
    const dFinals = randomStates(rng, a, B);
    const none = a.backward(a.forward(x).cache, null, dFinals);
    const zero = b.backward(b.forward(x).cache, Tensor.zeros([T, B, 2 * H]), dFinals);
    expect(none.dx.data).toEqual(zero.dx.data);
    expect(a.grads).toEqual(b.grads);
    expect(a.grads).not.toEqual(zeroGrads(a.params));
  });
});
