import { type Sizes, WORKLOADS, type WorkloadName } from "../workloads.js";
import type { Jax, NdArray, Params } from "./jax-library.js";

/** Fresh parameters, fixed data, and the mean loss of one pass over it, which takes both over. */
export type Model = {
  readonly p: Params;
  readonly data: NdArray[];
  readonly meanLoss: (params: Params, data: NdArray[]) => NdArray;
};

type Cell = "rnn" | "lstm" | "gru";
const GATES = { rnn: 1, lstm: 4, gru: 3 } as const;

export function makeModel(jax: Jax, workload: WorkloadName): Model {
  const parts = new Parts(jax, WORKLOADS[workload].sizes);
  if (workload === "W3") return tagger(parts);
  if (workload === "W4") return translator(parts);
  return languageModel(parts, workload === "W2" ? "lstm" : "rnn");
}

/** Building blocks. They borrow parameters, and take everything else over. */
class Parts {
  readonly p: Params = {};

  constructor(
    readonly jax: Jax,
    readonly sizes: Sizes,
  ) {}

  weight(name: string, shape: number[], bound: number): void {
    const size = shape.reduce((product, length) => product * length);
    const values = Float32Array.from({ length: size }, () => bound * (2 * Math.random() - 1));
    this.p[name] = this.jax.numpy.array(values).reshape(shape);
  }

  linear(name: string, D: number, H: number, bound: number = 1 / Math.sqrt(D)): void {
    this.weight(`${name}.W`, [D, H], bound);
    this.weight(`${name}.b`, [H], bound);
  }

  recurrent(name: string, cell: Cell, D: number): void {
    const { H } = this.sizes;
    this.linear(`${name}.x`, D, GATES[cell] * H, 1 / Math.sqrt(H));
    this.linear(`${name}.h`, H, GATES[cell] * H, 1 / Math.sqrt(H));
  }

  /** T·B random tokens as rows; looked up by a product. */
  oneHot(): NdArray {
    const { T, B, V } = this.sizes;
    const rows = new Float32Array(T * B * V);
    for (let n = 0; n < T * B; n++) rows[n * V + Math.floor(Math.random() * V)] = 1;
    return this.jax.numpy.array(rows).reshape([T * B, V]);
  }

  apply(params: Params, name: string, x: NdArray): NdArray {
    return this.jax.numpy.matmul(x, params[`${name}.W`].ref).add(params[`${name}.b`].ref);
  }

  /** x: [T·B, D] → the states [T·B, H] in time order. */
  recur(params: Params, name: string, cell: Cell, x: NdArray, reverse = false): NdArray {
    const { T, B, H } = this.sizes;
    const { numpy: np } = this.jax;
    const projected = this.apply(params, `${name}.x`, x);
    const states: NdArray[] = [];
    let [h, c] = [np.zeros([B, H]), np.zeros([B, H])];
    for (let s = 0; s < T; s++) {
      const t = reverse ? T - 1 - s : s;
      [h, c] = this.step(cell, projected.ref.slice([t * B, (t + 1) * B]), this.apply(params, `${name}.h`, h.ref), h, c);
      states[t] = h.ref;
    }
    for (const done of [projected, h, c]) done.dispose();
    return np.concatenate(states, 0);
  }

  /** One step from what the input and the state give: [B, gates·H] each. */
  step(cell: Cell, fromX: NdArray, fromH: NdArray, h: NdArray, c: NdArray): [h: NdArray, c: NdArray] {
    const { numpy: np, nn } = this.jax;
    if (cell === "gru") {
      const [[xr, xz, xn], [hr, hz, hn]] = [np.split(fromX, 3, 1), np.split(fromH, 3, 1)];
      const n = np.tanh(xn.add(nn.sigmoid(xr.add(hr)).mul(hn)));
      return [n.ref.add(nn.sigmoid(xz.add(hz)).mul(h.sub(n))), c];
    }
    h.dispose();
    if (cell === "rnn") return [np.tanh(fromX.add(fromH)), c];
    const [i, f, g, o] = np.split(fromX.add(fromH), 4, 1);
    const next = nn
      .sigmoid(f)
      .mul(c)
      .add(nn.sigmoid(i).mul(np.tanh(g)));
    return [nn.sigmoid(o).mul(np.tanh(next.ref)), next];
  }

