import { crossEntropy, normalInit, type Rng, Tensor } from "unrolled";
import { drawSearch, type Found, type Search, search } from "./16-model.js";
import { close, expectClose } from "./compare.js";
import { type Asking, call } from "./conversation.js";
import type { Check } from "./exercise.js";
import { Failure } from "./failure.js";
import { formatNumber, formatSequence } from "./format.js";
import { describe, field, numbers } from "./structure.js";
import { expectUnchanged } from "./unchanged.js";

/** Logits with their targets, −1 for padding: [T, B]. `where`: how a message begins. */
type Losses = { readonly where: string; readonly logits: Tensor; readonly targets: readonly (readonly number[])[] };
const CE = "maskedCrossEntropy";

type Sizes = { readonly T: number; readonly B: number; readonly V: number };
const SIZES: readonly Sizes[] = [{ T: 4, B: 2, V: 3 }, { T: 3, B: 4, V: 5 }, { T: 5, B: 3, V: 4 }]; // biome-ignore format: a list

/** Rows of different lengths, none empty and at least one padded; `shift` moves all logits alike. */
function losses(rng: Rng, { T, B, V }: Sizes, shift: number): Losses {
  const logits = normalInit(rng, [T, B, V], 2);
  const lengths = [...Array.from({ length: B - 1 }, () => 1 + rng.int(T - 1)), T];
  const row = (t: number): number[] => lengths.map((length) => (t < length ? rng.int(V) : -1));
  return {
    where: shift === 0 ? CE : `${CE} at logits near ${shift}`,
    logits: new Tensor(
      logits.data.map((y) => y + shift),
      logits.shape,
    ),
    targets: Array.from({ length: T }, (_, t) => row(t)),
  };
}

type Loss = { readonly loss: number; readonly dLogits: Float64Array };

function* lossOf({ logits, targets }: Losses): Asking<unknown> {
  return yield* call(CE, logits, targets);
}

function numberOf(where: string, name: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Failure({ problem: `${where}: ${name} must be a finite number, got ${describe(value)}` });
}

const lossIn = ({ where }: Losses, returned: unknown): number => numberOf(where, "loss", field(CE, returned, "loss"));
const gradientIn = ({ where, logits }: Losses, returned: unknown): Float64Array =>
  numbers(where, "dLogits", "[T, B, V]", logits.shape, field(CE, returned, "dLogits"));

function right({ logits, targets }: Losses): Loss {
  const { loss, dLogits } = crossEntropy(logits, targets.flat());
  return { loss, dLogits: dLogits.data as Float64Array };
}

const inputOf = ({ logits, targets }: Losses): string =>
  `logits = ${formatSequence(logits.data, logits.shape)}\ntargets = ${JSON.stringify(targets)}`;

const SHIFTS: readonly number[] = [0, 0, 1000];

const lossCheck: Check = {
  id: "loss",
  title: "the masked loss",
  points: 1,
  lookAt: "−ln softmax(logits)[target] for each real token. What is the sum divided by? And what does Math.exp(1000) give?",
  *run(rng) {
    for (const [i, sizes] of SIZES.entries()) {
      const given = losses(rng, sizes, SHIFTS[i]);
      const [got, expected] = [lossIn(given, yield* lossOf(given)), right(given).loss];
      expectClose("loss", [], Float64Array.of(got), Float64Array.of(expected), () => inputOf(given));
    }
    const { logits, targets } = losses(rng, SIZES[0], 0);
    yield* expectUnchanged(CE, { logits, targets });
    return undefined;
  },
}; // biome-ignore format: a record

const gradientCheck: Check = {
  id: "gradient",
  title: "its gradient",
  points: 1,
  lookAt: "p − y at every real token, divided by what the loss was divided by. What arrives at padding?",
  *run(rng) {
    for (const [i, sizes] of SIZES.entries()) {
      const given = losses(rng, sizes, SHIFTS[i]);
      const { shape } = given.logits;
      expectClose("dLogits", shape, gradientIn(given, yield* lossOf(given)), right(given).dLogits, () => inputOf(given));
    }
    return undefined;
  },
}; // biome-ignore format: a record

/** The learner's own numbers without the extra padding are the measure. */
const paddingCheck: Check = {
  id: "extra-padding",
  title: "more padding changes nothing",
  points: 1,
  lookAt: "Two more steps, all of them padding: count what your loss is divided by in either case.",
  *run(rng) {
    for (const sizes of SIZES) {
      const given = losses(rng, sizes, 0);
      const more = normalInit(rng, [2, sizes.B, sizes.V], 2);
      const [T, shape] = [sizes.T + 2, [sizes.T + 2, sizes.B, sizes.V]];
      const longer: Losses = {
        where: CE,
        logits: new Tensor(Float64Array.from([...given.logits.data, ...more.data]), shape),
        targets: [...given.targets, ...Array.from({ length: 2 }, () => Array(sizes.B).fill(-1) as number[])],
      };
      const [alone, padded] = [yield* lossOf(given), yield* lossOf(longer)];
      const expected = lossIn(given, alone);
      if (close(expected, 0)) throw new Failure({ problem: `${CE}: loss is 0, whatever the model says` });
      const input = (): string => `${inputOf(longer)}\nexpected: what you return without the last two of ${T} steps`;
      expectClose("loss", [], Float64Array.of(lossIn(longer, padded)), Float64Array.of(expected), input);
      const gradient = Float64Array.from([...gradientIn(given, alone), ...more.data.map(() => 0)]);
      expectClose("dLogits", shape, gradientIn(longer, padded), gradient, input);
    }
    return undefined;
  },
};

