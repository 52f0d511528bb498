import { balance, batch, beam, mean, realLosses, type Seq2SeqByHand } from "../checks/08-seq2seq-by-hand.js";
import type { Answers, Bank, Mutant } from "../checks/exercise.js";

type Mistake = readonly [misconception: string, lookAt: string, changed: Answers];

function right(given: Seq2SeqByHand): Answers {
  const rows = realLosses(given);
  return {
    inputs: batch(given, [given.start], []),
    targets: batch(given, [], [given.end]),
    tokenMean: mean(rows.flat()),
    sequenceMean: mean(rows.map(mean)),
    ratio: rows[1].length / rows[0].length,
    greedy: beam(given, 1),
    beam: beam(given, 2),
    sure: given.V ** (given.words - 1),
    alpha: balance(given),
  };
}

function aboutForcing(given: Seq2SeqByHand): readonly Mistake[] {
  const { start, end, pad, losses } = given;
  const inputs = batch(given, [start], []);
  const atTheFront = (rows: readonly (readonly number[])[]): number[][] =>
    rows.map((row) => [...row.filter((id) => id === pad), ...row.filter((id) => id !== pad)]);
  return [
    ["no shift: the decoder reads what it should answer", "In the first column nothing has been said yet. What does the decoder read there?", { inputs: batch(given, [], [end]) }],
    ["no shift: it should answer what it reads", "The target in a column is the token that comes next.", { targets: inputs }],
    ["the end token left out of the targets", "Somebody has to tell the decoder when to stop.", { targets: batch(given, [], []) }],
    ["start in the targets", "Nobody has to predict the start: it is always the same, and it is given.", { targets: batch(given, [start], [end]) }],
    ["start left out of the inputs", "The first word has to be said as well: what is read in that column?", { inputs: batch(given, [], []) }],
    ["the padding in front", "The sentences begin together; what is missing is filled up behind.", { inputs: atTheFront(inputs), targets: atTheFront(batch(given, [], [end])) }],
    ["the batch turned round", "A row is a sentence here, a column a step.", { inputs: losses[0].map((_, t) => inputs.map((row) => row[t])) }],
  ]; // biome-ignore format: a table
}

function aboutLosses(given: Seq2SeqByHand): readonly Mistake[] {
  const rows = realLosses(given);
  const [sum, all] = [rows.flat().reduce((total, loss) => total + loss, 0), given.losses.flat()];
  const [tokenMean, sequenceMean] = [mean(rows.flat()), mean(rows.map(mean))];
  const wordsOnly = rows.map((row) => row.slice(0, -1));
  return [
    ["padding in the denominator", "Above the line only real tokens were added. How many are below it?", { tokenMean: sum / all.length, sequenceMean: sum / all.length }],
    ["padding counted like words", "What the model says where the sentence is over is nobody's answer.", { tokenMean: mean(all), sequenceMean: mean(all) }],
    ["the sum in place of the mean", "A mean is divided by the number of what was added.", { tokenMean: sum }],
    ["the sequence mean for the token mean", "In this one every token counts the same, wherever it stands.", { tokenMean: sequenceMean }],
    ["the token mean for the sequence mean", "In this one every sentence counts the same, however long it is.", { sequenceMean: tokenMean }],
    ["the sentences' sums averaged", "Inside a sentence it is a mean, too.", { sequenceMean: sum / 2 }],
    ["the end token not counted", "The end is a token that the decoder has to predict, like any other.", { tokenMean: mean(wordsOnly.flat()), sequenceMean: mean(wordsOnly.map(mean)), ratio: given.long.length / given.short.length }],
    ["the weights of the two sentences exchanged", "One share is divided among few tokens, an equal share among many. Who gets more?", { ratio: rows[0].length / rows[1].length }],
    ["all tokens weigh the same", "That holds for the other mean.", { ratio: 1 }],
    ["half of the ratio: one weight of two", "The question is how many times larger, not how large.", { ratio: 1 / (2 * rows[0].length) }],
  ]; // biome-ignore format: a table
}

