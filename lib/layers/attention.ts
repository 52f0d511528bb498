import { checkSameDType, checkShape, describe, ShapeError } from "../tensor/errors.js";
import { product, type Tensor } from "../tensor/tensor.js";
import type { Layer } from "./layer.js";
import { checkLengths } from "./sequences.js";

/** Which encoder states are real. */
export type AttentionOptions = {
  /** Real positions of each row, 0 … T; the others get no weight. A row without any gets a context of zeros. */
  readonly lengths?: ArrayLike<number>;
};

/**
 * Attention over batches: any number of queries s against the encoder's states h (ch. 9, "The Attention Mechanism").
 * s: [.., B, S], h: [T, B, H] → context: [.., B, H], and the weights alpha: [.., B, T] for plotting.
 */
export interface Attention<Cache> extends Layer {
  /** S, and H. */
  readonly hiddenSize: number;
  readonly encoderSize: number;
  forward(s: Tensor, h: Tensor, options?: AttentionOptions): { context: Tensor; alpha: Tensor; cache: Cache };
  /** dContext: [.., B, H] → ds: [.., B, S], dh: [T, B, H]; adds into `grads`. */
  backward(cache: Cache, dContext: Tensor): { ds: Tensor; dh: Tensor };
}

type Sizes = Pick<Attention<unknown>, "hiddenSize" | "encoderSize" | "params">;

/** Refuses encoder states and lengths that do not fit; returns the lengths as the kernels take them. */
export function checkMemory(where: string, layer: Sizes, h: Tensor, lengths?: ArrayLike<number>): Int32Array | null {
  if (h?.shape?.length !== 3 || h.shape[2] !== layer.encoderSize || h.size === 0) {
    throw new ShapeError(`${where}: h must be [T, B, H] with H = ${layer.encoderSize}, got ${describe(h)}`);
  }
  for (const { data } of Object.values(layer.params)) checkSameDType(where, "h", data, h.data);
  const [T, B] = h.shape;
  return lengths ? checkLengths(where, T, B, lengths, 0) : null;
}

/** The same for a whole call; `queries` is how many times B rows the queries are. */
export function checkAttended(
  where: string,
  layer: Sizes,
  s: Tensor,
  h: Tensor,
  lengths?: ArrayLike<number>,
): { queries: number; rows: Int32Array | null } {
  const rows = checkMemory(where, layer, h, lengths);
  const [B, S] = [h.shape[1], layer.hiddenSize];
  if (!(s?.shape?.length >= 2) || s.shape.at(-2) !== B || s.shape.at(-1) !== S) {
    throw new ShapeError(`${where}: s must be [.., B, S] = [.., ${B}, ${S}], got ${describe(s)}`);
  }
  checkSameDType(where, "s", h.data, s.data);
  return { queries: product(s.shape.slice(0, -2)), rows };
}

/** Refuses a gradient that is not shaped like the context. */
export function checkContextGradient(where: string, shape: readonly number[], dContext: Tensor): void {
  checkShape(where, "dContext", "[.., B, H]", shape, dContext);
}
