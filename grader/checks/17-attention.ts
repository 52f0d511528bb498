import { normalInit, type Params, type Rng } from "unrolled";
import {
  type Attended, exactAttend, exactAttendBackward, exactScores, exactScoresBackward, type Kind, vector,
} from "./17-reference.js"; // biome-ignore format: a list
import { expectClose } from "./compare.js";
import { type Asking, call } from "./conversation.js";
import type { Check } from "./exercise.js";
import { formatInputs } from "./format.js";
import { field, numbers } from "./structure.js";

/** Sizes of query, states, Bahdanau's layer and source, distinct where the score allows it. */
type Sizes = { readonly S: number; readonly H: number; readonly A: number; readonly T: number };

const SAME: readonly Sizes[] = [{ S: 3, H: 3, A: 4, T: 2 }, { S: 2, H: 2, A: 3, T: 5 }, { S: 5, H: 5, A: 2, T: 3 }]; // biome-ignore format: a list
const OTHER: readonly Sizes[] = [{ S: 3, H: 2, A: 5, T: 4 }, { S: 2, H: 4, A: 3, T: 5 }, { S: 5, H: 3, A: 4, T: 2 }]; // biome-ignore format: a list

const random = (rng: Rng, size: number, std = 1): Float64Array => vector(size, () => rng.normal(0, std));

type Problem = Sizes & { readonly params: Params; readonly s: Float64Array; readonly h: readonly Float64Array[] };

function problem(rng: Rng, sizes: Sizes): Problem {
  const { S, H, A, T } = sizes;
  const params = {
    W: normalInit(rng, [S, H], 0.8),
    W1: normalInit(rng, [A, S], 0.7),
    W2: normalInit(rng, [A, H], 0.7),
    b: normalInit(rng, [A], 0.7),
    v: normalInit(rng, [A], 1),
  };
  return { ...sizes, params, s: random(rng, S), h: Array.from({ length: T }, () => random(rng, H)) };
}

/** The parameters that a score has. */
const NAMES: { readonly [kind in Kind]: readonly string[] } = { dot: [], scaled: [], general: ["W"], bahdanau: ["W1", "W2", "b", "v"] }; // biome-ignore format: a list
const paramsOf = (kind: Kind, params: Params): Params => Object.fromEntries(NAMES[kind].map((name) => [name, params[name]])); // biome-ignore format: a line

const shown = (kind: Kind, { params, s, h }: Problem, more: { readonly [name: string]: Float64Array } = {}): string => {
  const states = Object.fromEntries(h.map((hj, j) => [`h[${j}]`, hj]));
  return `kind = "${kind}"\n${formatInputs({ ...paramsOf(kind, params), s, ...states, ...more })}`;
};

function scoreCheck(kinds: readonly Kind[], sizes: readonly Sizes[], title: string, lookAt: string): Check {
  return {
    id: `scores-${kinds[0]}`,
    title,
    points: 1,
    lookAt,
    *run(rng) {
      for (const kind of kinds) {
        for (const given of sizes.map((size) => problem(rng, size))) {
          const { params, s, h, T } = given;
          const returned = yield* call("scores", kind, paramsOf(kind, params), s, h);
          const got = numbers("scores", `e of "${kind}"`, "[T_src]", [T], returned);
          expectClose(`e of "${kind}"`, [T], got, exactScores(kind, params, s, h), () => shown(kind, given));
        }
      }
      return undefined;
    },
  };
}

/** Scores and states with a mask, and what becomes of them. */
type Look = { readonly e: Float64Array; readonly mask: readonly boolean[]; readonly h: readonly Float64Array[] };

