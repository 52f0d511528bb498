import { crossEntropy, type Tensor, teacherForcing, type Vec } from "unrolled";
import { decoderStep, type Found, type Model, search } from "../checks/16-model.js";
import type { Bank, Mutant } from "../checks/exercise.js";
import { byLogProb, type Pieces, solution, sum } from "./16-pieces.js";

type Mistake = readonly [misconception: string, lookAt: string, replaced: Partial<Pieces>];

const ofLosses: readonly Mistake[] = [
  ["padding in the denominator", "Above the line only real tokens were added. How many cells are counted below it?", { mean: ({ rows, cells }) => sum(rows.flat()) / cells, count: ({ cells }) => cells }],
  ["padding counted as token 0", "A target of −1 is no token. What should such a cell add?", { isReal: () => true }],
  ["the mean of the sentences' means", "Every token counts the same here, whichever sentence it stands in.", { mean: ({ rows }) => sum(rows.map((row) => sum(row) / row.length)) / rows.length }],
  ["divided by the number of rows", "What is being averaged, sentences or tokens?", { mean: ({ rows }) => sum(rows.flat()) / rows.length, count: ({ rows }) => rows.length }],
  ["the probability in place of its logarithm", "Cross-entropy is the surprise: −ln p.", { tokenLoss: (p) => 1 - p }],
  ["the sign of the loss", "ln p is negative; a loss is not.", { tokenLoss: (p) => Math.log(p) }],
  ["softmax overflows", "Math.exp(1000) is Infinity. What may be taken off all logits without changing the softmax?", { softmax: (y) => y.map((v) => Math.exp(v) / sum(y.map(Math.exp))) }],
  ["the gradient is not divided", "The loss is a mean. Then so is its gradient.", { count: () => 1 }],
  ["the one-hot target left out of the gradient", "dL/dy = p − y: what is y?", { gradient: (p) => [...p] }],
  ["the sign of the gradient", "Raising the right token's logit must lower the loss.", { gradient: (p, target) => p.map((value, v) => (v === target ? 1 : 0) - value) }],
  ["the sum in place of the mean", "The loss of a batch is a mean over its real tokens.", { mean: ({ rows }) => sum(rows.flat()), count: () => 1 }],
]; // biome-ignore format: a table

const ofForcing: readonly Mistake[] = [
  ["no shift: the decoder reads what it should answer", "At step 0 nothing has been said yet. What is read there?", { inputs: (sentence, _, end) => [...sentence, end] }],
  ["no shift: it should answer what it reads", "The target at a step is the token that is read at the next one.", { targets: (sentence, start) => [start, ...sentence] }],
  ["the end token left out of the targets", "Who tells the decoder when to stop?", { targets: (sentence) => sentence }],
  ["the end token among the inputs", "After the end nothing is said, so it is never read.", { inputs: (sentence, start, end) => [start, ...sentence, end] }],
  ["the pad token as a target", "Padding has no target: −1 is what the loss leaves out.", { noTarget: (pad) => pad }],
  ["the padding in front", "All sentences begin at step 0; the padding is behind them.", { fill: (row, T, filler) => [...Array(T - row.length).fill(filler), ...row] }],
  ["the sentences turned round", "Some encoders read backwards. Does a decoder write backwards?", { inputs: (sentence, start) => [start, ...[...sentence].reverse()], targets: (sentence, _, end) => [...[...sentence].reverse(), end] }],
]; // biome-ignore format: a table

