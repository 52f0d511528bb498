import type { Vec } from "../tensor/dtype.js";

/*
 * Attention over encoder states, as the kernels see it. Time-major, flat; T positions, B rows, states of H numbers. A row b
 * has lengths[b] real positions in 0 … T (null: T); the others get no weight, and a row without any gets a context of zeros.
 */

/** Bahdanau's scores eₜ = vᵀ tanh(q + keysₜ): keys = W₂ h + b₂ are the same for every query. */
export type AdditiveAttention = {
  readonly T: number;
  readonly B: number;
  /** Units that compare a query with a key. */
  readonly A: number;
  readonly H: number;
  readonly lengths: Int32Array | null;
  /** [A]. */
  readonly v: Vec;
  /** [T, B, A]. */
  readonly keys: Vec;
  /** [T, B, H]. */
  readonly h: Vec;
};

/** Where gradients are added, shaped like v, keys and h. */
export type AdditiveAttentionGrads = { readonly dv: Vec; readonly dKeys: Vec; readonly dh: Vec };
