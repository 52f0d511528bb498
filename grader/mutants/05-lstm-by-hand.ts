import { biasFor, halfLife, inside, type LstmByHand, step } from "../checks/05-lstm-by-hand.js";
import type { Answers, Bank, Mutant } from "../checks/exercise.js";
import { sigmoid } from "../checks/linear.js";

const TOTAL = "f + (c*f*(1-f)*uf + g*i*(1-i)*ui + i*(1-g^2)*ug) * o*(1-tanh(c)^2)";

type Pieces = {
  readonly inside: (given: LstmByHand, weights: readonly number[]) => number;
  readonly gate: (a: number) => number;
  readonly candidate: (a: number) => number;
  readonly cell: (f: number, i: number, g: number, cPrev: number) => number;
  readonly hidden: (o: number, c: number) => number;
  readonly halfLife: (b: number) => number;
  readonly biasFor: (t: number) => number;
  readonly total: string;
};

const right: Pieces = {
  inside,
  gate: sigmoid,
  candidate: Math.tanh,
  cell: (f, i, g, cPrev) => f * cPrev + i * g,
  hidden: (o, c) => o * Math.tanh(c),
  halfLife,
  biasFor,
  total: TOTAL,
};

function answers(given: LstmByHand, replaced: Partial<Pieces> = {}): Answers {
  const p = { ...right, ...replaced };
  const [f, i, o] = [given.wf, given.wi, given.wo].map((weights) => p.gate(p.inside(given, weights)));
  const g = p.candidate(p.inside(given, given.wg));
  const c = p.cell(f, i, g, given.cPrev);
  const bias = { halfLife: p.halfLife(given.bias), biasFor: p.biasFor(given.steps) };
  return { f, i, g, o, c, h: p.hidden(o, c), ...bias, total: p.total };
}