const ofSearch: readonly Mistake[] = [
  ["the context drifts with the state", "The context is the encoder's and stays as it is. Which of the decoder's two vectors changes?", { step: (model, context, h, token) => decoderStep(model, h.some((x) => x !== 0) ? h : context, h, token) }],
  ["the decoder's state starts over at each step", "decoderStep returns a new h. Who needs it next?", { carry: (hPrev) => hPrev }],
  ["the start token is read at every step", "What was written at one step is read at the next.", { step: (model, context, h, _, start) => decoderStep(model, context, h, start) }],
  ["greedy does not stop at the end token", "When end has been written, the sentence is over.", { stops: () => false }],
  ["greedy leaves the end token out of its tokens", "tokens holds everything that was written, end included.", { finish: ({ tokens, logProb }, _, end) => ({ tokens: tokens.filter((token) => token !== end), logProb }) }],
  ["the start token among the tokens", "start is read, not written.", { finish: ({ tokens, logProb }, start) => ({ tokens: [start, ...tokens], logProb }) }],
  ["one step too few", "At most maxLength tokens may be written. How many does your loop allow?", { limit: (maxLength) => maxLength - 1 }],
  ["only the last token's log-probability", "A sentence's ln p is a sum over its tokens.", { accumulate: (_, logProb) => logProb }],
  ["greedy gives the mean per token", "logProb belongs to the whole sentence.", { finish: ({ tokens, logProb }) => ({ tokens, logProb: logProb / tokens.length }) }],
  ["a beam of width 1: greedy search", "How many hypotheses go on at each step?", { prune: (all) => byLogProb(all).slice(0, 1) }],
  ["finished hypotheses are lost", "A sentence that has ended drops out of the beam. Where is it kept for the final choice?", { candidates: (finished, live) => (live.length > 0 ? live : finished.slice(-1)) }],
  ["the search stops at the first finished sentence", "Another one, still in the making, may be likelier than the first that ends.", { enough: (finished) => finished.length > 0, candidates: (finished, live) => (finished.length > 0 ? finished.slice(0, 1) : live) }],
  ["finished hypotheses go on growing", "What may follow the end token?", { goOn: (kept) => kept }],
  ["unfinished sentences may not win", "At maxLength those still in the beam compete as they are.", { candidates: (finished, live) => (finished.length > 0 ? finished : live) }],
  ["the least likely are kept", "Sort by logProb, the largest first. ln p is negative: which end is which?", { prune: (all, width) => byLogProb(all).reverse().slice(0, width) }],
  ["no length penalty: short sentences win", "alpha does nothing here. What divides logProb?", { score: ({ logProb }) => logProb }],
  ["always the mean per token", "alpha is an exponent of the length, not a switch.", { score: ({ logProb, tokens }) => logProb / tokens.length }],
  ["the end token not counted in the length", "length is the number of tokens, end included.", { score: ({ logProb, tokens }, alpha, end) => logProb / Math.max(tokens.filter((token) => token !== end).length, 0.5) ** alpha }],
]; // biome-ignore format: a table

/** The library's own functions, in the exercise's words. */
const library = {
  maskedCrossEntropy: (logits: Tensor, targets: readonly number[][]) => crossEntropy(logits, targets.flat()),
  teacherForcing: (sequences: readonly number[][], start: number, end: number, pad: number) => {
    const { inputs, targets } = teacherForcing(sequences, { start, end });
    const { T, B, ids, lengths } = inputs;
    const read = Float64Array.from(ids, (id, n) => (Math.floor(n / B) < lengths![n % B] ? id : pad));
    const rows = Array.from({ length: T }, (_, t) => [...targets.subarray(t * B, (t + 1) * B)]);
    return { inputs: read, targets: rows };
  },
  greedy: (model: Model, context: Vec, start: number, end: number, maxLength: number): Found =>
    search({ model, context, start, end, maxLength }, 1, 0),
  beam: (model: Model, context: Vec, start: number, end: number, maxLength: number, width: number, alpha: number) =>
    search({ model, context, start, end, maxLength }, width, alpha),
};

export const bank: Bank = {
  wrong: [...ofLosses, ...ofForcing, ...ofSearch].map(
    ([misconception, lookAt, replaced]): Mutant => ({ misconception, lookAt, answers: solution(replaced) }),
  ),
  right: [
    { form: "piece by piece", answers: solution() },
    { form: "the library's functions, flat arrays among them", answers: library },
    {
      form: "probabilities multiplied, costs sorted from the smallest",
      answers: solution({
        accumulate: (total, logProb) => Math.log(Math.exp(total) * Math.exp(logProb)),
        prune: (all, width) => [...all].sort((a, b) => -a.logProb - -b.logProb).slice(0, width),
      }),
    },
    {
      form: "softmax with the mean taken off",
      answers: solution({
        softmax: (y) => {
          const exps = y.map((v) => Math.exp(v - sum(y) / y.length));
          return exps.map((e) => e / sum(exps));
        },
      }),
    },
  ],
};
