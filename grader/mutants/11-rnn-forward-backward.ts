import { type RnnCache, type RnnParams, rnnBackward, rnnForward, type Tensor, zeroGrads } from "unrolled";
import type { Bank, Mutant } from "../checks/exercise.js";
import { map, outer, plus, times, transposedTimes } from "../checks/linear.js";
import { asTensors, type Pieces, solution, stepOf } from "./11-pieces.js";

const mutant = (misconception: string, lookAt: string, replaced: Partial<Pieces>): Mutant => ({
  misconception,
  lookAt,
  answers: solution(replaced),
});

const ROW_MAJOR = "Entry [i, j] of a matrix with n columns lies at data[i * n + j].";

const forward: readonly Mutant[] = [
  mutant("tanh of each term", "tanh(u) + tanh(v) is not tanh(u + v). Add the three terms first; tanh is taken once.", {
    forward: stepOf(({ Wxh, Whh, bh }, x, hPrev) =>
      plus(map(times(Wxh, x), Math.tanh), map(times(Whh, hPrev), Math.tanh), map(bh.data, Math.tanh)),
    ),
  }),
  mutant(
    "bias left out",
    "Three terms make the sum: from the input, from the state, and one that depends on neither.",
    {
      forward: stepOf(({ Wxh, Whh }, x, hPrev) => map(plus(times(Wxh, x), times(Whh, hPrev)), Math.tanh)),
    },
  ),
  mutant("bias added after tanh", "The bias belongs to the sum inside; after tanh a state lies between −1 and 1.", {
    forward: stepOf(({ Wxh, Whh, bh }, x, hPrev) =>
      plus(map(plus(times(Wxh, x), times(Whh, hPrev)), Math.tanh), bh.data),
    ),
  }),
  mutant(
    "hPrev is not read",
    "Without hPrev the network forgets everything at every step. Where does it enter the sum?",
    {
      forward: stepOf(({ Wxh, bh }, x) => map(plus(times(Wxh, x), bh.data), Math.tanh)),
    },
  ),
  mutant("W_hh transposed in the forward step", `Row i of W_hh makes entry i of the sum. ${ROW_MAJOR}`, {
    forward: stepOf(({ Wxh, Whh, bh }, x, hPrev) =>
      map(plus(times(Wxh, x), transposedTimes(Whh, hPrev), bh.data), Math.tanh),
    ),
  }),
  mutant("W_xh read along its columns", `W_xh is [H, D]: its rows have D entries. ${ROW_MAJOR}`, {
    forward: stepOf(({ Wxh, Whh, bh }, x, hPrev) =>
      map(
        plus(
          strided(Wxh, x, (i, j, H) => j * H + i),
          times(Whh, hPrev),
          bh.data,
        ),
        Math.tanh,
      ),
    ),
  }),
  mutant("W_xh read with rows of H entries", `W_xh is [H, D]: its rows have D entries, not H. ${ROW_MAJOR}`, {
    forward: stepOf(({ Wxh, Whh, bh }, x, hPrev) =>
      map(
        plus(
          strided(Wxh, x, (i, j, H) => i * H + j),
          times(Whh, hPrev),
          bh.data,
        ),
        Math.tanh,
      ),
    ),
  }),
  mutant("no tanh", "That is the sum inside. A state lies between −1 and 1.", {
    forward: stepOf(({ Wxh, Whh, bh }, x, hPrev) => plus(times(Wxh, x), times(Whh, hPrev), bh.data)),
  }),
  mutant("sigmoid in place of tanh", "A sigmoid lies between 0 and 1; an Elman state lies between −1 and 1.", {
    forward: stepOf(({ Wxh, Whh, bh }, x, hPrev) =>
      map(plus(times(Wxh, x), times(Whh, hPrev), bh.data), (a) => 1 / (1 + Math.exp(-a))),
    ),
  }),
  mutant(
    "cache.hPrev holds the new state",
    "The backward pass needs both states: the one that came in, and the one that went out.",
    {
      forward: (params, x, hPrev) => {
        const { h } = rnnForward(params, x, hPrev) as { h: Float64Array };
        return { h, cache: { x, hPrev: h, h } };
      },
    },
  ),
];

