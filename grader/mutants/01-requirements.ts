import {
  concatSize, crossing, difference, type Model, type ModelName, models, properties, type Requirements, recurrentSize,
} from "../checks/01-requirements.js"; // biome-ignore format: a list
import type { Answers, Bank, Mutant } from "../checks/exercise.js";

type Row = { readonly anyLength: string; readonly order: string; readonly shared: string; readonly difference: number };

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));

function rows(given: Requirements, other: Partial<Record<ModelName, Model>> = {}): Record<ModelName, Row> {
  const row = (name: ModelName): Row => {
    const [anyLength, order, shared] = properties[name];
    return { anyLength, order, shared, difference: difference(given, other[name] ?? models[name]) };
  };
  const names = Object.keys(models) as ModelName[];
  return Object.fromEntries(names.map((name) => [name, row(name)])) as Record<ModelName, Row>;
}

function right(given: Requirements): Answers & Record<ModelName, Row> {
  const counts = {
    concatParameters: concatSize(given),
    recurrentParameters: recurrentSize(given),
    crossing: crossing(given),
  };
  return { ...rows(given), ...counts };
}

const linear: Record<ModelName, Model> = {
  bag: (_, x) => x[0] + x[1] + x[2],
  concatenation: ({ w }, x) => w[0] * x[0] + w[1] * x[1] + w[2] * x[2],
  convolution: ({ uv: [u, v] }, x) => u * (x[0] + x[1]) + v * (x[1] + x[2]),
  recurrence: ({ r }, x) => x.reduce((h, xt) => xt + r * h, 0),
  alphabetical: models.alphabetical,
};

/** The other sentence first. */
const swapped = (given: Requirements): Answers =>
  Object.fromEntries(Object.entries(rows(given)).map(([name, row]) => [name, { ...row, difference: -row.difference }]));

function properly(given: Requirements): readonly Mutant[] {
  const answers = right(given);
  const change = (name: ModelName, changed: Partial<Row>): Answers => ({
    ...answers,
    [name]: { ...answers[name], ...changed },
  });
  return [
    {
      misconception: "the concatenation ignores order",
      lookAt:
        "Write both sentences one number behind the other. Are the two inputs the same? A layer that gets different inputs can answer differently.",
      answers: change("concatenation", { order: "no" }),
    },
    {
      misconception: "the concatenation reads any length",
      lookAt: "How many weights does the formula name? What would the fourth word be multiplied by?",
      answers: change("concatenation", { anyLength: "yes" }),
    },
    {
      misconception: "the concatenation shares its parameters",
      lookAt: "Which weight does the word dog meet in first place, and which in third?",
      answers: change("concatenation", { shared: "yes" }),
    },
    {
      misconception: "a bag keeps the order",
      lookAt: "A sum does not change when its terms change places.",
      answers: change("bag", { order: "yes" }),
    },
    {
      misconception: "a bag needs a fixed length",
      lookAt: "Can one go on adding when a fourth word comes? Does that need another weight?",
      answers: change("bag", { anyLength: "no" }),
    },
    {
      misconception: "a sum shares nothing",
      lookAt: "What is the word dog multiplied by in first place, and what in third?",
      answers: change("bag", { shared: "no" }),
    },
    {
      misconception: "whatever is recurrent is sensitive to order",
      lookAt: "The loop reads its words in an order. Is it the sentence's?",
      answers: change("alphabetical", { order: "yes" }),
    },
    {
      misconception: "a convolution has weights for every place",
      lookAt: "u and v are the same for every pair of neighbours. Which of them carries the number of a place?",
      answers: change("convolution", { shared: "no" }),
    },
    {
      misconception: "a convolution needs a fixed length",
      lookAt: "A longer sentence has more pairs of neighbours. Does it need more weights?",
      answers: change("convolution", { anyLength: "no" }),
    },
    {
      misconception: "neighbours alone cannot tell the order",
      lookAt: "In a pair the first word meets u and the second meets v. Exchange the two: is the term the same?",
      answers: change("convolution", { order: "no" }),
    },
    {
      misconception: "a recurrent network has so many steps and no more",
      lookAt: "One more word is one more run of the loop. Does the formula need another weight for it?",
      answers: change("recurrence", { anyLength: "no" }),
    },
    {
      misconception: "a recurrent network needs a weight for every step",
      lookAt: "Neither r nor any other weight of the recurrence has an index t.",
      answers: change("recurrence", { shared: "no" }),
    },
  ];
}

function numerically(given: Requirements): readonly Mutant[] {
  const { T, D, H } = given;
  const answers = right(given);
  return [
    {
      misconception: "tanh left out",
      lookAt: "Every model has a tanh. Take it of each sum before you subtract.",
      answers: { ...answers, ...rows(given, linear) },
    },
    {
      misconception: "the sentences exchanged",
      lookAt: "Which of the two comes first in the difference?",
      answers: { ...answers, ...swapped(given) },
    },
    {
      misconception: "one word vector instead of T of them",
      lookAt: "All T words are written one behind the other: how many numbers come in?",
      answers: { ...answers, concatParameters: H * D + H },
    },
    {
      misconception: "the biases forgotten",
      lookAt: "A unit has one number more than its weights.",
      answers: { ...answers, concatParameters: H * T * D, recurrentParameters: H * D + H * H },
    },
    {
      misconception: "the matrix from state to state forgotten",
      lookAt: "A unit of a recurrent layer reads the input, and something else besides.",
      answers: { ...answers, recurrentParameters: H * D + H },
    },
    {
      misconception: "two biases for each unit",
      lookAt: "Some libraries keep two. How many does the task name?",
      answers: { ...answers, recurrentParameters: H * D + H * H + 2 * H },
    },
    {
      misconception: "the recurrent layer counted once for every step",
      lookAt: "The same weights serve at every step. Does T belong into the count?",
      answers: { ...answers, recurrentParameters: T * (H * D + H * H + H) },
    },
    {
      misconception: "the last length at which the recurrent layer is the larger one",
      lookAt: "There the concatenation is still no larger. Which length is the first at which it is?",
      answers: { ...answers, crossing: crossing(given) - 1 },
    },
  ];
}

export function bank(given: Requirements): Bank {
  const answers = right(given);
  const each = (change: (value: number) => number, word: (text: string) => string = (text) => text): Answers =>
    Object.fromEntries(
      Object.entries(answers).map(([name, value]) => [
        name,
        typeof value === "number"
          ? value
          : {
              anyLength: word((value as Row).anyLength),
              order: word((value as Row).order),
              shared: word((value as Row).shared),
              difference: change((value as Row).difference),
            },
      ]),
    );
  return {
    wrong: [...properly(given), ...numerically(given)],
    right: [
      { form: "full precision", answers },
      { form: "three decimals", answers: each((value) => rounded(value, 3)) },
      { form: "cut off, and capital letters", answers: each((v) => Math.trunc(v * 1000) / 1000, (t) => t.toUpperCase()) }, // biome-ignore format: a row
    ],
  };
}
