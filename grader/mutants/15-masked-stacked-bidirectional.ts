import { RNN, type RnnParams, rnnForward, Tensor } from "unrolled";
import type { BothWays, Reading } from "../checks/15-masked-stacked-bidirectional.js";
import type { Bank, Mutant } from "../checks/exercise.js";
import { type Pieces, type Row, solution, type Turn } from "./15-pieces.js";

const mutant = (misconception: string, lookAt: string, replaced: Partial<Pieces>): Mutant => ({
  misconception,
  lookAt,
  answers: solution(replaced),
});

/** The turns of a loop over all T cells, from its position k and the row's length. */
const turns =
  (turn: (k: number, length: number, row: Row) => Turn): Pieces["turns"] =>
  (row) =>
    Array.from({ length: row.T }, (_, k) => turn(k, row.lengths[row.b], row));

/** Cell t at turn k of a row that is read as far as `length`, and the rest as it stands. */
const upTo = (k: number, length: number, reverse: boolean): number => (reverse && k < length ? length - 1 - k : k);

const readsAsLongAs = (lengthOf: (length: number, row: Row) => number): Pieces["turns"] =>
  turns((k, length, row) => {
    const wrong = lengthOf(length, row);
    const t = upTo(k, wrong, row.reverse);
    return { read: t, write: t, real: k < wrong };
  });

const oneLayer: readonly Mutant[] = [
  mutant(
    "rows leak into each other: the state goes on from row to row",
    "Every sentence begins with an empty head: where does a row's first state come from?",
    { start: (_, before) => before },
  ),
  mutant("steps and rows of x exchanged", "x is [T, B, D]: all rows of step 0 come first, then all rows of step 1.", {
    vectorAt: ({ data, shape: [T, , n] }, t, b) => data.subarray((b * T + t) * n, (b * T + t + 1) * n),
  }),
  mutant("no state is carried", "After a step, its h is the next step's hPrev.", {
    step: (params, x, hPrev) =>
      rnnForward(
        params,
        x,
        hPrev.map(() => 0),
      ).h,
  }),
  mutant(
    "the state is updated on padding",
    "Behind a row's end there is nothing to read: which state is its final one?",
    { keep: (_, proposed) => proposed },
  ),
  mutant(
    "padding read as zeros: the state still moves",
    "A step with x = 0 is a step: W_hh and the bias are at work. The state should stand still.",
    {
      step: (params, x, hPrev, real) => rnnForward(params, real ? x : x.map(() => 0), hPrev).h,
      keep: (_, proposed) => proposed,
    },
  ),
  mutant("the padding of x is overwritten", "x belongs to whoever called. Pass over the padding, and let it stand.", {
    step: (params, x, hPrev, real) => rnnForward(params, real ? x : x.fill(0), hPrev).h,
  }),
  mutant("the state is set to zero on padding", "The mask keeps the old state; it does not wipe it out.", {
    keep: (_, proposed, real) => (real ? proposed : proposed.map(() => 0)),
  }),
  mutant("padding gets an output", "What does the task say the output is where a row has ended?", { emit: (h) => h }),
  mutant(
    "the last output taken for the final state",
    "In a short row the last cell is padding. And where does a direction stop that began at the end?",
    {
      final: (_, outputs) => outputs[outputs.length - 1],
    },
  ),
];

const reversed: readonly Mutant[] = [
  mutant("reverse is not looked at", "When reverse is true, which word comes first?", {
    turns: turns((k, length) => ({ read: k, write: k, real: k < length })),
  }),
  mutant(
    "states in the order in which they were made",
    "The output at step t is the state that has just read word t.",
    {
      turns: turns((k, length, { reverse }) => ({ read: upTo(k, length, reverse), write: k, real: k < length })),
    },
  ),
  mutant(
    "the padding is reversed along with the words",
    "Turned round as a whole, a short row begins with its padding. What does the state do there?",
    {
      turns: turns((k, length, { T, reverse }) =>
        reverse ? { read: T - 1 - k, write: T - 1 - k, real: true } : { read: k, write: k, real: k < length },
      ),
    },
  ),
  mutant(
    "the row is turned round as a whole, but the mask is not",
    "When x is turned round, at which positions do the words stand?",
    {
      turns: turns((k, length, { T, reverse }) => ({
        read: reverse ? T - 1 - k : k,
        write: reverse ? T - 1 - k : k,
        real: k < length,
      })),
    },
  ),
  mutant(
    "the outputs are turned back as a whole",
    "A short row has to be turned back within its own length, as it was turned round.",
    {
      turns: turns((k, length, { T, reverse }) => ({
        read: upTo(k, length, reverse),
        write: reverse ? T - 1 - k : k,
        real: k < length,
      })),
    },
  ),
];

const wrongLengths: readonly Mutant[] = [
  mutant("one word too few", "A row of length n has words at t = 0 … n − 1.", {
    turns: readsAsLongAs((length) => length - 1),
  }),
  mutant("one word too many", "A row of length n has words at t = 0 … n − 1.", {
    turns: readsAsLongAs((length, { T }) => Math.min(length + 1, T)),
  }),
  mutant("the first row's length for all rows", "lengths has one number for each row.", {
    turns: readsAsLongAs((_, { lengths }) => lengths[0]),
  }),
  mutant("the longest row's length for all rows", "lengths has one number for each row.", {
    turns: readsAsLongAs((_, { lengths }) => Math.max(...lengths)),
  }),
];

