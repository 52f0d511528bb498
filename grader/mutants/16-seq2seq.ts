import { crossEntropy, type Tensor, teacherForcing, type Vec } from "unrolled";
import { decoderStep, type Found, type Model, search } from "../checks/16-model.js";
import type { Bank, Mutant } from "../checks/exercise.js";
import { byLogProb, mean, type Pieces, solution, sum } from "./16-pieces.js";

type Mistake = readonly [misconception: string, lookAt: string, replaced: Partial<Pieces>];

const allCells: Pieces["count"] = ({ rows, steps }) => rows.length * steps.length;

const ofLosses: readonly Mistake[] = [
  ["padding in the denominator", "Above the line only real tokens were added. How many cells are counted below it?", { mean: ({ rows, steps }) => sum(rows.flat()) / (rows.length * steps.length), count: allCells }],
  ["padding counted as token 0", "A target of −1 is no token. What should such a cell add?", { isReal: () => true }],
  ["−1 used as an index", "A target of −1 is no token: an Array has nothing there. Which cells are to be passed over?", { isReal: () => true, of: (p, target) => p[target] }],
  ["a gradient at padding", "The loss does not depend on what is said at padding. What is its derivative there?", { atPadding: (p) => [...p] }],
  ["token 0 taken for padding", "0 is a token like any other. Which number marks padding?", { isReal: (target) => target > 0 }],
  ["the mean of the sentences' means", "Every token counts the same here, whichever sentence it stands in.", { mean: ({ rows }) => mean(rows.map(mean)), count: ({ rows }, _, b) => rows[b].length * rows.length }],
  ["divided by the number of rows", "What is being averaged, sentences or tokens?", { mean: ({ rows }) => sum(rows.flat()) / rows.length, count: ({ rows }) => rows.length }],
  ["the mean of the steps' means", "Every token counts the same here, however many rows are still speaking.", { mean: ({ steps }) => sum(steps.map((step) => sum(step) / Math.max(step.length, 1))) / steps.length, count: ({ steps }, t) => steps[t].length * steps.length }],
  ["divided by the number of steps", "What is being averaged, steps or tokens?", { mean: ({ rows, steps }) => sum(rows.flat()) / steps.length, count: ({ steps }) => steps.length }],
  ["bits for nats", "ln is Math.log; Math.log2 counts in bits.", { tokenLoss: (p) => -Math.log2(p) }],
  ["the probability in place of its logarithm", "Cross-entropy is the surprise: −ln p.", { tokenLoss: (p) => 1 - p }],
  ["the sign of the loss", "ln p is negative; a loss is not.", { tokenLoss: (p) => Math.log(p) }],
  ["softmax overflows", "Math.exp(1000) is Infinity. What may be taken off all logits without changing the softmax?", { softmax: (y) => y.map((v) => Math.exp(v) / sum(y.map(Math.exp))) }],
  ["the gradient is not divided", "The loss is a mean. Then so is its gradient.", { count: () => 1 }],
  ["ln p in place of p in the gradient", "dL/dy = p − y: logSoftmax gives ln p.", { gradient: (p, target) => p.map((value, v) => Math.log(value) - (v === target ? 1 : 0)) }],
  ["a gradient for the right token alone", "Every logit is in the softmax's sum, those of the wrong tokens too.", { gradient: (p, target) => p.map((value, v) => (v === target ? value - 1 : 0)) }],
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
  ["the start token never read", "Before the first word nothing has been said. What is read then?", { inputs: (sentence) => sentence }],
  ["the end token in the last step of every row", "A sentence ends after its own last word, not after the longest one's.", { fill: (row, T, filler) => (filler === -1 ? [...row.slice(0, -1), ...Array(T - row.length).fill(filler), row[row.length - 1]] : [...row, ...Array(T - row.length).fill(filler)]) }],
  ["the end token again and again", "After the end there is nothing to answer: −1 is what the loss leaves out.", { noTarget: (_, end) => end }],
  ["−1 among the inputs", "Whatever is read must be a token, padding too: that is what pad is for.", { noInput: () => -1 }],
  ["batch before time", "inputs[t][b]: the outer list has a row for each step.", { layout: (rows) => rows.map((row) => [...row]) }],
  ["no step for the end token", "T is one more than the longest sentence. What happens in that step?", { length: (longest) => longest }],
  ["the caller's sentences changed", "push and splice change the list that they are called on. [...sentence, end] makes a new one.", { targets: (sentence, _, end) => { (sentence as number[]).push(end); return sentence; } }],
  ["the sentences turned round", "Some encoders read backwards. Does a decoder write backwards?", { inputs: (sentence, start) => [start, ...[...sentence].reverse()], targets: (sentence, _, end) => [...[...sentence].reverse(), end] }],
]; // biome-ignore format: a table

