import { describe, expect, it } from "vitest";
import { gradCheck } from "../diagnostics/grad-check.js";
import { VanillaRNN } from "../rnn/vanilla-rnn.js";
import { type Bug, brokenBackward, bugs, clipLimit } from "./broken-rnns.js";
import { bugLineUp, letters, type Traces, tracesOf } from "./bug-line-up.js";
import { lineUpFigure } from "./bug-line-up-plot.js";

const names = Object.keys(bugs) as Bug[];
const last = (values: readonly number[]): number => values[values.length - 1];

describe("brokenBackward", () => {
  const model = new VanillaRNN({ vocabSize: 3, hiddenSize: 5, seed: 1 });
  const [inputs, targets] = [
    [0, 2, 1, 1, 0, 2, 1, 0],
    [2, 2, 2, 0, 2, 2, 2, 2],
  ];
  const forward = model.forward(inputs);
  const loss = (): number => model.loss(model.forward(inputs), targets);

  it("is VanillaRNN.backward when there is no bug", () => {
    expect(brokenBackward(model, forward, targets).grads).toEqual(model.backward(forward, targets).grads);
  });

  it.each(names)("%s fails the gradient check", (bug) => {
    const { grads } = brokenBackward(model, forward, targets, bug);
    expect(gradCheck(loss, model.params, grads).maxError).toBeGreaterThan(0.05);
  });

  it("h_t for h_{t−1} spoils dWhh and nothing else; clipping keeps all entries within the limit", () => {
    const right = model.backward(forward, targets).grads;
    const { Whh, ...others } = brokenBackward(model, forward, targets, "wrong-state").grads;
    expect(others).toEqual({ Wxh: right.Wxh, bh: right.bh, Why: right.Why, by: right.by });
    expect(Whh).not.toEqual(right.Whh);
    const clipped = brokenBackward(model, forward, targets, "clips-inside").grads;
    for (const { data } of Object.values(clipped))
      expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(clipLimit);
  });
});

describe("the traces", () => {
  const correct = tracesOf();
  const of = Object.fromEntries(names.map((bug) => [bug, tracesOf(bug)])) as Record<Bug, Traces>;

  it("differ from the correct one and from each other by more than a tenth, in one column at least", () => {
    const all = [correct, ...Object.values(of)];
    const gap = (a: readonly number[], b: readonly number[]): number =>
      Math.max(...a.map((x, i) => Math.abs(x - b[i]))) / Math.max(...a, ...b);
    for (const [i, a] of all.entries()) {
      for (const b of all.slice(i + 1)) {
        const gaps = [gap(a.passedOn, b.passedOn), gap(a.gathered, b.gathered), gap(a.loss, b.loss)];
        expect(Math.max(...gaps)).toBeGreaterThan(0.1);
      }
    }
  });

  it("have the signatures that the hints speak of", () => {
    expect(of["only-last-path"].passedOn.every((norm) => norm === 0)).toBe(true);
    expect(of["no-tanh-derivative"].passedOn.every((norm, k) => norm > correct.passedOn[k])).toBe(true);
    expect(last(of.overwrites.gathered)).toBe(0);
    expect(of.overwrites.passedOn).toEqual(correct.passedOn);
    expect(last(correct.gathered)).toBe(correct.gathered[correct.gathered.length - 2]);
    expect(last(of["wrong-state"].gathered)).toBeGreaterThan(of["wrong-state"].gathered[correct.gathered.length - 2]);
    expect(of["clips-inside"].gathered.slice(0, -1)).toEqual(correct.gathered.slice(0, -1));
    expect(last(of["clips-inside"].gathered)).toBeLessThan(0.7 * last(correct.gathered));
    expect(of["wrong-sign"].gathered).toEqual(correct.gathered);
  });

  it("end in losses that tell most of them from a correct one, and clipping not", () => {
    expect(last(correct.loss)).toBeLessThan(0.02);
    expect(last(of["clips-inside"].loss)).toBeLessThan(0.02);
    for (const bug of names.filter((name) => name !== "clips-inside")) {
      expect(last(of[bug].loss), bug).toBeGreaterThan(3 * last(correct.loss));
    }
    expect(last(of["wrong-sign"].loss)).toBeGreaterThan(10 * of["wrong-sign"].loss[0]);
  });
});

describe("bugLineUp", () => {
  const lineUp = bugLineUp(2);
  const solution = lineUp.reveal();

  it("has each bug once, in an order that the seed decides", () => {
    expect(Object.values(solution).sort()).toEqual([...names].sort());
    const orders = [1, 2, 3, 4].map((seed) => Object.values(bugLineUp(seed).reveal()).join());
    expect(new Set(orders).size).toBeGreaterThan(2);
    expect(bugLineUp(2).reveal()).toEqual(solution);
    expect(lineUp.suspects.A).toEqual(tracesOf(solution.A));
  });

  it("counts right answers without saying which", () => {
    expect(lineUp.check(solution)).toBe("All six are right. Well spotted.");
    expect(lineUp.check({ ...solution, A: solution.B, B: solution.A })).toBe("4 of 6 answers right.");
    expect(lineUp.check({ A: solution.A, B: "" })).toBe("1 of 1 answers right, 5 still open.");
    expect(lineUp.check({})).toBe("0 of 0 answers right, 6 still open.");
  });

  it("says what it does not understand", () => {
    expect(() => lineUp.check({ A: "typo" })).toThrow(`checkLineUp: A must be one of ${names.join(", ")}; got "typo"`);
    expect(() => lineUp.check({ G: names[0] })).toThrow('checkLineUp: the suspects are A, B, C, D, E, F; got "G"');
  });

  it("has two hints for each that do not name the bug", () => {
    for (const letter of letters) {
      const both = [lineUp.hint(letter), lineUp.hint(letter, 2)];
      expect(both[0]).not.toBe(both[1]);
      for (const hint of both) expect(hint).not.toContain(solution[letter]);
    }
  });

  it("draws three panels for each, and says where each trace ends", () => {
    const figure = lineUpFigure(lineUp);
    expect(figure.data).toHaveLength(2 * 3 * letters.length);
    for (const letter of letters) expect(figure.alt).toContain(`${letter}: passed on`);
    expect(JSON.stringify(figure).length).toBeLessThan(60_000);
  });
});
