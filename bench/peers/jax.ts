import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compete } from "../protocol.js";
import { PEERS_FOLDER } from "../roster.js";
import { WORKLOADS } from "../workloads.js";

/*
 * jax-js as a contestant: jax.ts W1. The whole step (gradients, clipping, Adam) is one compiled function. Every operation
 * takes its arguments over; `x.ref` keeps x for another use.
 */

/** The part of an array that is used here. */
type NdArray = {
  readonly ref: NdArray;
  readonly shape: number[];
  add(x: NdArray | number): NdArray;
  sub(x: NdArray | number): NdArray;
  mul(x: NdArray | number): NdArray;
  div(x: NdArray | number): NdArray;
  sum(): NdArray;
  reshape(shape: number[]): NdArray;
  slice(range: [from: number, to: number]): NdArray;
  dataSync(): ArrayLike<number>;
  dispose(): void;
};

/** The part of the library. */
type Jax = {
  readonly numpy: Readonly<Record<"tanh" | "square" | "sqrt", (x: NdArray) => NdArray>> & {
    array(values: Float32Array | number): NdArray;
    zeros(shape: number[]): NdArray;
    concatenate(arrays: NdArray[], axis: number): NdArray;
    matmul(a: NdArray, b: NdArray): NdArray;
    minimum(a: NdArray, b: NdArray): NdArray;
  };
  readonly nn: { logSoftmax(x: NdArray, axis: number): NdArray };
  init(device: "wasm"): Promise<unknown>;
  defaultDevice(device: "wasm"): void;
  jit<F>(f: F): F;
  valueAndGrad(f: (params: Params) => NdArray): (params: Params) => [value: NdArray, grads: Params];
};

type Params = Record<string, NdArray>;
/** Parameters and their two moments. */
type State = { p: Params; m: Params; v: Params };

const folder = join(PEERS_FOLDER, "jax", "node_modules/@jax-js/jax");
const jax: Jax = await import(pathToFileURL(join(folder, "dist/index.js")).href);
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
await jax.init("wasm");
jax.defaultDevice("wasm");

const { numpy: np, nn } = jax;
const { V, E, H, T } = WORKLOADS[process.argv[2] as "W1" | "W1b"].sizes;
const bound = 1 / Math.sqrt(H);
const [inputs, targets] = [oneHot(), oneHot()];
const p: Params = {
  embed: uniform([V, E], 1),
  Wx: uniform([E, H], bound),
  Wh: uniform([H, H], bound),
  b: uniform([H], bound),
  Wy: uniform([H, V], bound),
  by: uniform([V], bound),
};
let state: State = { p, m: zerosLike(p), v: zerosLike(p) };
let count = 0;

const compiled = jax.jit(update);
await compete(`jax-js ${version}, wasm`, () => {
  count++;
  const rates = [1e-3 / (1 - 0.9 ** count), 1 / (1 - 0.999 ** count)].map(np.array) as [NdArray, NdArray];
  const [value, next] = compiled(state, ...rates, inputs.ref, targets.ref);
  state = next;
  return value.dataSync()[0];
});

function uniform(shape: number[], limit: number): NdArray {
  const size = shape.reduce((product, length) => product * length);
  return np.array(Float32Array.from({ length: size }, () => limit * (2 * Math.random() - 1))).reshape(shape);
}

/** T random tokens as rows; looked up by a product. */
function oneHot(): NdArray {
  const rows = new Float32Array(T * V);
  for (let t = 0; t < T; t++) rows[t * V + Math.floor(Math.random() * V)] = 1;
  return np.array(rows).reshape([T, V]);
}

function zerosLike(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, { shape }]) => [name, np.zeros(shape)]));
}

function meanLoss({ embed, Wx, Wh, b, Wy, by }: Params, x: NdArray, y: NdArray): NdArray {
  const projected = np.matmul(np.matmul(x, embed), Wx).add(b);
  const states: NdArray[] = [];
  let h = np.zeros([1, H]);
  for (let t = 0; t < T; t++) {
    h = np.tanh(projected.ref.slice([t, t + 1]).add(np.matmul(h, Wh.ref)));
    states.push(h.ref);
  }
  for (const done of [projected, h, Wh]) done.dispose();
  const logits = np.matmul(np.concatenate(states, 0), Wy).add(by);
  return nn
    .logSoftmax(logits, 1)
    .mul(y)
    .sum()
    .mul(-1 / T);
}

/** Gradients, clipping by the global norm of 5, and Adam. */
function update({ p, m, v }: State, rate: NdArray, vScale: NdArray, x: NdArray, y: NdArray): [NdArray, State] {
  const kept = Object.fromEntries(Object.entries(p).map(([name, array]) => [name, array.ref]));
  const [value, grads] = jax.valueAndGrad((params) => meanLoss(params, x, y))(kept);
  const norm = np.sqrt(
    Object.values(grads)
      .map((g) => np.square(g.ref).sum())
      .reduce((a, b) => a.add(b)),
  );
  const scale = np.minimum(np.array(1), np.array(5).div(norm));
  const next: State = { p: {}, m: {}, v: {} };
  for (const [name, grad] of Object.entries(grads)) {
    const g = grad.mul(scale.ref);
    next.m[name] = m[name].mul(0.9).add(g.ref.mul(0.1));
    next.v[name] = v[name].mul(0.999).add(np.square(g).mul(0.001));
    const root = np.sqrt(next.v[name].ref.mul(vScale.ref)).add(1e-8);
    next.p[name] = p[name].sub(next.m[name].ref.mul(rate.ref).div(root));
  }
  for (const done of [scale, rate, vScale]) done.dispose();
  return [value, next];
}
