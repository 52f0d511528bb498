import type { Vec } from "../tensor/dtype.js";
import type { Matrix } from "./matrix.js";

/*
 * A run: one direction of one recurrent layer over T steps of B rows, as the kernels see it. Time-major, flat.
 *
 * Step s = 0 … T − 1 is time t = s, or t = T − 1 − s when `reverse`. A state buffer has T + 1 slots of [B, H]:
 *   forward   slot t + 1 holds the state at time t, slot 0 the initial state;
 *   reverse   slot t     holds the state at time t, slot T the initial state.
 * So the states, and the previous states, of all times are each one block of [T·B, H] in time order, and the gradient of
 * W_h is a single product.
 *
 * A row b has lengths[b] real times; at t ≥ lengths[b] its state stands still and nothing is learned. That lets the reverse
 * direction start at each row's own last token, and puts every row's final state into the last slot.
 */
export type Run = {
  readonly T: number;
  readonly B: number;
  readonly H: number;
  readonly reverse: boolean;
  /** [B] in 1 … T, or null when every row has T real times. */
  readonly lengths: Int32Array | null;
  /** Recurrent weights [G·H, H], one block of H rows per gate. */
  readonly Wh: Vec;
  /** W_hᵀ, prepared for the steps on the way forward. */
  readonly WhTransposed?: Matrix;
  /** [T, B, G·H]. In: x_t W_xᵀ + bias. Out: the gates after their nonlinearities. */
  readonly gates: Vec;
  /** [T + 1, B, H]; the caller fills the slot of the initial state. */
  readonly h: Vec;
};

/** hₜ = tanh(gate). */
export type RnnRun = Run;

/** Gate blocks i, f, g, o (PyTorch's order; g is the chapter's c̃). */
export type LstmRun = Run & {
  /** [T + 1, B, H], like h. */
  readonly c: Vec;
};

/**
 * Gate blocks r, z, n (n is the chapter's h̃).
 * `"torch"` resets after the product: n = tanh(x-part + r ⊙ (W_hn h + b_hn)), h = (1 − z) n + z hPrev.
 * `"chapter"` resets before it: n = tanh(x-part + W_hn (r ⊙ h)), h = (1 − z) hPrev + z n.
 */
export type GruForm = "torch" | "chapter";

export type GruRun = Run & {
  readonly form: GruForm;
  /** b_hh: [3H], added to W_h h. The chapter's form has it in `gates` already and ignores it here. */
  readonly bh: Vec;
  /** What W_hn meets, kept for the backward pass. torch: [T, B, 3H] = W_h h + b_h; chapter: [T, B, H] = r ⊙ hPrev. */
  readonly hidden: Vec;
};

/** Gradients of a run. */
export type RunGrads = {
  /** [T, B, H]: what arrives at each output; ignored at padding. */
  readonly dh: Vec;
  /** [B, H]. In: what arrives at the state after step `to − 1`. Out: what goes on to the state before step `from`. */
  readonly dhNext: Vec;
  /** Out, [T, B, G·H]: the gradients before the nonlinearities, zero at padding. */
  readonly dGates: Vec;
  /** W_h, prepared for the steps back. */
  readonly Wh?: Matrix;
};

export type LstmGrads = RunGrads & {
  /** [B, H], as dhNext. */
  readonly dcNext: Vec;
};

export type GruGrads = RunGrads & {
  /** Out, shaped like `hidden`: its gradient. */
  readonly dHidden: Vec;
};
