import { type Asking, get } from "./conversation.js";
import type { Check } from "./exercise.js";
import { Failure } from "./failure.js";
import { number } from "./structure.js";

/** The sequence of the exercise; h₀ = 0. */
export const given = { wx: 1, wh: 0.5, x: [1, 0, -1], h0: 0 } as const;

/** Five decimals are asked for: rounded or cut off, an answer is within one unit of the last. */
const TOLERANCE = 1e-5;
/** An earlier mistake is carried forward only where it moves this answer visibly: a row of zeros earns nothing. */
const VISIBLE = 1e-2;

const state = (t: number, hPrev: number): number => Math.tanh(given.wx * given.x[t - 1] + given.wh * hPrev);

/** hₜ, right or following rightly from the learner's own hₜ₋₁. */
function* gradeState(t: number): Asking<string | undefined> {
  const name = `h${t}`;
  const answer = number(name, yield* get(name));
  let exact: number = given.h0;
  for (let step = 1; step <= t; step++) exact = state(step, exact);
  if (Math.abs(answer - exact) <= TOLERANCE) return undefined;
  if (t > 1 && follows(t, answer, yield* get(`h${t - 1}`))) {
    return `${name} follows rightly from your h${t - 1}: carried forward`;
  }
  if (isShort(answer, exact)) throw new Failure({ problem: `${name} = ${answer} is right so far: give five decimals` });
  throw new Failure({
    problem: `${name} = ${answer} is not the state after step ${t}`,
    wrong: { name, values: Float64Array.of(answer), within: TOLERANCE },
  });
}

function follows(t: number, answer: number, hPrev: unknown): boolean {
  if (typeof hPrev !== "number") return false;
  const carried = state(t, hPrev);
  return Math.abs(answer - carried) <= TOLERANCE && Math.abs(carried - state(t, 0)) >= VISIBLE;
}

/** Right, but with fewer decimals than asked for. */
function isShort(answer: number, exact: number): boolean {
  return [2, 3, 4].some((decimals) => Math.abs(answer - Number(exact.toFixed(decimals))) < 1e-12);
}

export const checks: readonly Check[] = [1, 2, 3].map((t) => ({
  id: `h${t}`,
  title: `h${t}`,
  points: 1,
  lookAt: `Write out the whole sum for step ${t} first: which x, which h? Then take tanh once, of the sum.`,
  run: () => gradeState(t),
}));