const joining: readonly Mutant[] = [
  mutant("the backward half first", "Which half comes first in [h forward; h backward]?", {
    sideBySide: (right, left) => Float64Array.from([...left, ...right]),
  }),
  mutant("the two halves interleaved", "First all H numbers of the one direction, then all H of the other.", {
    sideBySide: (right, left) => Float64Array.from([...right].flatMap((value, j) => [value, left[j]])),
  }),
  {
    misconception: "the two directions added",
    lookAt: "They are put side by side: 2H numbers at each word.",
    answers: {
      ...solution(),
      readBothWays: solution({ sideBySide: (right, left) => right.map((value, j) => value + left[j]) }).readBothWays,
    },
  },
  mutant("one set of weights for both directions", "The backward direction has weights of its own: layer.backward.", {
    backward: ({ forward }) => forward,
  }),
  mutant("hN begins with the backward direction", "In hN too the forward direction comes first.", {
    ends: (right, left) => [left.hN, right.hN],
  }),
  mutant("hN of the top layer only", "Every layer ends in two states, and hN holds them all.", {
    allEnds: (layers) => layers[layers.length - 1],
  }),
  mutant("hN sorted by direction", "hN goes layer by layer, and forward before backward in each.", {
    allEnds: (layers) => [0, 1].flatMap((direction) => layers.map((ends) => ends[direction])),
  }),
  mutant("hN from the top to the bottom", "The bottom layer comes first in hN.", {
    allEnds: (layers) => [...layers].reverse().flat(),
  }),
  mutant("the bottom layer's output", "Which layer's states are shown to the outside?", {
    output: ([bottom]) => bottom,
  }),
  mutant("the upper layers are not told the lengths", "Padding is padding in every layer.", {
    told: (lengths, T, l) => (l === 0 ? lengths : lengths.map(() => T)),
  }),
];

/** The library's own layers, which have two biases where the chapter has one. */
function libraryLayer(layers: readonly BothWays[]): RNN {
  const [H, D] = layers[0].forward.Wxh.shape;
  const sizes = { inputSize: D, hiddenSize: H, numLayers: layers.length };
  const net = new RNN({ ...sizes, bidirectional: true, dtype: "float64" });
  for (const [l, layer] of layers.entries()) {
    for (const [suffix, params] of [[`l${l}`, layer.forward], [`l${l}_reverse`, layer.backward]] as const) {
      net.params[`weight_ih_${suffix}`].data.set(params.Wxh.data);
      net.params[`weight_hh_${suffix}`].data.set(params.Whh.data);
      net.params[`bias_ih_${suffix}`].data.set(params.bh.data);
      net.params[`bias_hh_${suffix}`].data.fill(0);
    }
  }
  return net;
} // biome-ignore format: a row

const libraryStack = (layers: readonly BothWays[], x: Tensor, lengths: readonly number[]): Reading =>
  libraryLayer(layers).forward(x, { lengths });

/** One direction of the library's two. */
function libraryOneWay(params: RnnParams, x: Tensor, lengths: readonly number[], reverse: boolean): Reading {
  const { output, hN } = libraryStack([{ forward: params, backward: params }], x, lengths);
  const [T, B, width] = output.shape;
  const [H, from] = [width / 2, reverse ? width / 2 : 0];
  const half = Float64Array.from(
    { length: T * B * H },
    (_, n) => output.data[Math.floor(n / H) * width + from + (n % H)],
  );
  return { output: new Tensor(half, [T, B, H]), hN: new Tensor(hN.row(reverse ? 1 : 0).slice(), [B, H]) };
}

export const bank: Bank = {
  wrong: [...oneLayer, ...reversed, ...wrongLengths, ...joining],
  right: [
    { form: "a mask over all steps", answers: solution() },
    {
      form: "the library's layers",
      answers: {
        readLayer: libraryOneWay,
        readBothWays: (layer: BothWays, x: Tensor, lengths: readonly number[]) => libraryStack([layer], x, lengths),
        readStack: libraryStack,
      },
    },
    {
      form: "turned round as a whole, with a mask that is turned round too",
      answers: solution({
        turns: turns((k, length, { T, reverse }) => {
          const t = reverse ? T - 1 - k : k;
          return { read: t, write: t, real: t < length };
        }),
      }),
    },
    {
      form: "the mask as a factor",
      answers: solution({
        keep: (hPrev, proposed, real) => hPrev.map((old, j) => Number(real) * proposed[j] + (1 - Number(real)) * old),
        emit: (h, real) => h.map((value) => value * Number(real)),
      }),
    },
    {
      form: "nested lists",
      answers: solution({ finish: ({ output, hN }) => ({ output: output.toArray(), hN: hN.toArray() }) }),
    },
    { form: "flat arrays", answers: solution({ finish: ({ output, hN }) => ({ output: output.data, hN: hN.data }) }) },
  ],
};
