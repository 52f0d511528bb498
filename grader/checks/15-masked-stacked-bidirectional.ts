import { normalInit, type Rng, type RnnParams, rnnForward, Tensor, type Vec } from "unrolled";
import { expectClose } from "./compare.js";
import { type Asking, call } from "./conversation.js";
import type { Check } from "./exercise.js";
import { Failure } from "./failure.js";
import { formatInputs } from "./format.js";
import { field, numbers } from "./structure.js";
import { expectUnchanged } from "./unchanged.js";

/** One layer: the weights of its two directions. */
export type BothWays = { readonly forward: RnnParams; readonly backward: RnnParams };

/** What a layer or a stack gives: output [T, B, ..], and its final states. */
export type Reading = { readonly output: Tensor; readonly hN: Tensor };

/** A batch with random numbers in its padding, too: nothing in there may matter. */
type Batch = { readonly x: Tensor; readonly lengths: readonly number[] };

/** All sizes distinct, 2H among them, so that no axis can be mistaken for another. */
type Sizes = { readonly T: number; readonly B: number; readonly D: number; readonly H: number };
const SIZES: readonly Sizes[] = [{ T: 5, B: 3, D: 2, H: 4 }, { T: 4, B: 2, D: 5, H: 3 }, { T: 7, B: 5, D: 3, H: 2 }]; // biome-ignore format: a list

/** Weights that add up all terms at once; no matrix is symmetric. */
const weights = (rng: Rng, D: number, H: number): RnnParams => ({
  Wxh: normalInit(rng, [H, D], 0.7),
  Whh: normalInit(rng, [H, H], 0.7),
  bh: normalInit(rng, [H], 0.7),
});

const layer = (rng: Rng, D: number, H: number): BothWays => ({ forward: weights(rng, D, H), backward: weights(rng, D, H) }); // biome-ignore format: a line

/** The first row is short, another the longest; in the widest batch none is as long as the batch. */
function lengthsOf(rng: Rng, { T, B }: Sizes): number[] {
  const longest = B === 5 ? T - 1 : T;
  const [first, ...others] = Array.from({ length: B - 1 }, () => 1 + rng.int(longest - 2));
  return [first, ...rng.shuffle([longest, ...others])];
}

function batch(rng: Rng, sizes: Sizes, padded: boolean): Batch {
  const { T, B, D } = sizes;
  return { x: normalInit(rng, [T, B, D], 1), lengths: padded ? lengthsOf(rng, sizes) : Array(B).fill(T) };
}

/** The numbers of row b at step t: a view. */
export const vectorAt = ({ data, shape: [, B, n] }: Tensor, t: number, b: number): Vec =>
  data.subarray((t * B + b) * n, (t * B + b + 1) * n);

/** What one direction makes of each row alone. Each row is read up to its own length and no further. */
export function oneWay(params: RnnParams, { x, lengths }: Batch, reverse: boolean): Reading {
  const [T, B] = x.shape;
  const [output, hN] = [Tensor.zeros([T, B, params.bh.size]), Tensor.zeros([B, params.bh.size])];
  for (const [b, length] of lengths.entries()) {
    for (let k = 0; k < length; k++) {
      const t = reverse ? length - 1 - k : k;
      const { h } = rnnForward(params, vectorAt(x, t, b), hN.row(b));
      vectorAt(output, t, b).set(h);
      hN.row(b).set(h);
    }
  }
  return { output, hN };
}

function bothWays({ forward, backward }: BothWays, batch: Batch): Reading {
  const [right, left] = [oneWay(forward, batch, false), oneWay(backward, batch, true)];
  const [T, B, H] = right.output.shape;
  const output = Tensor.zeros([T, B, 2 * H]);
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      vectorAt(output, t, b).set(vectorAt(right.output, t, b));
      vectorAt(output, t, b).set(vectorAt(left.output, t, b), H);
    }
  }
  return { output, hN: joined([right.hN, left.hN], [2, B, H]) };
}

function stack(layers: readonly BothWays[], { x, lengths }: Batch): Reading {
  const finals: Tensor[] = [];
  let output = x;
  for (const layer of layers) {
    const reading = bothWays(layer, { x: output, lengths });
    output = reading.output;
    finals.push(reading.hN);
  }
  const [directions, B, H] = finals[0].shape;
  return { output, hN: joined(finals, [layers.length * directions, B, H]) };
}

const joined = (tensors: readonly Tensor[], shape: readonly number[]): Tensor =>
  new Tensor(Float64Array.from(tensors.flatMap(({ data }) => [...data])), shape);

type Symbols = { readonly output: string; readonly hN: string };

/** Calls `name` and reads output and hN, in shape and finite. */
function* reading(name: string, args: readonly unknown[], symbols: Symbols, shapes: Reading): Asking<Reading> {
  const returned = yield* call(name, ...args);
  const part = (key: "output" | "hN"): Tensor => {
    const { shape } = shapes[key];
    return new Tensor(numbers(name, key, symbols[key], shape, field(name, returned, key)), shape);
  };
  return { output: part("output"), hN: part("hN") };
}

function expectReading(got: Reading, expected: Reading, input: () => string): void {
  for (const key of ["output", "hN"] as const) {
    const { shape, data } = expected[key];
    expectClose(key, shape, got[key].data as Float64Array, data as Float64Array, input);
  }
}

const ONE_WAY: Symbols = { output: "[T, B, H]", hN: "[B, H]" };
const BOTH_WAYS: Symbols = { output: "[T, B, 2H]", hN: "[2, B, H]" };
const STACK: Symbols = { output: "[T, B, 2H]", hN: "[2L, B, H]" };