const ofSearch: readonly Mistake[] = [
  ["the context drifts with the state", "The context is the encoder's and stays as it is. Which of the decoder's two vectors changes?", { step: (model, context, h, token) => decoderStep(model, h.some((x) => x !== 0) ? h : context, h, token) }],
  ["the decoder's state starts over at each step", "decoderStep returns a new h. Who needs it next?", { carry: (hPrev) => hPrev }],
  ["the start token is read at every step", "What was written at one step is read at the next.", { step: (model, context, h, _, start) => decoderStep(model, context, h, start) }],
  ["greedy does not stop at the end token", "When end has been written, the sentence is over.", { stops: () => false }],
  ["the end token left out of the tokens", "tokens holds everything that was written, end included.", { finish: ({ tokens, logProb }, end) => ({ tokens: tokens.filter((token) => token !== end), logProb }) }],
  ["the start token among the tokens", "start is read, not written.", { written: (start) => [start] }],
  ["the start token among the tokens, and counted", "start is read, not written.", { written: (start) => [start], limit: (maxLength) => maxLength - 1 }],
  ["the context as the first state", "Here the context is read at every step. Which first state does the task name?", { first: (context) => context }],
  ["one step too many", "At most maxLength tokens may be written. How many does your loop allow?", { limit: (maxLength) => maxLength + 1 }],
  ["the end token's probability left out", "end is chosen like every other token, and its ln p belongs to the sentence.", { accumulate: (total, logProb, isEnd) => (isEnd ? total : total + logProb) }],
  ["probabilities added up", "Probabilities are multiplied; it is their logarithms that add up.", { accumulate: (total, logProb) => total + Math.exp(logProb) }],
  ["p in place of ln p", "logProb is a logarithm, and negative.", { finish: ({ tokens, logProb }) => ({ tokens, logProb: Math.exp(logProb) }) }],
  ["the sign of ln p", "ln p of a sentence is negative: what you return is its cost.", { finish: ({ tokens, logProb }) => ({ tokens, logProb: -logProb }) }],
  ["one step too few", "At most maxLength tokens may be written. How many does your loop allow?", { limit: (maxLength) => maxLength - 1 }],
  ["only the last token's log-probability", "A sentence's ln p is a sum over its tokens.", { accumulate: (_, logProb) => logProb }],
  ["the mean per token in place of ln p", "logProb belongs to the whole sentence.", { finish: ({ tokens, logProb }) => ({ tokens, logProb: logProb / tokens.length }) }],
  ["a beam of width 1: greedy search", "How many hypotheses go on at each step?", { prune: (all) => byLogProb(all).slice(0, 1) }],
  ["finished hypotheses are lost", "A sentence that has ended drops out of the beam. Where is it kept for the final choice?", { candidates: (finished, live) => (live.length > 0 ? live : finished.slice(-1)) }],
  ["the search stops at the first finished sentence", "Another one, still in the making, may be likelier than the first that ends.", { enough: (finished) => finished.length > 0, candidates: (finished, live) => (finished.length > 0 ? finished.slice(0, 1) : live) }],
  ["the search ends as soon as one sentence has", "Another one, still in the making, may be likelier than the first that ends.", { enough: (finished) => finished.length > 0 }],
  ["the search ends when width sentences have", "It stops when no hypothesis is live, or at maxLength. How many are finished is no reason.", { enough: (finished, width) => finished.length >= width }],
  ["finished ones set aside before the pruning", "An extension that ends has to be among the width likeliest too.", { prune: (all, width, end) => [...all.filter(({ last }) => last === end), ...byLogProb(all.filter(({ last }) => last !== end)).slice(0, width)] }],
  ["the end token taken for a word like any other", "What may follow the end token?", { goOn: (kept) => kept, candidates: (_, live) => live }],
  ["finished hypotheses go on growing", "What may follow the end token?", { goOn: (kept) => kept }],
  ["unfinished sentences may not win", "At maxLength those still in the beam compete as they are.", { candidates: (finished, live) => (finished.length > 0 ? finished : live) }],
  ["the least likely are kept", "Sort by logProb, the largest first. ln p is negative: which end is which?", { prune: (all, width) => byLogProb(all).reverse().slice(0, width) }],
  ["the lowest score wins", "Scores are negative: the best is the one nearest to 0.", { score: ({ logProb, tokens }, alpha) => -logProb / tokens.length ** alpha }],
  ["the score returned in place of ln p", "The score only chooses. logProb is ln p itself.", { finish: ({ tokens, logProb }, _, alpha) => ({ tokens, logProb: logProb / tokens.length ** alpha }) }],
  ["no length penalty: short sentences win", "alpha does nothing here. What divides logProb?", { score: ({ logProb }) => logProb }],
  ["always the mean per token", "alpha is an exponent of the length, not a switch.", { score: ({ logProb, tokens }) => logProb / tokens.length }],
  ["the end token not counted in the length", "length is the number of tokens, end included.", { score: ({ logProb, tokens }, alpha, end) => logProb / tokens.filter((token) => token !== end).length ** alpha }],
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
