import { countParams, LSTM, normalInit, RNN, Rng } from "unrolled";
import { describe, expect, it } from "vitest";
import { deepAndBidirectional as exercise } from "../catalogue/07-deep-and-bidirectional.js";
import { canonical, parametersOf, seenOf } from "./07-deep-and-bidirectional.js";
import { converse } from "./conversation.js";
import type { Answers } from "./exercise.js";
import { type CheckResult, gradeExercise } from "./grade.js";
import { localAnswers } from "./local.js";

const { answers: right } = exercise.bank.right[0];
const grade = (answers: Answers): CheckResult[] => converse(gradeExercise(exercise, 3), localAnswers(answers));
const result = (answers: Answers, id: string): CheckResult =>
  grade({ ...right, ...answers }).find((check) => check.id === id) as CheckResult;

describe("exercise 7 agrees with the library", () => {
  it("on the parameters", () => {
    const { D, H } = canonical;
    const stack = new LSTM({ inputSize: D, hiddenSize: H, numLayers: 2, bidirectional: true });
    expect(parametersOf(canonical)).toBe(countParams(stack.params));
  });

  it.each([1, 2])("on what each half of layer %i has seen", (numLayers) => {
    const [T, D, H] = [6, 2, 3];
    const net = new RNN({ inputSize: D, hiddenSize: H, numLayers, bidirectional: true, dtype: "float64" });
    const x = normalInit(new Rng(1), [T, 1, D], 1);
    const { output } = net.forward(x);
    const moved = Array.from({ length: T }, (_, j) => {
      const other = x.clone();
      other.row(j).fill(0.3);
      return net.forward(other).output;
    });
    const seen = (step: number, from: number): number =>
      moved.filter((after) => output.row(step - 1)[from] !== after.row(step - 1)[from]).length;
    const expected = seenOf({ ...canonical, T, t: 2 });
    const found = [1, 2, T].map((step) => [seen(step, 0), seen(step, H)]);
    expect(found).toEqual(numLayers === 1 ? expected : expected.map(() => [T, T]));
  });
});

describe("exercise 7 makes nobody pay twice", () => {
  it("counts parameters by the learner's own matrix", () => {
    const { H } = canonical;
    const wide = { layer2: [4 * H, 300], parameters: parametersOf(canonical, 4 * H * 300) };
    expect(result(wide, "layer2").points).toBe(0);
    expect(result(wide, "parameters").remark).toBe("parameters follows rightly from your layer2: carried forward");
  });

  it("takes the summary from the learner's own states", () => {
    const own = { forward: [0.1, 0.2, 0.3], backward: [0.4, 0.5, 0.6], summary: [0.3, 0.4] };
    expect(result(own, "summary").remark).toBe(
      "summary follows rightly from your forward and backward: carried forward",
    );
    expect(result({ ...own, summary: [0.3, 0.6] }, "summary").points).toBe(0);
  });

  it("but gives nothing for zeros", () => {
    const zeros = { forward: [0, 0, 0], backward: [0, 0, 0], summary: [0, 0], layer2: [0, 0], parameters: 0 };
    for (const id of ["summary", "parameters", "forward"]) expect(result(zeros, id).points, id).toBe(0);
  });
});

describe("exercise 7 says what is wrong with", () => {
  it.each<[string, Answers, string, string]>([
    ["a text", { outShape: "32 x 50" }, "shapes", 'your answer: outShape must be three sizes = [3], got "32 x 50"'],
    ["pairs without brackets", { seen: [1, 50, 20, 31, 50, 1] }, "seen", "your answer: seen must be three pairs = [3, 2], got an Array of 6"],
    ["a stub", { layer2: [NaN, 512] }, "layer2", "layer2 is not answered yet"],
  ])("%s", (_, answers, id, problem) => expect(result(answers, id).failure?.problem).toBe(problem)); // biome-ignore format: a table
});
