import type { Vec } from "../../tensor/dtype.js";
import type { AdditiveAttention, AdditiveAttentionGrads } from "../attention.js";

/** One query a row: alpha[b] = softmax(vᵀ tanh(q[b] + keys[:, b])), context[b] = Σ alpha h. */
export function additiveAttentionForward(run: AdditiveAttention, q: Vec, alpha: Vec, context: Vec): void {
  const { T, B, A, H, lengths, v, keys, h } = run;
  context.fill(0, 0, B * H);
  for (let b = 0; b < B; b++) {
    const real = lengths ? lengths[b] : T;
    for (let t = 0; t < real; t++) {
      let e = 0;
      for (let k = 0, key = (t * B + b) * A, query = b * A; k < A; k++)
        e += v[k] * Math.tanh(q[query + k] + keys[key + k]);
      alpha[b * T + t] = e;
    }
    softmaxRow(alpha, b * T, real, T);
    for (let t = 0; t < real; t++) {
      const a = alpha[b * T + t];
      for (let k = 0, from = (t * B + b) * H, to = b * H; k < H; k++) context[to + k] += a * h[from + k];
    }
  }
}

/** dContext: [B, H] → dq: [B, A]; adds into dv, dKeys, dh. The tanh is computed again rather than kept: [T, B, A] a step. */
export function additiveAttentionBackward(
  run: AdditiveAttention,
  { dv, dKeys, dh }: AdditiveAttentionGrads,
  q: Vec,
  alpha: Vec,
  dContext: Vec,
  dq: Vec,
): void {
  const { T, B, A, H, lengths, v, keys, h } = run;
  const de = new Float64Array(T);
  dq.fill(0, 0, B * A);
  for (let b = 0; b < B; b++) {
    const real = lengths ? lengths[b] : T;
    for (let t = 0; t < real; t++) {
      const a = alpha[b * T + t];
      let dAlpha = 0;
      for (let k = 0, at = (t * B + b) * H, from = b * H; k < H; k++) {
        dAlpha += dContext[from + k] * h[at + k];
        dh[at + k] += a * dContext[from + k];
      }
      de[t] = dAlpha;
    }
    softmaxRowBackward(de, 0, alpha, b * T, real);
    for (let t = 0; t < real; t++) {
      for (let k = 0, key = (t * B + b) * A, query = b * A; k < A; k++) {
        const u = Math.tanh(q[query + k] + keys[key + k]);
        const da = de[t] * v[k] * (1 - u * u);
        dv[k] += de[t] * u;
        dKeys[key + k] += da;
        dq[query + k] += da;
      }
    }
  }
}

/** Softmax of each row of e: [N, T], in place, over the real entries of row n: lengths[n mod B]. The others become 0. */
export function softmaxRows(e: Vec, T: number, lengths: Int32Array | null): void {
  for (let n = 0, at = 0; at < e.length; n++, at += T) softmaxRow(e, at, lengths ? lengths[n % lengths.length] : T, T);
}

/** dα → de for each row of [N, T], in place: de = α (dα − Σ α dα). */
export function softmaxRowsBackward(dAlpha: Vec, alpha: Vec, T: number): void {
  for (let at = 0; at < alpha.length; at += T) softmaxRowBackward(dAlpha, at, alpha, at, T);
}

/** Shifted by the maximum so that exp never overflows. */
function softmaxRow(e: Vec, at: number, real: number, T: number): void {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = at; i < at + real; i++) max = Math.max(max, e[i]);
  let sum = 0;
  for (let i = at; i < at + real; i++) {
    e[i] = Math.exp(e[i] - max);
    sum += e[i];
  }
  for (let i = at; i < at + real; i++) e[i] /= sum;
  e.fill(0, at + real, at + T);
}

function softmaxRowBackward(dAlpha: Vec, at: number, alpha: Vec, from: number, real: number): void {
  let mean = 0;
  for (let i = 0; i < real; i++) mean += alpha[from + i] * dAlpha[at + i];
  for (let i = 0; i < real; i++) dAlpha[at + i] = alpha[from + i] * (dAlpha[at + i] - mean);
}