function aboutSearch(given: Seq2SeqByHand): readonly Mistake[] {
  const { first, second, V, words, shortOne: [p, n], longOne: [q, m] } = given; // biome-ignore format: a line
  const [greedy, best] = [beam(given, 1), beam(given, 2)];
  const share = ({ sentence }: { sentence: string }): [number, number] => {
    const [one, two] = [...sentence].map((word) => "abc".indexOf(word));
    return [first[one], second[one][two]];
  };
  const each = (change: (one: number, two: number) => number): Answers => ({
    greedy: { ...greedy, p: change(...share(greedy)) },
    beam: { ...best, p: change(...share(best)) },
  });
  const highest = Math.max(...second.flat());
  const column = second.find((row) => row.includes(highest))?.indexOf(highest) ?? 0;
  const blind = { sentence: greedy.sentence[0] + "abc"[column], p: Math.max(...first) * highest };
  const [lnP, lnQ] = [Math.log(p), Math.log(q)];
  return [
    ["greedy taken for the likeliest", "A beam of two follows the second-best beginning as well. What does it lead to?", { beam: greedy }],
    ["greedy looks ahead", "It chooses the first word before it knows what follows.", { greedy: best }],
    ["the second step's probability alone", "A sentence needs both of its words.", each((_, two) => two)],
    ["the first step's probability alone", "A sentence needs both of its words.", each((one) => one)],
    ["probabilities added", "Both have to happen. A sum of probabilities can exceed 1.", each((one, two) => one + two)],
    ["the mean per word in place of the probability", "Asked is how likely the whole sentence is.", each((one, two) => Math.sqrt(one * two))],
    ["the second word chosen without looking at the first", "Which row belongs to the first word that was chosen?", { greedy: blind }],
    ["as many as there are sentences", "That is sure, but there is less that is sure too. What does the last step do?", { sure: V ** words }],
    ["one beginning for each word of the vocabulary", "After one word. And after the next?", { sure: V }],
    ["words times steps", "Each beginning can go on in V ways. Does that add up or multiply?", { sure: V * words }],
    ["a beam of two is sure", "It was enough for this table. Can you invent one for which it is not?", { sure: 2 }],
    ["p in place of ln p", "The score divides the logarithm.", { alpha: Math.log(q / p) / Math.log(m / n) }],
    ["the lengths the other way round", "Which side is divided by which length?", { alpha: -balance(given) }],
    ["ratios without their logarithms", "α is an exponent. What brings an exponent down?", { alpha: lnQ / lnP / (m / n) }],
    ["the logarithm of the lengths left out", "The lengths stand under the exponent: what becomes of them?", { alpha: Math.log(lnQ / lnP) / (m / n) }],
    ["the mean per word is always fair", "At α = 1, put the numbers in: are the two scores alike?", { alpha: 1 }],
  ]; // biome-ignore format: a table
}

export function bank(given: Seq2SeqByHand): Bank {
  const answers = right(given);
  const mistakes = [...aboutForcing(given), ...aboutLosses(given), ...aboutSearch(given)];
  const wrong: readonly Mutant[] = mistakes.map(([misconception, lookAt, changed]) => {
    return { misconception, lookAt, answers: { ...answers, ...changed } };
  });
  const numbers = ["tokenMean", "sequenceMean", "ratio", "alpha"];
  const each = (change: (value: number) => number): Answers => ({
    ...answers,
    ...Object.fromEntries(numbers.map((name) => [name, change(answers[name] as number)])),
  });
  const { sentence, p } = beam(given, 2);
  const logs = Math.exp(Math.log(beam(given, 1).p));
  return {
    wrong,
    right: [
      { form: "full precision", answers },
      { form: "four decimals", answers: each((value) => Number(value.toFixed(4))) },
      { form: "the end read where no answer counts", answers: { ...answers, inputs: batch(given, [given.start], [given.end]) } },
      { form: "cut off", answers: each((value) => Math.trunc(value * 1e4) / 1e4) },
      { form: "words apart, capital letters, by logarithms", answers: { ...answers, greedy: { sentence: beam(given, 1).sentence, p: logs }, beam: { sentence: ` ${[...sentence].join(" ").toUpperCase()}`, p } } },
    ],
  }; // biome-ignore format: a table
}