const forcing: Check = {
  id: "forcing",
  title: "teacher forcing",
  points: 2,
  lookAt: "Write inputs and targets of one sentence under each other: each target is the token that is read one step later.",
  *run(rng) {
    for (const lengths of [[3], [2, 4], [3, 1, 5]]) {
      const [start, end, pad, ...words] = rng.shuffle([...Array(15).keys()]);
      const sequences = lengths.map((length) => Array.from({ length }, () => rng.choice(words)));
      const returned = yield* call("teacherForcing", sequences, start, end, pad);
      const [T, B] = [1 + Math.max(...lengths), lengths.length];
      const cells = (cell: (row: readonly number[], t: number) => number): Float64Array =>
        Float64Array.from({ length: T * B }, (_, n) => cell(sequences[n % B], Math.floor(n / B)));
      const expected = {
        inputs: cells((row, t) => (t === 0 ? start : (row[t - 1] ?? pad))),
        targets: cells((row, t) => row[t] ?? (t === row.length ? end : -1)),
      };
      for (const name of ["inputs", "targets"] as const) {
        const got = numbers("teacherForcing", name, "[T, B]", [T, B], field("teacherForcing", returned, name));
        const input = (): string => `sequences = ${JSON.stringify(sequences)}, start = ${start}, end = ${end}, pad = ${pad}`;
        expectClose(name, [T, B], got, expected[name], input);
      }
      yield* expectUnchanged("teacherForcing", { sequences, start, end, pad });
    }
    return undefined;
  },
}; // biome-ignore format: a record

/** Enough models that every way of searching wrongly shows in one of them. */
const MODELS = 32;

type Asked = {
  readonly name: string;
  readonly args: { readonly [name: string]: unknown };
  readonly expected: Found;
  readonly input: string;
};

/** Asks all before it judges: what goes wrong with many models together tells one mistake from another. */
function* expectFound(asked: readonly Asked[]): Asking<void> {
  const found: Found[] = [];
  for (const { name, args } of asked) found.push(foundIn(name, yield* call(name, ...Object.values(args))));
  const isRight = (got: Found, { expected }: Asked): boolean =>
    String(got.tokens) === String(expected.tokens) && close(got.logProb, expected.logProb);
  const index = found.findIndex((got, i) => !isRight(got, asked[i]));
  if (index < 0) return yield* expectUnchanged(asked[0].name, asked[0].args);
  const [got, { name, expected, input }] = [found[index], asked[index]];
  const isSentence = String(got.tokens) === String(expected.tokens);
  throw new Failure({
    problem: `${name}: ${isSentence ? "logProb is not that of these tokens" : "another sentence is expected"}`,
    wrong: { name, values: Float64Array.from(found.flatMap(({ tokens, logProb }) => [...tokens, logProb])) },
    input,
    got: inWords(got),
    expected: inWords(expected),
  });
}

function foundIn(name: string, returned: unknown): Found {
  const tokens = field(name, returned, "tokens");
  const isTokens = Array.isArray(tokens) && tokens.every((token) => Number.isInteger(token));
  if (isTokens) return { tokens, logProb: numberOf(name, "logProb", field(name, returned, "logProb")) };
  throw new Failure({ problem: `${name}: tokens must be an Array of whole numbers, got ${describe(tokens)}` });
}

const inWords = ({ tokens, logProb }: Found): string =>
  `tokens = [${tokens.join(", ")}], logProb = ${formatNumber(logProb)}`;

const about = ({ start, end, maxLength }: Search, rest = ""): string =>
  `a random decoder, a random context, start = ${start}, end = ${end}, maxLength = ${maxLength}${rest}`;

const greedyCheck: Check = {
  id: "greedy",
  title: "greedy decoding",
  points: 2,
  lookAt: "Print token, h and logProb at every step of a short run. Which of them go on to the next step, and which never change?",
  *run(rng) {
    yield* expectFound(
      Array.from({ length: MODELS }, () => {
        const given = drawSearch(rng);
        const { model, context, start, end, maxLength } = given;
        const args = { model, context, start, end, maxLength };
        return { name: "greedy", args, expected: search(given, 1, 0), input: about(given) };
      }),
    );
    return undefined;
  },
}; // biome-ignore format: a record

function beamCheck(id: string, title: string, points: number, alpha: readonly number[], lookAt: string): Check {
  return {
    ...{ id, title, points, lookAt },
    *run(rng) {
      yield* expectFound(
        Array.from({ length: MODELS }, (_, i) => {
          const [given, width, α] = [drawSearch(rng), 2 + (i % 2), alpha[i % alpha.length]];
          const { model, context, start, end, maxLength } = given;
          const args = { model, context, start, end, maxLength, width, alpha: α };
          const input = about(given, `, width = ${width}, alpha = ${α}`);
          return { name: "beam", args, expected: search(given, width, α), input };
        }),
      );
      return undefined;
    },
  };
}

export const checks: readonly Check[] = [
  lossCheck,
  gradientCheck,
  paddingCheck,
  forcing,
  greedyCheck,
  beamCheck("beam", "beam search for the likeliest (alpha = 0)", 2, [0], "Follow one run on paper: which hypotheses are live, which are finished, and what happens to a finished one?"),
  beamCheck("length", "beam search with a length penalty", 1, [1, 0.6], "The score decides once, at the end, among the finished and the live. How is length counted, and what does alpha do to it?"),
]; // biome-ignore format: a table