const mistakes: readonly (readonly [misconception: string, lookAt: string, replaced: Partial<Pieces>])[] = [
  ["tanh for the gates", "A gate says how much, between nothing and all: between 0 and 1.", { gate: Math.tanh }],
  ["σ for the candidate", "A candidate may be negative, a σ never is.", { candidate: sigmoid }],
  [
    "the biases left out",
    "Three numbers belong to each gate. The third is added as it is.",
    { inside: ({ x, hPrev }, [w, u]) => w * x + u * hPrev },
  ],
  [
    "x and hPrev exchanged",
    "The first number of each list belongs to x, the second to hPrev.",
    { inside: ({ x, hPrev }, [w, u, b]) => w * hPrev + u * x + b },
  ],
  [
    "the cell state in place of the hidden state in the gates",
    "What do the gates of the chapter's LSTM read: the cell state, or what the last step showed?",
    { inside: ({ x, cPrev }, [w, u, b]) => w * x + u * cPrev + b },
  ],
  [
    "forget gate and input gate exchanged",
    "Which of the two gates meets the old cell state?",
    { cell: (f, i, g, cPrev) => i * cPrev + f * g },
  ],
  [
    "1 − f in place of the input gate",
    "That is the GRU's economy. The LSTM has an input gate of its own.",
    { cell: (f, _, g, cPrev) => f * cPrev + (1 - f) * g },
  ],
  [
    "the input gate left out",
    "The candidate is written only as far as the input gate lets it.",
    { cell: (f, _, g, cPrev) => f * cPrev + g },
  ],
  [
    "nothing written",
    "What is kept is one of two terms. The other one writes something new.",
    { cell: (f, _i, _g, cPrev) => f * cPrev },
  ],
  [
    "the input gate added to the candidate",
    "A gate multiplies: it says what part of the candidate is written.",
    { cell: (f, i, g, cPrev) => f * cPrev + i + g },
  ],
  [
    "tanh left out of the output",
    "The cell state may be large; what is shown of it is squashed first.",
    { hidden: (o, c) => o * c },
  ],
  [
    "tanh of the product",
    "The output gate is applied after tanh, not inside it.",
    { hidden: (o, c) => Math.tanh(o * c) },
  ],
  [
    "the time constant 1/(1 − f) taken for the half-life",
    "After that many steps about a third is left. Solve fᵗ = ½.",
    { halfLife: (b) => 1 / (1 - sigmoid(b)) },
  ],
  [
    "the bias taken for the gate",
    "The gate is σ(b), not b. How much does one step keep?",
    { halfLife: (b) => Math.log(0.5) / -b },
  ],
  [
    "a time constant of so many steps in place of a half-life",
    "ln(t − 1) leaves about a third after t steps. Here it is to be a half.",
    { biasFor: (t) => Math.log(t - 1) },
  ],
  ["b = 1 remembers", "What does σ(1) keep in one step, and what is left after so many?", { biasFor: () => 1 }],
  [
    "the gate's value in place of the bias",
    "That is what the gate must be. Which b makes σ(b) that number?",
    { biasFor: (t) => 0.5 ** (1 / t) },
  ],
  [
    "half of it forgotten evenly, a share each step",
    "Every step multiplies by the same factor. What is the t-th root of a half?",
    { biasFor: (t) => Math.log((1 - 0.5 / t) / (0.5 / t)) },
  ],
  ["simply f", "That is the direct path only. Where else does c_{t−1} enter, by way of h_{t−1}?", { total: "f" }],
  [
    "the way through h_{t−1} without its own slope",
    "h_{t−1} = o tanh(c_{t−1}). What is its derivative by c_{t−1}?",
    { total: "f + c*f*(1-f)*uf + g*i*(1-i)*ui + i*(1-g^2)*ug" },
  ],
  [
    "the slope of tanh left out on the way through h_{t−1}",
    "h_{t−1} = o tanh(c_{t−1}): o comes through, and what else?",
    { total: "f + (c*f*(1-f)*uf + g*i*(1-i)*ui + i*(1-g^2)*ug) * o" },
  ],
  [
    "only the forget gate reads h_{t−1}",
    "h_{t−1} reaches the input gate and the candidate as well.",
    { total: "f + c*f*(1-f)*uf * o*(1-tanh(c)^2)" },
  ],
  [
    "the candidate's slope as a gate's",
    "g is a tanh: its slope is 1 − g².",
    { total: "f + (c*f*(1-f)*uf + g*i*(1-i)*ui + i*g*(1-g)*ug) * o*(1-tanh(c)^2)" },
  ],
  [
    "the direct path left out",
    "c_{t−1} also enters c_t as it is, times a gate.",
    { total: "(c*f*(1-f)*uf + g*i*(1-i)*ui + i*(1-g^2)*ug) * o*(1-tanh(c)^2)" },
  ],
];

export function bank(given: LstmByHand): Bank {
  const wrong: readonly Mutant[] = mistakes.map(([misconception, lookAt, replaced]) => ({
    misconception,
    lookAt,
    answers: answers(given, replaced),
  }));
  const exact = answers(given);
  const each = (change: (value: number) => number): Answers =>
    Object.fromEntries(
      Object.entries(exact).map(([name, value]) => [name, typeof value === "number" ? change(value) : value]),
    );
  const { f, i, g } = step(given);
  const [f4, i4, g4] = [f, i, g].map((value) => Number(value.toFixed(4)));
  return {
    wrong,
    right: [
      { form: "full precision", answers: exact },
      { form: "four decimals, and the formula path by path", answers: { ...each((value) => Number(value.toFixed(4))), total: "f + o (1 - tanh(c)^2) c f (1-f) u_f + o (1-tanh(c)^2) g i (1-i) u_i + o (1-tanh(c)^2) i (1-g²) u_g" } }, // biome-ignore format: a row
      { form: "cut off, and sech² for the slope", answers: { ...each((value) => Math.trunc(value * 1e4) / 1e4), total: "f + o sech(c)^2 (uf c f (1-f) + ui g i (1-i) + ug i (1-g)(1+g))" } }, // biome-ignore format: a row
      { form: "rounded gates carried on", answers: { ...exact, f: f4, i: i4, g: g4, c: f4 * given.cPrev + i4 * g4 } }, // biome-ignore format: a row
    ],
  };
}
