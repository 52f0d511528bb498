import { type GruParams, gruForward, type Rng, Tensor } from "unrolled";
import { problem, SIZES, vector } from "./14-problem.js";
import { expectClose } from "./compare.js";
import { type Asking, call } from "./conversation.js";
import type { Check } from "./exercise.js";
import { Failure } from "./failure.js";
import { formatInputs } from "./format.js";
import { field, numbers } from "./structure.js";

type Numbers = Float64Array;
const NAMES = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"] as const;
type Torch = { readonly [name in (typeof NAMES)[number]]: Tensor };

/** PyTorch's step: rows r, z, n; the reset comes after the product, and z keeps. */
export function torchStep(cell: Torch, x: Numbers, hPrev: Numbers): Numbers {
  const H = hPrev.length;
  const product = (W: Tensor, b: Tensor, v: Numbers, row: number): number =>
    v.reduce((sum, value, k) => sum + W.at(row, k) * value, b.data[row]);
  const fromX = (block: number, j: number): number => product(cell.weight_ih, cell.bias_ih, x, block * H + j);
  const fromH = (block: number, j: number): number => product(cell.weight_hh, cell.bias_hh, hPrev, block * H + j);
  const gate = (block: number, j: number): number => 1 / (1 + Math.exp(-fromX(block, j) - fromH(block, j)));
  return hPrev.map((h, j) => {
    const n = Math.tanh(fromX(2, j) + gate(0, j) * fromH(2, j));
    return (1 - gate(1, j)) * n + gate(1, j) * h;
  });
}

/** The candidate's recurrent entries [i, j], with some of them zero. */
function withCandidate({ W, b }: GruParams, entry: (i: number, j: number, value: number) => number): GruParams {
  const H = W.shape[0] / 3;
  const changed = W.clone();
  for (let i = 0; i < H; i++) for (let j = 0; j < H; j++) changed.set([2 * H + i, j], entry(i, j, W.at(2 * H + i, j)));
  return { W: changed, b };
}

export const diagonal = (params: GruParams): GruParams => withCandidate(params, (i, j, value) => (i === j ? value : 0));

/** The learner's weights as tensors; flat arrays will do. */
function read(returned: unknown, H: number, D: number): Torch {
  const shapes = { weight_ih: [3 * H, D], weight_hh: [3 * H, H], bias_ih: [3 * H], bias_hh: [3 * H] };
  const symbols = { weight_ih: "[3H, D]", weight_hh: "[3H, H]", bias_ih: "[3H]", bias_hh: "[3H]" };
  const tensors = NAMES.map((name) => {
    const value = numbers("toTorch", name, symbols[name], shapes[name], field("toTorch", returned, name));
    return [name, new Tensor(value, shapes[name])];
  });
  return Object.fromEntries(tensors);
}

/** Asks for all before it judges: which are refused tells one mistake from another. */
function* convertible(rng: Rng): Asking<undefined> {
  const asked = [...SIZES, SIZES[0]].map((sizes, k) => {
    const kind = k < SIZES.length ? "diagonal" : "zero";
    return { ...sizes, kind, params: kinds[kind](problem(rng, sizes).params) };
  });
  const returned: unknown[] = [];
  for (const { params } of asked) returned.push(yield* call("toTorch", params));
  const refused = returned.map((one) => Number(one === null));
  if (refused.includes(1)) throw wronglyJudged("null", asked[refused.indexOf(1)].kind, refused);
  for (const [k, { params, D, H }] of asked.entries()) {
    const cell = read(returned[k], H, D);
    for (let n = 0; n < 3; n++) {
      const [x, hPrev] = [vector(rng, D, 1), vector(rng, H, 0.7)];
      const expected = gruForward(params, x, hPrev).h as Numbers;
      const input = (): string => formatInputs({ ...params, x, hPrev, ...cell });
      expectClose("PyTorch's h", [H], torchStep(cell, x, hPrev), expected, input);
    }
  }
  return undefined;
}

const wronglyJudged = (what: string, kind: string, refused: readonly number[]): Failure =>
  new Failure({
    problem: `toTorch: returns ${what} when the candidate's matrix is ${kind}`,
    wrong: { name: "null", values: Float64Array.from(refused) },
  });

/** The candidate's recurrent matrices for which to say yes or no. */
const kinds: { readonly [kind: string]: (params: GruParams) => GruParams } = {
  full: (params) => params,
  symmetric: (params) => withCandidate(params, (i, j, value) => (i <= j ? value : params.W.at(2 * (params.b.size / 3) + j, i))), // biome-ignore format: a row
  "upper triangular": (params) => withCandidate(params, (i, j, value) => (i <= j ? value : 0)),
  "lower triangular": (params) => withCandidate(params, (i, j, value) => (i >= j ? value : 0)),
  "diagonal but for one entry of 1e−9": (params) => withCandidate(params, (i, j, value) => (i === j ? value : Number(i === 0 && j === 1) * 1e-9)), // biome-ignore format: a row
  diagonal,
  zero: (params) => withCandidate(params, () => 0),
};

function* refusal(rng: Rng): Asking<undefined> {
  const refused: number[] = [];
  for (const [k, change] of Object.values(kinds).entries()) {
    const returned = yield* call("toTorch", change(problem(rng, SIZES[k % SIZES.length]).params));
    if (returned === undefined) throw new Failure({ problem: "toTorch: must return weights or null, got undefined" });
    if (returned !== null) field("toTorch", returned, "weight_hh"); // a converted cell, or what else is it?
    refused.push(Number(returned === null));
  }
  const names = Object.keys(kinds);
  const wrong = names.findIndex((kind, k) => refused[k] !== Number(kind !== "diagonal" && kind !== "zero"));
  if (wrong < 0) return undefined;
  throw wronglyJudged(refused[wrong] ? "null" : "weights", names[wrong], refused);
}

export const converter: readonly Check[] = [
  {
    id: "convertible",
    title: "toTorch: the same function, where there is one",
    points: 1,
    lookAt: "Put both formulae side by side. Which way round does z count there, and which of the biases does r reach?",
    run: convertible,
  },
  {
    id: "refusal",
    title: "toTorch: null where there is none",
    points: 1,
    lookAt: "Write entry i of U (r ⊙ h) and of r ⊙ (U h). Which entries of U meet the same r in both?",
    run: refusal,
  },
];