  /** The mean cross-entropy; the end of a pass, which gives the parameters back. */
  crossEntropy(params: Params, logits: NdArray, targets: NdArray): NdArray {
    for (const array of Object.values(params)) array.dispose();
    const { T, B } = this.sizes;
    return this.jax.nn
      .logSoftmax(logits, 1)
      .mul(targets)
      .sum()
      .mul(-1 / (T * B));
  }
}

function languageModel(parts: Parts, cell: Cell): Model {
  const { V, E, H } = parts.sizes;
  parts.weight("embed", [V, E], 1);
  parts.recurrent("layer", cell, E);
  parts.linear("proj", H, V);
  const meanLoss = (params: Params, [x, y]: NdArray[]): NdArray => {
    const embedded = parts.jax.numpy.matmul(x, params.embed.ref);
    return parts.crossEntropy(params, parts.apply(params, "proj", parts.recur(params, "layer", cell, embedded)), y);
  };
  return { p: parts.p, data: [parts.oneHot(), parts.oneHot()], meanLoss };
}

function tagger(parts: Parts): Model {
  const { numpy: np } = parts.jax;
  const { V: tags, E, H, B, T } = parts.sizes;
  const layers = [E, 2 * H];
  for (const [l, D] of layers.entries()) for (const d of [0, 1]) parts.recurrent(`${l}.${d}`, "lstm", D);
  parts.linear("proj", 2 * H, tags);
  const x = np.array(Float32Array.from({ length: T * B * E }, () => 2 * Math.random() - 1)).reshape([T * B, E]);
  const meanLoss = (params: Params, [input, y]: NdArray[]): NdArray => {
    const top = layers.reduce((below, _, l) => {
      const ways = [below.ref, below].map((each, d) => parts.recur(params, `${l}.${d}`, "lstm", each, d === 1));
      return np.concatenate(ways, 1);
    }, input);
    return parts.crossEntropy(params, parts.apply(params, "proj", top), y);
  };
  return { p: parts.p, data: [x, parts.oneHot()], meanLoss };
}

function translator(parts: Parts): Model {
  const { V, E, H } = parts.sizes;
  for (const side of ["source", "target"]) parts.weight(side, [V, E], 1);
  parts.recurrent("encoder", "gru", E);
  parts.recurrent("decoder", "gru", E + H);
  for (const name of ["query", "key"]) parts.linear(name, H, H);
  parts.weight("score", [H, 1], 1 / Math.sqrt(H));
  parts.linear("proj", H, V);
  const meanLoss = (params: Params, [source, target, y]: NdArray[]): NdArray => {
    const { numpy: np } = parts.jax;
    const h = parts.recur(params, "encoder", "gru", np.matmul(source, params.source.ref));
    const states = decode(parts, params, h, np.matmul(target, params.target.ref));
    return parts.crossEntropy(params, parts.apply(params, "proj", states), y);
  };
  return { p: parts.p, data: [parts.oneHot(), parts.oneHot(), parts.oneHot()], meanLoss };
}

/** The decoder's states, each from the one before and what it looks up with it in the encoder's, h: [T·B, H]. */
function decode(parts: Parts, params: Params, h: NdArray, embedded: NdArray): NdArray {
  const { numpy: np, nn } = parts.jax;
  const { T, B, H } = parts.sizes;
  const keys = parts.apply(params, "key", h.ref).reshape([T, B, H]);
  const memory = h.ref.reshape([T, B, H]);
  const states: NdArray[] = [];
  let s = h.slice([(T - 1) * B, T * B]);
  for (let t = 0; t < T; t++) {
    const compared = np.tanh(keys.ref.add(parts.apply(params, "query", s.ref))).reshape([T * B, H]);
    const alpha = nn.softmax(np.matmul(compared, params.score.ref).reshape([T, B]), 0).reshape([T, B, 1]);
    const context = alpha.mul(memory.ref).sum(0);
    const input = np.concatenate([embedded.ref.slice([t * B, (t + 1) * B]), context], 1);
    const [fromX, fromH] = [parts.apply(params, "decoder.x", input), parts.apply(params, "decoder.h", s.ref)];
    [s] = parts.step("gru", fromX, fromH, s, s);
    states.push(s.ref);
  }
  for (const done of [keys, memory, embedded, s]) done.dispose();
  return np.concatenate(states, 0);
}
