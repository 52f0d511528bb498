import { type Costs, type LayerName, type Limits, layers, megabytes, miss, twoSteps } from "../checks/10-limits.js";
import type { Answers, Bank, Mutant } from "../checks/exercise.js";

function right(given: Limits): Answers & { readonly [name in LayerName]: Costs } {
  const { T, d, tokens, H, buffers, k } = given;
  return {
    ...layers(given),
    crossing: d,
    ratio: T / d,
    fullMB: megabytes(buffers * tokens * H),
    cutMB: megabytes(buffers * k * H),
    weightsMB: megabytes(tokens * tokens),
    linearHelps: "yes",
    joinedA: "a2 a1",
    joinedB: "a2 b1 + b2",
    tanhHelps: "no",
    miss: miss(given),
  };
}

type Row = readonly [misconception: string, lookAt: string, changed: Answers];

function grid(given: Limits): readonly Row[] {
  const { T, d } = given;
  const all = layers(given);
  const change = (name: LayerName, changed: Partial<Costs>): Answers => ({ [name]: { ...all[name], ...changed } });
  const scanIn = (rounds: number): Answers => change("scan", { rounds, path: rounds, products: 2 * rounds * T * d });
  return [
    ["enough processors make a recurrence parallel", "What must be known before step 2 can begin?", change("recurrence", { rounds: 1 })],
    ["a recurrence's path is one step", "From the first position to the last, not to its neighbour: how many states are passed?", change("recurrence", { path: 1 })],
    ["a step without its matrix", "W_hh has d × d entries, and each meets a number of the state at every step.", change("recurrence", { products: T * d })],
    ["the products with W counted as well", "Only what waits for the step before is counted: the products with U.", change("recurrence", { products: 2 * T * d * d })],
    ["the step that reads is not counted", "h₁ has read the first position: that is a step of the path, too.", change("recurrence", { path: T - 1 })],
    ["every pair of positions in a recurrence", "A recurrence never compares two positions. One matrix product at each step.", change("recurrence", { products: T * T * d })],
    ["⌊log₂ T⌋ for ⌈log₂ T⌉", "After so many rounds a position stands for 2 to that power of steps. Is that T yet?", scanIn(Math.floor(Math.log2(T)))],
    ["half a round", "A round is run or it is not: the next whole number.", scanIn(Math.log2(T))],
    ["the logarithm to base 10", "Each round doubles what a position stands for.", scanIn(Math.ceil(Math.log10(T)))],
    ["the natural logarithm", "Each round doubles what a position stands for.", scanIn(Math.ceil(Math.log(T)))],
    ["a scan waits like a loop", "Half of the positions could be joined at once. Which of them wait for which?", change("scan", { rounds: T })],
    ["one hop through a scan", "The last position joins once in every round. How many rounds are there?", change("scan", { path: 1 })],
    ["a scan is free", "It waits less because it works more: every position is at work in every round.", change("scan", { products: 2 * T * d })],
    ["as many joins as in a sum", "In a scan every position wants a result of its own: T joins in every round.", change("scan", { products: 2 * (T - 1) * d })],
    ["one product a join", "a₂a₁ and a₂b₁: how many multiplications is that?", change("scan", { products: Math.ceil(Math.log2(T)) * T * d })],
    ["attention reads from left to right", "Which of its positions needs the result of another?", change("attention", { rounds: T })],
    ["attention's path grows with the distance", "Through how many others must a position go to reach the last one?", change("attention", { path: T })],
    ["one hop, so attention is cheap", "One hop for *every pair*. How many pairs are there?", change("attention", { products: T * d })],
    ["no position reads itself", "Every position reads every position, itself included.", change("attention", { products: T * (T - 1) * d })],
    ["each pair counted once", "Position 3 asks 5, and 5 asks 3: those are two comparisons.", change("attention", { products: (T * (T + 1) * d) / 2 })],
    ["the mixture counted as well", "One comparison of two vectors for each pair, says the task; the sum of the values is not counted.", change("attention", { products: 2 * T * T * d })],
    ["a matrix for every position of attention", "The products that mix positions compare two vectors of d numbers, for each pair.", change("attention", { products: T * d * d })],
  ];
} // biome-ignore format: a list

