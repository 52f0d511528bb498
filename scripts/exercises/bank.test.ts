import { expect, it } from "vitest";
import { dotProduct } from "../../grader/toy-course/dot-product.js";
import { bankTable } from "./bank.js";

it("counts a bank by what the checks make of it", () => {
  const [first, second] = dotProduct.bank.wrong;
  const unseen = { ...dotProduct.bank.right[0], misconception: "nothing is wrong", lookAt: "" };
  const other = { ...first, misconception: "the same numbers under another name" };
  const failing = { form: "not right at all", answers: second.answers };
  const bank = { wrong: [first, second, unseen, other], right: [...dotProduct.bank.right, failing] };
  expect(
    bankTable([dotProduct, { ...dotProduct, bank }], 1)
      .split("\n")
      .slice(2),
  ).toEqual([
    "| 3. A dot product | 2 | 2 | 1 | 1 |",
    "| 3. A dot product | 4 | 2 | 2 | 1 |",
    "| all | 6 | 4 | 3 | 2 |",
  ]);
});