const clip = (v: Float64Array): Float64Array => map(v, (g) => Math.min(5, Math.max(-5, g)));

const backward: readonly Mutant[] = [
  mutant("tanh′ left out", "dh arrives after tanh, da is before it. What is the derivative in between?", {
    da: (dh) => dh,
  }),
  mutant("1 − h in place of 1 − h²", "tanh′(a) = 1 − tanh²(a). You have tanh(a): it is h.", {
    da: (dh, { h }) => map(dh, (dhj, j) => dhj * (1 - h[j])),
  }),
  mutant("tanh taken again of h", "h is tanh(a) already. tanh′(a) in terms of h needs no further tanh.", {
    da: (dh, { h }) => map(dh, (dhj, j) => dhj * (1 - Math.tanh(h[j]) ** 2)),
  }),
  mutant(
    "tanh′ taken at hPrev",
    "The derivative belongs to the step that dh arrives at: to its h, not to the state before.",
    {
      da: (dh, { hPrev }) => map(dh, (dhj, j) => dhj * (1 - hPrev[j] ** 2)),
    },
  ),
  mutant(
    "h in place of hPrev in dW_hh",
    "W_hh was multiplied by the state that came into the step. Which one is that?",
    {
      share: (da, { x, h }) => ({ Wxh: outer(da, x), Whh: outer(da, h), bh: da }),
    },
  ),
  mutant("dW_hh transposed", `Entry [i, j] of dW_hh is da[i] times hPrev[j]. ${ROW_MAJOR}`, {
    share: (da, { x, hPrev }) => ({ Wxh: outer(da, x), Whh: outer(hPrev, da), bh: da }),
  }),
  mutant("dW_xh transposed", `Entry [i, j] of dW_xh is da[i] times x[j]. ${ROW_MAJOR}`, {
    share: (da, { x, hPrev }) => ({ Wxh: outer(x, da), Whh: outer(da, hPrev), bh: da }),
  }),
  mutant("bias gradient left out", "b_h takes part in every step too. What is the derivative of the sum by its bias?", {
    share: (da, { x, hPrev }) => ({ Wxh: outer(da, x), Whh: outer(da, hPrev), bh: map(da, () => 0) }),
  }),
  mutant(
    "overwriting instead of +=",
    "The same weights serve at every step, so their gradient is a sum over the steps. Yours keeps only one.",
    {
      join: (_, share) => share,
    },
  ),
  mutant("mean over the steps instead of the sum", "The chain rule adds the paths; nothing divides by their number.", {
    finish: (grads, dh0, T) => ({
      grads: { Wxh: map(grads.Wxh, (g) => g / T), Whh: map(grads.Whh, (g) => g / T), bh: map(grads.bh, (g) => g / T) },
      dh0,
    }),
  }),
  mutant(
    "W_hh not transposed on the way back",
    "Forward, row i of W_hh collects into entry i. Backward the same numbers are walked the other way.",
    {
      back: ({ Whh }, da) => times(Whh, da),
    },
  ),
  mutant(
    "nothing goes back from step to step",
    "h_t also acts through all later steps. Its gradient has two parts: from its own output, and from step t + 1.",
    {
      arrive: (_, dh) => dh,
    },
  ),
  mutant(
    "only the last step's dh is used",
    "Every state has an output of its own: dhs[t] joins at each step, not only at the last.",
    {
      arrive: (dhNext, dh, isLast) => (isLast ? dh : dhNext),
    },
  ),
  mutant(
    "the steps are walked forwards",
    "What goes back to step t comes from step t + 1, so that one has to be done first.",
    {
      order: (steps) => steps,
    },
  ),
  mutant("dh0 left out", "The first state counts too: return what the first step sends back, as dh0.", {
    finish: (grads) => ({ grads }),
  }),
  mutant("dh0 set to zero", "h0 is not zero here, nor is its gradient. What does the first step send back?", {
    finish: (grads, dh0) => ({ grads, dh0: map(dh0, () => 0) }),
  }),
  mutant(
    "W_hh is missing on the way back",
    "da is the gradient of the sum. It still has to pass the matrix that hPrev passed.",
    {
      back: (_, da) => da,
    },
  ),
  mutant(
    "clipping by value inside bptt",
    "Something cuts large entries off. The gradient must come out as it is: clipping is the trainer's business.",
    {
      finish: ({ Wxh, Whh, bh }, dh0) => ({ grads: { Wxh: clip(Wxh), Whh: clip(Whh), bh: clip(bh) }, dh0 }),
    },
  ),
  mutant(
    "clipping by norm inside bptt",
    "Something scales large gradients down. The gradient must come out as it is: clipping is the trainer's business.",
    {
      finish: (grads, dh0) => {
        const norm = Math.hypot(...grads.Wxh, ...grads.Whh, ...grads.bh);
        const scaled = (v: Float64Array): Float64Array => map(v, (g) => g * Math.min(1, 5 / norm));
        return { grads: { Wxh: scaled(grads.Wxh), Whh: scaled(grads.Whh), bh: scaled(grads.bh) }, dh0 };
      },
    },
  ),
];

