import { echoTask } from "../data/memory-tasks.js";
import { VanillaRNN } from "../rnn/vanilla-rnn.js";
import { ArgumentError } from "../tensor/errors.js";
import { Rng } from "../tensor/rng.js";
import { Adam } from "../training/optimisers.js";
import { type BackwardTrace, type Bug, brokenBackward, bugs } from "./broken-rnns.js";
import { mean } from "./marks.js";

const [V, H, T, lag] = [2, 8, 16, 2];
const [updates, lr] = [400, 0.01];
/** Updates to a point of the loss. */
export const perPoint = 10;
export const letters: readonly ["A", "B", "C", "D", "E", "F"] = ["A", "B", "C", "D", "E", "F"];
export type Letter = (typeof letters)[number];

/** What one implementation shows: the way back through one sequence, and its loss (nats a step, means of ten updates). */
export type Traces = BackwardTrace & { readonly loss: readonly number[] };

/** Six broken implementations under letters, and a correct one. */
export type LineUp = {
  readonly suspects: Readonly<Record<Letter, Traces>>;
  readonly correct: Traces;
  /** Says how many answers are right, not which. */
  check(answers: { readonly [letter: string]: string }): string;
  /** Where to look; level 2 says more. */
  hint(letter: Letter, level?: 1 | 2): string;
  /** Who is who. */
  reveal(): Readonly<Record<Letter, Bug>>;
};

/** Puts the six `bugs` behind the letters A to F in an order drawn from `seed`. */
export function bugLineUp(seed: number): LineUp {
  const order = new Rng(seed).shuffle(Object.keys(bugs) as Bug[]);
  const byLetter = <Value>(of: (bug: Bug) => Value): Record<Letter, Value> =>
    Object.fromEntries(letters.map((letter, i) => [letter, of(order[i])])) as Record<Letter, Value>;
  const solution = byLetter((bug) => bug);
  return {
    suspects: byLetter(tracesOf),
    correct: tracesOf(),
    check: (answers) => verdict(answers, solution),
    hint: (letter, level = 1) => hints[solution[checkedLetter(letter)]][level - 1],
    reveal: () => solution,
  };
}

/** Trains on the echo task, bits to be said again two steps later; all implementations start alike and see the same bits. */
export function tracesOf(bug?: Bug): Traces {
  const model = new VanillaRNN({ vocabSize: V, hiddenSize: H, seed: 1 });
  const optimiser = new Adam(model.params, { lr });
  const probe = sequence(new Rng(3));
  const { trace } = brokenBackward(model, model.forward(probe.inputs), probe.targets, bug);
  const data = new Rng(7);
  const losses = Array.from({ length: updates }, () => {
    const { inputs, targets } = sequence(data);
    const forward = model.forward(inputs);
    optimiser.step(brokenBackward(model, forward, targets, bug).grads);
    return model.loss(forward, targets) / T;
  });
  const loss = Array.from({ length: updates / perPoint }, (_, i) =>
    mean(losses.slice(i * perPoint, (i + 1) * perPoint)),
  );
  return { ...trace, loss };
}

function sequence(rng: Rng): { inputs: number[]; targets: number[] } {
  const { inputs, targets } = echoTask(rng, { T, lag, B: 1 });
  return { inputs: [...inputs], targets: [...targets] };
}

function verdict(answers: { readonly [letter: string]: string }, solution: Readonly<Record<Letter, Bug>>): string {
  const given = Object.entries(answers).filter(([, name]) => name !== "");
  for (const [letter, name] of given) {
    checkedLetter(letter);
    if (!(name in bugs)) {
      throw new ArgumentError(`checkLineUp: ${letter} must be one of ${Object.keys(bugs).join(", ")}; got "${name}"`);
    }
  }
  const right = given.filter(([letter, name]) => solution[letter as Letter] === name).length;
  if (right === letters.length) return "All six are right. Well spotted.";
  const open = letters.length - given.length;
  return `${right} of ${given.length} answers right${open > 0 ? `, ${open} still open` : ""}.`;
}

function checkedLetter(letter: string): Letter {
  const found = letters.find((known) => known === letter);
  if (!found) throw new ArgumentError(`checkLineUp: the suspects are ${letters.join(", ")}; got "${letter}"`);
  return found;
}

/** For each bug a nudge, then where to look. */
const hints: Readonly<Record<Bug, readonly [string, string]>> = {
  "only-last-path": [
    "Look at the first column: what does step t hand to step t − 1?",
    "Nothing ever arrives from a later step. Which line should have sent it?",
  ],
  "no-tanh-derivative": [
    "Compare the height of the first column with the grey line.",
    "More comes through at every step than there should. Which factor, never above 1, makes a gradient shrink?",
  ],
  overwrites: [
    "Follow the second column to its end.",
    "A sum of sixteen terms should not fall to exactly zero at the last one. What is the share of step 1, where h₀ = 0?",
  ],
  "wrong-state": [
    "The first column is right to the last digit. So the mistake is beside the path, not on it.",
    "In the second column, look at the last step to the right, where h₀ = 0. Should anything be added there?",
  ],
  "clips-inside": [
    "The loss alone would not tell you. Look at the second column.",
    "All is well until the loop is over, and then something happens to the whole of it.",
  ],
  "wrong-sign": [
    "Norms cannot see everything. Look at the third column.",
    "Both norms agree with the grey line, and the loss climbs. What leaves a norm as it is and turns each step round?",
  ],
};