function sizes(given: Limits): readonly Row[] {
  const { T, d, tokens, H, buffers, k, far } = given;
  const exact = right(given);
  const times = (factor: number): Answers =>
    Object.fromEntries(["fullMB", "cutMB", "weightsMB"].map((name) => [name, (exact[name] as number) * factor]));
  return [
    ["the first length at which attention costs more", "There the two are no longer equal. Where are they?", { crossing: d + 1 }],
    ["the root of d for the crossing", "T² d = T d². Divide both sides by what they share.", { crossing: Math.round(Math.sqrt(d)) }],
    ["the ratio turned round", "Attention over recurrence: is it more, or less, beyond the crossing?", { ratio: d / T }],
    ["the ratio squared", "T² d over T d²: what is left when you cancel?", { ratio: (T / d) ** 2 }],
    ["eight bytes a number", "float32 has 32 bits. How many bytes is that?", times(2)],
    ["a number for a byte", "A float32 takes more than one byte.", times(1 / 4)],
    ["mebibytes for megabytes", "A megabyte here is a million bytes.", times(1e6 / 2 ** 20)],
    ["the buffers forgotten", "The way back needs more of a step than its state.", { fullMB: megabytes(tokens * H), cutMB: megabytes(k * H) }],
    ["the weights kept at every step", "The weights are the same at every step. What is kept are states, of H numbers each.", { fullMB: megabytes(buffers * tokens * H * H), cutMB: megabytes(buffers * k * H * H) }],
    ["truncation saves nothing", "Only the steps of the chunk are kept: how many are those?", { cutMB: exact.fullMB }],
    ["attention without the square", "Every position has a weight for every position: that is a table.", { weightsMB: megabytes(tokens) }],
    ["a weight for every entry of the state", "One number says how much a position is looked at, whatever its size.", { weightsMB: megabytes(tokens * tokens * H) }],
    ["states for weights", "States are [T, H]. The weights are one for each pair of positions.", { weightsMB: megabytes(tokens * H) }],
    ["no number of GPUs helps a recurrence", "That holds for a nonlinear one. Join two linear steps and look at what comes out.", { linearHelps: "no" }],
    ["the steps joined in the wrong order", "The first step goes into the second: its b₁ passes a₂, and b₂ comes last.", { joinedB: "a1 b2 + b1" }],
    ["the two b added up", "b₁ is in the state when the second step multiplies it.", { joinedB: "b1 + b2" }],
    ["the two a added up", "The state is multiplied twice.", { joinedA: "a1 + a2" }],
    ["any recurrence can be scanned", "A scan needs steps that join into one step of the same form. Your third point says whether these do.", { tanhHelps: "yes" }],
    ["two tanh steps are one", "They agree where you fitted them. Do they at the third point?", { miss: 0 }],
    ["the sign of the difference", "First the one step, then minus the two.", { miss: -miss(given) }],
    ["one tanh step for the fitted one", "With a = 1 and b = 0 the two do not even agree at h = 1. Find a first.", { miss: Math.tanh(far) - twoSteps(far) }],
    ["atanh forgotten", "tanh(a + b) is to be tanh(tanh(1)). So what is a + b?", { miss: Math.tanh(twoSteps(1) * far) - twoSteps(far) }],
    ["the difference without the outer tanh", "The step is tanh(a h + b), not a h + b.", { miss: Math.tanh(1) * far - twoSteps(far) }],
  ];
} // biome-ignore format: a list

export function bank(given: Limits): Bank {
  const exact = right(given);
  const wrong: readonly Mutant[] = [...grid(given), ...sizes(given)].map(([misconception, lookAt, changed]) => ({
    misconception,
    lookAt,
    answers: { ...exact, ...changed },
  }));
  const each = (change: (value: number) => number): Answers =>
    Object.fromEntries(Object.entries(exact).map(([name, value]) => [name, typeof value === "number" ? change(value) : value])); // biome-ignore format: a line
  return {
    wrong,
    right: [
      { form: "full precision", answers: exact },
      { form: "rounded, with capital letters", answers: { ...each((value) => Number(value.toFixed(4))), linearHelps: " YES", tanhHelps: "No " } }, // biome-ignore format: a row
      { form: "cut off, and other formulae", answers: { ...each((value) => Math.trunc(value * 1e4) / 1e4), joinedA: "a₁·a₂", joinedB: "b_2 + b_1*a_2" } }, // biome-ignore format: a row
    ],
  };
}