/** The library's own cells, one call a step. */
function libraryBptt(params: RnnParams, caches: readonly RnnCache[], dhs: readonly Float64Array[]): unknown {
  const grads = zeroGrads(params);
  let dhNext: Float64Array = new Float64Array(params.bh.size);
  for (let t = caches.length - 1; t >= 0; t--) {
    dhNext = rnnBackward(params, grads, plus(dhNext, dhs[t]), caches[t]).dhPrev as Float64Array;
  }
  return { grads, dh0: dhNext };
}

/** One matrix [W_xh W_hh b_h] on the stacked vector [x; hPrev; 1]. */
function stackedForward({ Wxh, Whh, bh }: RnnParams, x: Float64Array, hPrev: Float64Array): Float64Array {
  const [H, D] = Wxh.shape;
  const stacked = [...x, ...hPrev, 1];
  return Float64Array.from({ length: H }, (_, i) => {
    const row = [...Wxh.data.subarray(i * D, (i + 1) * D), ...Whh.row(i), bh.data[i]];
    return Math.tanh(row.reduce((sum, w, k) => sum + w * stacked[k], 0));
  });
}

export const bank: Bank = {
  wrong: [...forward, ...backward],
  right: [
    { form: "the library's cells", answers: { rnnForward, bptt: libraryBptt } },
    { form: "gradients as flat arrays", answers: solution() },
    { form: "gradients as tensors", answers: solution({ finish: (grads, dh0) => ({ grads: asTensors(grads), dh0 }) }) },
    { form: "nested lists", answers: solution({ finish: nestedLists }) },
    { form: "one stacked matrix", answers: solution({ forward: stepOf(stackedForward) }) },
    {
      form: "tanh′ as 1 / cosh²",
      answers: solution({ da: (dh, { h }) => map(dh, (dhj, j) => dhj / Math.cosh(Math.atanh(h[j])) ** 2) }),
    },
  ],
};

function nestedLists(grads: Parameters<Pieces["finish"]>[0], dh0: Float64Array): ReturnType<Pieces["finish"]> {
  const nested = Object.entries(asTensors(grads)).map(([name, tensor]) => [name, tensor.toArray()]);
  return { grads: Object.fromEntries(nested), dh0: [...dh0] };
}

/** W x with its entries looked for in the wrong place; past the end there is nothing. */
function strided(
  { data, shape: [H] }: Tensor,
  x: Float64Array,
  at: (i: number, j: number, H: number) => number,
): Float64Array {
  return Float64Array.from({ length: H }, (_, i) => x.reduce((sum, xj, j) => sum + (data[at(i, j, H)] ?? 0) * xj, 0));
}
