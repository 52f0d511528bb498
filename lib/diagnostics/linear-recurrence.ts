import { type Vec, zerosLike } from "../tensor/dtype.js";
import { checkSameDType, checkShape, ShapeError } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";

/** The states h₁ … h_T: [T, H], and the number of rounds that had to wait for one another. */
export type RecurrenceResult = { readonly h: Tensor; readonly rounds: number };

/**
 * hₜ = aₜ ⊙ hₜ₋₁ + bₜ, one step after another: T rounds. a, b: [T, H], h0: [H].
 * Nothing stands around hₜ₋₁ but a product: this is what a gated recurrence becomes without its tanh
 * (ch. 9, "The Path Length Argument"; Martin & Cundy 2018).
 */
export function linearRecurrence(a: Tensor, b: Tensor, h0: Vec): RecurrenceResult {
  const [T, H] = checkRecurrence("linearRecurrence", a, b, h0);
  const h = Tensor.zeros([T, H], a.dtype);
  let hPrev = h0;
  for (let t = 0; t < T; t++) {
    const [at, bt, ht] = [a.row(t), b.row(t), h.row(t)];
    for (let j = 0; j < H; j++) ht[j] = at[j] * hPrev[j] + bt[j];
    hPrev = ht;
  }
  return { h, rounds: T };
}

/**
 * The same states in ⌈log₂ T⌉ rounds (Hillis & Steele 1986; Blelloch 1990). Two steps in a row are one step of the same
 * form, (a, b) then (a′, b′) = (a′ a, a′ b + b′), and it does not matter which neighbours are joined first. In each round
 * every position joins with the one 1, 2, 4, … before it, all positions at once if there are processors for them: here
 * they take turns, but no position reads what another writes in the same round.
 */
export function linearRecurrenceScan(a: Tensor, b: Tensor, h0: Vec): RecurrenceResult {
  const [T, H] = checkRecurrence("linearRecurrenceScan", a, b, h0);
  let [A, B] = [a.data, b.data];
  let rounds = 0;
  for (let reach = 1; reach < T; reach *= 2) {
    const [nextA, nextB] = [A.slice(), B.slice()];
    for (let i = reach * H; i < T * H; i++) {
      const earlier = i - reach * H;
      nextA[i] = A[i] * A[earlier];
      nextB[i] = A[i] * B[earlier] + B[i];
    }
    [A, B] = [nextA, nextB];
    rounds++;
  }
  const h = zerosLike(A); // A, B: all steps up to t as one
  for (let i = 0; i < T * H; i++) h[i] = A[i] * h0[i % H] + B[i];
  return { h: new Tensor(h, [T, H]), rounds };
}

function checkRecurrence(where: string, a: Tensor, b: Tensor, h0: Vec): readonly [T: number, H: number] {
  const [T, H] = a.shape;
  if (a.shape.length !== 2 || T === 0) {
    throw new ShapeError(`${where}: a must be [T, H] with T ≥ 1, got [${a.shape.join(", ")}]`);
  }
  checkShape(where, "b", "[T, H]", [T, H], b);
  checkShape(where, "h0", "[H]", [H], h0);
  checkSameDType(where, "b", a.data, b.data);
  checkSameDType(where, "h0", a.data, h0);
  return [T, H];
}