function attendCheck(
  id: string,
  title: string,
  points: number,
  lookAt: string,
  looks: (rng: Rng) => readonly Look[],
): Check {
  // biome-ignore format: a signature
  return {
    id,
    title,
    points,
    lookAt,
    *run(rng) {
      for (const { e, mask, h } of looks(rng)) {
        const returned = yield* call("attend", e, h, mask);
        const expected = exactAttend(e, h, mask);
        const input = (): string => `mask = [${mask.join(", ")}]\n${formatInputs({ e, ...Object.fromEntries(h.map((hj, j) => [`h[${j}]`, hj])) })}`; // biome-ignore format: a line
        for (const [name, symbols] of [["alpha", "[T_src]"], ["c", "[H]"]] as const) { // biome-ignore format: a list
          const wanted = expected[name as keyof Attended];
          const got = numbers("attend", name, symbols, [wanted.length], field("attend", returned, name));
          expectClose(name, [wanted.length], got, wanted, input);
        }
      }
      return undefined;
    },
  };
}

function look(rng: Rng, mask: readonly boolean[], H: number, std = 1): Look {
  const states = mask.map(() => random(rng, H, 2));
  return { e: random(rng, mask.length, std), mask, h: states };
}

const all = (T: number): boolean[] => new Array<boolean>(T).fill(true);
const [yes, no] = [true, false];

/** Scores around a thousand, of which exp alone would be infinite, or zero. */
function huge(rng: Rng): readonly Look[] {
  const shifted = (by: number, given: Look): Look => ({ ...given, e: given.e.map((x) => x + by) });
  const padded = look(rng, [yes, yes, no], 4);
  const loud = { ...padded, e: Float64Array.of(padded.e[0], padded.e[1], 1000) }; // the padding's score is the largest
  return [shifted(1000, look(rng, all(3), 2)), shifted(-1000, look(rng, all(4), 3)), loud];
}

type Part = { readonly name: string; readonly symbols: string; readonly shape: readonly number[]; readonly exact: Float64Array }; // biome-ignore format: a type
const flat = (rows: readonly Float64Array[]): Float64Array => Float64Array.from(rows.flatMap((row) => [...row]));

/** The first part that is not as it should be is the failure. */
function compareParts(where: string, parts: readonly Part[], partOf: (name: string) => unknown, input: () => string): void {
  for (const { name, symbols, shape, exact } of parts) {
    expectClose(name, shape, numbers(where, name, symbols, shape, partOf(name)), exact, input);
  }
} // biome-ignore format: a signature

const SOME: readonly (readonly boolean[])[] = [all(3), [yes, no, yes, yes], all(5)];

function attendBackwardCheck(part: "de" | "dh", lookAt: string): Check {
  return {
    id: `attendBackward-${part}`,
    title: `attendBackward: ${part}`,
    points: 1,
    lookAt,
    *run(rng) {
      for (const [i, mask] of SOME.entries()) {
        const { e, h } = look(rng, mask, i + 2);
        const [dc, { alpha }] = [random(rng, i + 2), exactAttend(e, h, mask)];
        const exact = exactAttendBackward(dc, h, alpha);
        const returned = yield* call("attendBackward", dc, h, alpha);
        const parts = {
          de: { name: "de", symbols: "[T_src]", shape: [h.length], exact: exact.de },
          dh: { name: "dh", symbols: "[T_src, H]", shape: [h.length, i + 2], exact: flat(exact.dh) },
        };
        const states = Object.fromEntries(h.map((hj, j) => [`h[${j}]`, hj]));
        compareParts("attendBackward", [parts[part]], (name) => field("attendBackward", returned, name), () => formatInputs({ dc, ...states, alpha })); // biome-ignore format: a line
      }
      return undefined;
    },
  };
}

