import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compete } from "../protocol.js";
import { PEERS_FOLDER } from "../roster.js";
import type { WorkloadName } from "../workloads.js";
import type { Jax, NdArray, Params } from "./jax-library.js";
import { makeModel } from "./jax-models.js";

/*
 * jax-js as a contestant: jax.ts W1. The whole step (gradients, clipping, Adam) is one compiled function.
 */

/** Parameters and their two moments. */
type State = { p: Params; m: Params; v: Params };

const folder = join(PEERS_FOLDER, "jax", "node_modules/@jax-js/jax");
const jax: Jax = await import(pathToFileURL(join(folder, "dist/index.js")).href);
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
await jax.init("wasm");
jax.defaultDevice("wasm");

const np = jax.numpy;
const { p, data, meanLoss } = makeModel(jax, process.argv[2] as WorkloadName);
let state: State = { p, m: zerosLike(p), v: zerosLike(p) };
let count = 0;

const compiled = jax.jit(update);
step(); // compiling takes seconds; that is not a step's time
await compete(`jax-js ${version}, wasm`, step);

function step(): number {
  count++;
  const rates = [1e-6 / (1 - 0.9 ** count), 1 / (1 - 0.999 ** count)].map(np.array) as [NdArray, NdArray];
  const [value, next] = compiled(
    state,
    ...rates,
    data.map((array) => array.ref),
  );
  state = next;
  return value.dataSync()[0];
}

function zerosLike(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, { shape }]) => [name, np.zeros(shape)]));
}

/** Gradients, clipping by the global norm of 5, and Adam. */
function update({ p, m, v }: State, rate: NdArray, vScale: NdArray, inputs: NdArray[]): [NdArray, State] {
  const kept = Object.fromEntries(Object.entries(p).map(([name, array]) => [name, array.ref]));
  const [value, grads] = jax.valueAndGrad((params) => meanLoss(params, inputs))(kept);
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
