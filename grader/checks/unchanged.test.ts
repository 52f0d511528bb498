import { Tensor } from "unrolled";
import { expect, it } from "vitest";
import { converse } from "./conversation.js";
import { localAnswers } from "./local.js";
import { expectUnchanged } from "./unchanged.js";

type Arguments = { readonly W: Tensor; readonly rows: number[][] };

it.each<[string, (W: Tensor, rows: number[][]) => void, string | undefined]>([
  ["one that only reads", (W, rows) => W.at(0, rows.length - 1), undefined],
  ["one that changes a copy", (W) => W.clone().set([0, 0], 9), undefined],
  ["an entry written", (W) => W.set([0, 1], 9), "f: W must be left as it is, but the call changes it"],
  ["a longer list", (_, rows) => void rows[0].push(3), "f: rows must be left as it is, but the call changes it"],
])("finds out whether a function changes what it was given: %s", (_, f, problem) => {
  const given: Arguments = { W: Tensor.from([[1, 2]]), rows: [[1], [2, 3]] };
  const asked = (): void => converse(expectUnchanged("f", given), localAnswers({ f }));
  if (problem) expect(asked).toThrow(problem);
  else expect(asked).not.toThrow();
  expect(given).toEqual({ W: Tensor.from([[1, 2]]), rows: [[1], [2, 3]] });
});