function* compareBackward(kind: Kind, given: Problem, de: Float64Array): Asking<void> {
  const { params, s, h, S, H, T } = given;
  const returned = yield* call("scoresBackward", kind, paramsOf(kind, params), s, h, de);
  const exact = exactScoresBackward(kind, params, s, h, de);
  const parts: readonly Part[] = [
    { name: "ds", symbols: "[S]", shape: [S], exact: exact.ds },
    { name: "dh", symbols: "[T_src, H]", shape: [T, H], exact: flat(exact.dh) },
    ...NAMES[kind].map((name) => {
      const { shape, data } = exact.grads[name];
      return { name: `grads.${name}`, symbols: SYMBOLS[name], shape, exact: data as Float64Array };
    }),
  ];
  const partOf = (name: string): unknown => {
    const [outer, inner] = name.split(".");
    const value = field("scoresBackward", returned, outer);
    return inner ? field("scoresBackward: grads", value, inner) : value;
  };
  compareParts("scoresBackward", parts, partOf, () => shown(kind, given, { de }));
}

const SYMBOLS: { readonly [name: string]: string } = { W: "[S, H]", W1: "[A, S]", W2: "[A, H]", b: "[A]", v: "[A]" };

function scoresBackwardCheck(kinds: readonly Kind[], sizes: readonly Sizes[], lookAt: string): Check {
  return {
    id: `scoresBackward-${kinds[0]}`,
    title: `scoresBackward: ${kinds.map((kind) => `"${kind}"`).join(" and ")}`,
    points: 1,
    lookAt,
    *run(rng) {
      for (const kind of kinds) {
        for (const given of sizes.map((size) => problem(rng, size))) {
          yield* compareBackward(kind, given, random(rng, given.T));
        }
      }
      return undefined;
    },
  };
}

export const checks: readonly Check[] = [
  scoreCheck(["dot", "scaled"], SAME, 'scores: "dot" and "scaled"', "One number for each state: a sum over the entries of s and that state. What does the second divide it by?"), // biome-ignore format: a row
  scoreCheck(
    ["general"],
    OTHER,
    'scores: "general"',
    "W has S rows and H columns: which of its sides meets s, and which meets a state?",
  ),
  scoreCheck(
    ["bahdanau"],
    OTHER,
    'scores: "bahdanau"',
    "First the whole sum W₁ s + W₂ hⱼ + b, a vector of A numbers, then tanh, then the dot product with v.",
  ),
  attendCheck("attend", "attend: weights and context", 1, "exp of each score, divided by the sum of all; then each state times its weight.", (rng) => [look(rng, all(3), 2), look(rng, all(2), 4), look(rng, all(5), 3)]), // biome-ignore format: a row
  attendCheck("mask", "attend leaves out padding", 1, "The result must be the same as without those states. Add up the weights of the others.", (rng) => [look(rng, [yes, yes, no, no], 2), look(rng, [no, yes, no, yes, yes], 3), look(rng, [yes, no], 4)]), // biome-ignore format: a row
  attendCheck("nothing", "attend with one state to look at, or none", 1, "Every position is padding: what is the sum below the line?", (rng) => [look(rng, [no, yes, no], 4), look(rng, [no, no, no], 2), look(rng, [no], 3)]), // biome-ignore format: a row
  attendCheck("huge", "attend with scores near ±1000", 1, "Weights do not change when the same number is subtracted from all scores. Which number makes exp safe?", huge), // biome-ignore format: a row
  attendBackwardCheck(
    "de",
    "First what dc says of each weight: dcᵀhⱼ. Then the softmax: what one weight gains the others lose.",
  ),
  attendBackwardCheck("dh", "c = Σ αⱼ hⱼ: by which number is each state multiplied on its way into c?"),
  scoresBackwardCheck(
    ["dot", "scaled"],
    SAME,
    "s takes part in every score, each state in its own. And what divides a score divides its derivatives.",
  ),
  scoresBackwardCheck(
    ["general"],
    OTHER,
    "Write e_j as Σ sᵢ W[i, k] h_j[k], and differentiate by each letter in turn.",
  ),
  scoresBackwardCheck(["bahdanau"], OTHER, "Go back in order: from the score to v and u, through tanh, then to W₁, W₂, b, s and hⱼ. What is used by all positions gets a sum over them."), // biome-ignore format: a row
];
