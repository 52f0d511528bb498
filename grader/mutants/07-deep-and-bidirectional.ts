import {
  type DeepAndBidirectional,
  parametersOf,
  read,
  readLeft,
  readRight,
  seenOf,
  unroll,
} from "../checks/07-deep-and-bidirectional.js";
import type { Answers, Bank, Mutant } from "../checks/exercise.js";

function right(given: DeepAndBidirectional): Answers {
  const { B, T, H } = given;
  const [forward, backward] = [readRight(given), readLeft(given)];
  return {
    outShape: [B, T, 2 * H],
    hShape: [4, B, H],
    layer2: [4 * H, 2 * H],
    parameters: parametersOf(given),
    forward,
    backward,
    summary: [forward[forward.length - 1], backward[0]],
    seen: seenOf(given),
    seenAbove: seenOf(given).map(() => [T, T]),
  };
}

type Mistake = readonly [misconception: string, lookAt: string, changed: Answers];

/** Lists of states, and the summary taken from their ends. */
const states = (forward: readonly number[], backward: readonly number[]): Answers => ({
  forward,
  backward,
  summary: [forward[forward.length - 1], backward[0]],
});

function aboutShapes(given: DeepAndBidirectional): readonly Mistake[] {
  const { B, T, D, H } = given;
  const layer = (gates: number, n: number, biases: number): number => gates * H * (n + H + biases);
  const both = (gates: number, biases: number): number => 2 * (layer(gates, D, biases) + layer(gates, 2 * H, biases));
  const followed = (weights: number): number => parametersOf(given, weights);
  return [
    ["the output of one direction", "Two states belong to each word. What does the layer give out of them?", { outShape: [B, T, H] }],
    ["the outputs of both layers side by side", "What the lower layer says goes to the upper one, and no further.", { outShape: [B, T, 4 * H] }],
    ["time first", "This batch has its sentences on the first axis.", { outShape: [T, B, 2 * H] }],
    ["one final state a layer", "Each direction of a layer ends in a state of its own.", { hShape: [2, B, H] }],
    ["final states put side by side", "h_n keeps the two directions apart: they stand one after the other on its first axis.", { hShape: [2, B, 2 * H] }],
    ["the sentences first in h_n", "batch_first moves the axes of the sequences. Look up what it does to h_n.", { hShape: [B, 4, H] }],
    ["layer 2 made for H inputs", "At each step the layer below gives out two states. How many numbers is that?", { layer2: [4 * H, H], parameters: followed(4 * H * H) }],
    ["layer 2 reads the words", "Only the first layer meets the words.", { layer2: [4 * H, D], parameters: followed(4 * H * D) }],
    ["one gate for four", "An LSTM layer makes four vectors of H numbers at each step, and has weights for each.", { layer2: [H, 2 * H], parameters: both(1, 2) }],
    ["rows and columns exchanged", "A row belongs to a number that comes out, a column to one that comes in.", { layer2: [2 * H, 4 * H] }],
    ["one bias where PyTorch has two", "In this count every gate has a bias with the input and another one with the state.", { parameters: both(4, 1) }],
    ["no biases", "The task counts all parameters, and biases are parameters.", { parameters: both(4, 0) }],
    ["one direction counted", "The backward network has weights of its own, in both layers.", { parameters: both(4, 2) / 2 }],
    ["two matrices of 4H × H left out", "Does layer 2 read the states of both directions in your count? And has each direction of each layer a matrix for its own state?", { parameters: both(4, 2) - 8 * H * H }],
  ]; // biome-ignore format: a table
}

function aboutReading(given: DeepAndBidirectional): readonly Mistake[] {
  const { T, t, x, wu, vs } = given;
  const turned = [...x].reverse();
  const [forward, backward] = [readRight(given), readLeft(given)];
  const perTerm = (order: readonly number[], [w, u]: readonly number[]): number[] =>
    unroll(order, (xt, hPrev) => Math.tanh(w * xt) + Math.tanh(u * hPrev));
  const last = x.length - 1;
  return [
    ["the backward states in the order in which they were made", "The list goes by words: its first entry stands at the first word, which the backward unit reads last.", { backward: [...backward].reverse() }],
    ["the backward unit reads from the left", "Which word does it read first?", states(forward, read(x, vs))],
    ["one set of weights for both directions", "The backward unit has its own two numbers.", states(forward, read(turned, wu).reverse())],
    ["the backward unit goes on from the forward one's last state", "The two directions do not touch within a layer: each begins at zero.", states(forward, read(turned, vs, forward[last]).reverse())],
    ["no state is carried", "Each state reads its neighbour as well as the word.", states(read(x, [wu[0], 0]), read(turned, [vs[0], 0]).reverse())],
    ["tanh of each term", "Add first; tanh is taken once, of the sum.", states(perTerm(x, wu), perTerm(turned, vs).reverse())],
    ["the last output taken for a summary", "What has the backward half read when it stands at the last word?", { summary: [forward[last], backward[last]] }],
    ["the first output taken for a summary", "What has the forward half read when it stands at the first word?", { summary: [forward[0], backward[0]] }],
    ["the two directions exchanged in the summary", "h_n begins with the forward direction.", { summary: [backward[0], forward[last]] }],
    ["both halves have seen everything", "Put a finger on the last step. The backward half begins there: how many words has it read?", { seen: seenOf(given).map(() => [T, T]) }],
    ["the backward half counted from the first word", "Count from the end at which it begins.", { seen: [1, t, T].map((step) => [step, step]) }],
    ["the backward half's own word not counted", "The state at a word has just read that word.", { seen: [1, t, T].map((step) => [step, T - step]) }],
    ["nobody's own word counted", "The state at a word has just read that word.", { seen: [1, t, T].map((step) => [step - 1, T - step]) }],
    ["the second layer counted like the first", "It does not read words but outputs of layer 1, and half of each of those has come from the other side.", { seenAbove: seenOf(given) }],
    ["words counted twice that come by two ways", "Count words, not ways. How many words are there at most?", { seenAbove: seenOf(given).map(() => [T + 1, T + 1]) }],
  ]; // biome-ignore format: a table
}

export function bank(given: DeepAndBidirectional): Bank {
  const answers = right(given);
  const wrong: readonly Mutant[] = [...aboutShapes(given), ...aboutReading(given)].map(
    ([misconception, lookAt, changed]) => ({
      misconception,
      lookAt,
      answers: { ...answers, ...changed },
    }),
  );
  const each = (change: (value: number) => number): Answers => ({
    ...answers,
    ...Object.fromEntries(
      ["forward", "backward", "summary"].map((name) => [name, (answers[name] as number[]).map(change)]),
    ),
  });
  const { x, wu, vs } = given;
  const onTheWay = (order: readonly number[], [w, u]: readonly number[]): number[] =>
    unroll(order, (xt, hPrev) => Number(Math.tanh(w * xt + u * hPrev).toFixed(5)));
  return {
    wrong,
    right: [
      { form: "full precision", answers },
      { form: "four decimals", answers: each((value) => Number(value.toFixed(4))) },
      { form: "cut off", answers: each((value) => Math.trunc(value * 1e4) / 1e4) },
      { form: "rounded on the way", answers: { ...answers, ...states(onTheWay(x, wu), onTheWay([...x].reverse(), vs).reverse()) } },
      { form: "typed arrays", answers: { ...answers, outShape: Float64Array.from(answers.outShape as number[]), forward: Float64Array.from(answers.forward as number[]) } },
    ],
  }; // biome-ignore format: a table
}
