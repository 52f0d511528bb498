import type { DType, Vec } from "../tensor/dtype.js";
import type { Params } from "../tensor/params.js";
import { product, Tensor } from "../tensor/tensor.js";
import { getKernels } from "./select.js";

/** The shape of each parameter. */
export type Shapes<P extends Params> = { readonly [Name in keyof P]: readonly number[] };

/** Zero tensors of the given shapes, one after the other in a single array of the kernels' memory. */
export function zeroBlock<P extends Params>(shapes: Shapes<P>, dtype: DType): P {
  const entries: [string, readonly number[]][] = Object.entries(shapes);
  const total = entries.reduce((size, [, shape]) => size + product(shape), 0);
  const block = getKernels(dtype).allocate(total, dtype);
  let at = 0;
  const tensors = entries.map(([name, shape]) => {
    const start = at;
    at += product(shape);
    return [name, new Tensor(block.subarray(start, at), shape)];
  });
  return Object.fromEntries(tensors) as P;
}

/**
 * The tensors of several groups with the same names (parameters, gradients, moments), in as few arrays as possible:
 * tensors that are neighbours in every group are joined. One array per group for each stretch.
 *
 * @example for (const [theta, g] of sharedBlocks(params, grads)) kernels.axpy(-lr, g, theta);
 */
export function sharedBlocks(...groups: readonly Params[]): readonly (readonly Vec[])[] {
  const last = found.get(groups[0]);
  if (last && holds(last.held, groups)) return last.blocks;
  const blocks = findBlocks(groups);
  found.set(groups[0], { held: groups.map(contents), blocks });
  return blocks;
}

/** A group's names and arrays, in its own order. */
type Contents = { readonly names: readonly string[]; readonly arrays: readonly (Vec | undefined)[] };
const contents = (group: Params): Contents => {
  const names = Object.keys(group);
  return { names, arrays: names.map((name) => group[name]?.data) };
};

/** Each first group's last search, and what it went by: a training loop asks for the same blocks at every step. */
const found = new WeakMap<Params, { readonly held: readonly Contents[]; readonly blocks: Vec[][] }>();

/** Whether the groups still hold these arrays. It runs several times a step, and so allocates nothing. */
function holds(held: readonly Contents[], groups: readonly Params[]): boolean {
  if (held.length !== groups.length) return false;
  for (let i = 0; i < groups.length; i++) if (!isStill(held[i], groups[i])) return false;
  return true;
}

/** Reads each tensor under the name that the loop gives: the engine is fast at that and slow at looking names up. */
function isStill({ names, arrays }: Contents, group: Params): boolean {
  let n = 0;
  for (const name in group) {
    if (names[n] !== name || group[name]?.data !== arrays[n]) return false;
    n++;
  }
  return n === names.length;
}

function findBlocks(groups: readonly Params[]): Vec[][] {
  const stretches: Vec[][] = [];
  for (const name of Object.keys(groups[0])) {
    const next = groups.map((group) => group[name].data);
    const last = stretches.at(-1);
    if (last?.every((data, i) => touches(data, next[i]))) {
      stretches[stretches.length - 1] = last.map((data, i) => joined(data, next[i]));
    } else {
      stretches.push(next);
    }
  }
  return stretches;
}

const touches = (a: Vec, b: Vec): boolean =>
  a.constructor === b.constructor && a.buffer === b.buffer && a.byteOffset + a.byteLength === b.byteOffset;

function joined(a: Vec, b: Vec): Vec {
  const length = a.length + b.length;
  return a instanceof Float32Array
    ? new Float32Array(a.buffer, a.byteOffset, length)
    : new Float64Array(a.buffer, a.byteOffset, length);
}
