import type { Engine } from "./engine.js";

/** An additive attention (see ../attention.ts) as addresses; what a direction does not use is 0. */
export type AttentionAddresses = {
  readonly T: number;
  readonly B: number;
  readonly A: number;
  readonly H: number;
  readonly lengths: number;
  readonly v: number;
  readonly keys: number;
  readonly h: number;
  readonly q: number;
  readonly alpha: number;
  readonly context: number;
  readonly dContext: number;
  readonly dq: number;
  /** [B, A]: each row's part of dv, to be added up in the order of the rows whoever worked on them. */
  readonly dvRows: number;
  readonly dKeys: number;
  readonly dh: number;
  /** [B, T], scratch. */
  readonly dAlpha: number;
};

/** Rows [from, to): alpha = softmax(vᵀ tanh(q + keys)), context = Σ alpha h. */
export function attentionForward(engine: Engine, run: AttentionAddresses, from: number, to: number): void {
  const { wasm, floats } = engine;
  const { T, B, A, H, v, keys, h, q, context } = run;
  for (let b = from; b < to; b++) {
    const real = realOf(engine, run, b);
    const alpha = run.alpha / 4 + b * T;
    for (let t = 0; t < real; t++) {
      floats[alpha + t] = wasm.additiveScore(q + 4 * b * A, keys + 4 * (t * B + b) * A, v, A);
    }
    softmax(floats, alpha, real, T);
    wasm.clear(context + 4 * b * H, H);
    for (let t = 0; t < real; t++) wasm.axpy(h + 4 * (t * B + b) * H, context + 4 * b * H, H, floats[alpha + t]);
  }
}

/** Rows [from, to): from dContext to dq, and into dvRows, dKeys and dh. */
export function attentionBackward(engine: Engine, run: AttentionAddresses, from: number, to: number): void {
  const { wasm, floats } = engine;
  const { T, B, A, H, v, keys, h, q, dContext, dKeys, dh } = run;
  for (let b = from; b < to; b++) {
    const real = realOf(engine, run, b);
    const [alpha, dAlpha] = [run.alpha / 4 + b * T, run.dAlpha / 4 + b * T];
    const [gradient, dq, dv] = [dContext + 4 * b * H, run.dq + 4 * b * A, run.dvRows + 4 * b * A];
    wasm.clear(dq, A);
    wasm.clear(dv, A);
    let mean = 0;
    for (let t = 0; t < real; t++) {
      const state = 4 * (t * B + b) * H;
      floats[dAlpha + t] = wasm.dot(gradient, h + state, H);
      wasm.axpy(gradient, dh + state, H, floats[alpha + t]);
      mean += floats[alpha + t] * floats[dAlpha + t];
    }
    for (let t = 0; t < real; t++) {
      const key = 4 * (t * B + b) * A;
      const de = floats[alpha + t] * (floats[dAlpha + t] - mean);
      wasm.additiveScoreBack(q + 4 * b * A, keys + key, v, dv, dKeys + key, dq, A, de);
    }
  }
}

function realOf({ integers }: Engine, { T, lengths }: AttentionAddresses, b: number): number {
  return lengths === 0 ? T : integers[lengths / 4 + b];
}

/** Softmax of entries [at, at + real); the rest up to T become 0. */
function softmax(floats: Float32Array, at: number, real: number, T: number): void {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = at; i < at + real; i++) max = Math.max(max, floats[i]);
  let sum = 0;
  for (let i = at; i < at + real; i++) sum += floats[i] = Math.exp(floats[i] - max);
  for (let i = at; i < at + real; i++) floats[i] /= sum;
  floats.fill(0, at + real, at + T);
}