type LayerCheck = { readonly id: string; readonly title: string; readonly points: number; readonly lookAt: string; readonly reverse: boolean; readonly padded: boolean }; // biome-ignore format: a type

const readLayerCheck = ({ reverse, padded, ...about }: LayerCheck): Check => ({
  ...about,
  *run(rng) {
    for (const sizes of SIZES) {
      const [params, given] = [weights(rng, sizes.D, sizes.H), batch(rng, sizes, padded)];
      const expected = oneWay(params, given, reverse);
      const got = yield* reading("readLayer", [params, given.x, given.lengths, reverse], ONE_WAY, expected);
      const lengths = Float64Array.from(given.lengths);
      expectReading(got, expected, () => `${formatInputs({ ...params, x: given.x, lengths })}\nreverse = ${reverse}`);
      if (reverse && padded) yield* expectUnchanged("readLayer", { params, ...given, reverse });
    }
    return undefined;
  },
});

/** Layers of two directions: the first reads D numbers, the others what the one below gives. */
const layersOf = (rng: Rng, { D, H }: Sizes, count: number): BothWays[] =>
  Array.from({ length: count }, (_, l) => layer(rng, l === 0 ? D : 2 * H, H));

const both: Check = {
  id: "both",
  title: "readBothWays puts the two directions side by side",
  points: 1,
  lookAt: "At each word: the forward state first, then the backward state of the same word. hN: forward first, too.",
  *run(rng) {
    for (const sizes of SIZES) {
      const [[layer], given] = [layersOf(rng, sizes, 1), batch(rng, sizes, false)];
      const expected = bothWays(layer, given);
      const got = yield* reading("readBothWays", [layer, given.x, given.lengths], BOTH_WAYS, expected);
      expectReading(got, expected, () => `one layer of random weights, ${about(sizes, given)}`);
    }
    return undefined;
  },
};

const stacked: Check = {
  id: "stack",
  title: "readStack puts layers on top of each other",
  points: 2,
  lookAt: "What one layer gives at each word is what the next one reads there. hN: layer by layer, forward then backward.",
  *run(rng) {
    for (const [i, sizes] of SIZES.entries()) {
      const [layers, given] = [layersOf(rng, sizes, 2 + (i % 2)), batch(rng, sizes, false)];
      const expected = stack(layers, given);
      const got = yield* reading("readStack", [layers, given.x, given.lengths], STACK, expected);
      expectReading(got, expected, () => `${layers.length} layers of random weights, ${about(sizes, given)}`);
    }
    return undefined;
  },
}; // biome-ignore format: a record

/** The learner's own answers for single rows are the measure: what is wrong in them has been paid for. */
const law: Check = {
  id: "law",
  title: "the law: each row of a padded batch gives what it gives alone",
  points: 2,
  lookAt: "Where can padding, or another row, get into a row's numbers? Follow one row through all layers.",
  *run(rng) {
    for (const sizes of SIZES) {
      const [layers, given] = [layersOf(rng, sizes, 2), batch(rng, sizes, true)];
      const expected = yield* alone(layers, given, sizes);
      const got = yield* reading("readStack", [layers, given.x, given.lengths], STACK, expected);
      expectReading(got, expected, () => `2 layers of random weights, ${about(sizes, given)}; expected: each row alone`);
    }
    return undefined;
  },
}; // biome-ignore format: a record

function* alone(layers: readonly BothWays[], { x, lengths }: Batch, { T, B, D, H }: Sizes): Asking<Reading> {
  const [output, hN] = [Tensor.zeros([T, B, 2 * H]), Tensor.zeros([2 * layers.length, B, H])];
  for (const [b, length] of lengths.entries()) {
    const row = Float64Array.from(Array.from({ length }, (_, t) => [...vectorAt(x, t, b)]).flat());
    const shapes = { output: Tensor.zeros([length, 1, 2 * H]), hN: Tensor.zeros([2 * layers.length, 1, H]) };
    const single = yield* reading("readStack", [layers, new Tensor(row, [length, 1, D]), [length]], STACK, shapes);
    for (let t = 0; t < length; t++) vectorAt(output, t, b).set(vectorAt(single.output, t, 0));
    for (let n = 0; n < 2 * layers.length; n++) vectorAt(hN, n, b).set(vectorAt(single.hN, n, 0));
  }
  if (output.data.every((value) => value === 0)) throw new Failure({ problem: "readStack: output is nothing but zeros" });
  return { output, hN };
} // biome-ignore format: a line

const about = ({ T, B, D }: Sizes, { lengths }: Batch): string =>
  `random x [T, B, D] = [${T}, ${B}, ${D}], lengths = [${lengths.join(", ")}]`;

export const checks: readonly Check[] = [
  readLayerCheck({ id: "forward", title: "readLayer reads every row of a full batch", points: 1, reverse: false, padded: false, lookAt: "Each row has a state of its own, which starts at zero. Row b at step t is vectorAt(x, t, b)." }),
  readLayerCheck({ id: "reverse", title: "readLayer reads from the end", points: 1, reverse: true, padded: false, lookAt: "The last word is read first; each state is written down at the word that it has just read." }),
  readLayerCheck({ id: "padding", title: "readLayer leaves the padding alone", points: 1, reverse: false, padded: true, lookAt: "When a row has ended its state stands still, and its output is zero." }),
  readLayerCheck({ id: "reverse-padding", title: "readLayer reads from each row's own end", points: 2, reverse: true, padded: true, lookAt: "Which word is a short row's last one? Its backward state must not have met anything before it." }),
  both,
  stacked,
  law,
]; // biome-ignore format: a table
