import { describe, expect, it } from "vitest";
import { gruByHand } from "../catalogue/06-gru-by-hand.js";
import { bank } from "../mutants/06-gru-by-hand.js";
import { canonical, checks } from "./06-gru-by-hand.js";
import { converse } from "./conversation.js";
import { gradeExercise } from "./grade.js";
import { localAnswers } from "./local.js";

const { answers: right } = gruByHand.bank.right[0];
const grade = (changed: object) => converse(gradeExercise(gruByHand, 5), localAnswers({ ...right, ...changed }));
const lost = (changed: object): string[] => grade(changed).flatMap(({ id, failure }) => (failure ? [id] : []));
const remarks = (changed: object): string[] => grade(changed).flatMap(({ remark }) => (remark ? [remark] : []));

describe("exercise 6", () => {
  it("knows the chapter's numbers, and does not ask for them: notebook 05 shows them", () => {
    const ofChapter = { ...canonical, z: 0.1, D: 300, H: 256 };
    const known = {
      ...bank(ofChapter).right[0].answers,
      halfLife: 6.58,
      noBias: 427_008,
      oneBias: 427_776,
      twoBiases: 428_544,
    };
    const exercise = { ...gruByHand, checks: checks(ofChapter) };
    const results = converse(gradeExercise(exercise, 5), localAnswers(known));
    expect(results.filter(({ failure }) => failure)).toEqual([]);
    const { noBias, oneBias, twoBiases, halfLife } = known;
    expect(lost({ halfLife, noBias, oneBias, twoBiases })).toEqual(["halfLife", "noBias", "oneBias"]);
  });

  it.each([
    "z(1-z)^2 c1 + z(1-z)c2 + z c3 + h0(1-z)^3",
    "h_0 - 3z h_0 + 3z² h_0 - z³ h_0 + c1 z(1 - 2z + z²) + (z - z^2) c_2 + c_3 z",
  ])("takes %s", (unrolled) => expect(lost({ unrolled })).toEqual([]));

  it("lets a wrong candidate be paid for once", () => {
    expect(lost({ candidate1: 0.5, state1: (right.state1 as number) + (0.5 - (right.candidate1 as number)) / (1 + Math.E) })).toEqual(["candidate1"]); // biome-ignore format: a row
  });

  it("lets a wrong number of matrices be paid for once, with as many biases", () => {
    const { D, H } = canonical;
    const weights = 4 * H * (D + H);
    const counted = { noBias: weights, oneBias: weights + 4 * H, twoBiases: weights + 8 * H };
    expect(lost(counted)).toEqual(["noBias"]);
    expect(remarks(counted)[0]).toBe(
      "oneBias follows rightly from your noBias: carried forward; twoBiases follows rightly from your noBias: carried forward",
    );
    expect(lost({ ...counted, oneBias: weights + 3 * H })).toEqual(["noBias", "oneBias"]);
  });

  it("gives nothing for the right word without its witness, nor for the witness without the word", () => {
    expect(lost({ after1: 0 })).toEqual(["reset"]);
    expect(lost({ sameFor: "" })).toEqual(["reset"]);
  });
});
