import { beforeAll, describe, expect, it } from "vitest";
import type { Params } from "../tensor/params.js";
import type { Tensor } from "../tensor/tensor.js";
import { loadTfjs, type TfjsBackend, TfjsUnavailableError } from "../tfjs/load.js";
import type { Tf, TfTensor } from "../tfjs/tf.js";
import { fromTf } from "../tfjs/twin.js";
import { maxDifference } from "./random.js";

/** A suite that takes TensorFlow.js when its tests run, and not before. */
export type TfjsSuite = (tf: () => Tf) => void;

/** Runs a suite on a backend, which must load. */
export function onBackend(backend: TfjsBackend, suite: TfjsSuite): void {
  describe(`on ${backend}`, () => {
    let tf: Tf;
    beforeAll(async () => {
      tf = (await loadTfjs(backend)).tf;
    });
    suite(() => tf);
  });
}

/** Runs what is registered by `suites` where a backend is installed; else one skipped test says that it is not. */
export async function whereInstalled(backend: TfjsBackend, suites: () => void): Promise<void> {
  if (await isInstalled(backend)) suites();
  else it.skip(`TensorFlow.js on ${backend} is not installed here`, () => {});
}

/** Whether a backend's packages are there. One that is there and does not work is an error, not an absence. */
export async function isInstalled(backend: TfjsBackend): Promise<boolean> {
  try {
    await loadTfjs(backend);
    return true;
  } catch (error) {
    if (error instanceof TfjsUnavailableError && error.reason === "missing") return false;
    throw error;
  }
}

/** The largest difference that float32 may make between two ways of adding up the same numbers. */
export const CLOSE = 1e-5;

/** Expects the numbers of the scratch library. */
export async function expectTensor(name: string, actual: TfTensor, expected: Tensor, within = CLOSE): Promise<void> {
  expect(maxDifference(await fromTf(actual), expected), name).toBeLessThanOrEqual(within);
}

/** Expects exactly these names, and the numbers of the scratch library under each. */
export function expectParams(actual: Params, expected: Params, within = CLOSE): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, tensor] of Object.entries(expected)) {
    expect(maxDifference(actual[name], tensor), name).toBeLessThanOrEqual(within);
  }
}

/** Tensors of TensorFlow.js by name, in the library's form. */
export async function readAll(tensors: Readonly<Record<string, TfTensor>>): Promise<Params> {
  const read = Object.entries(tensors).map(async ([name, tensor]) => [name, await fromTf(tensor)] as const);
  return Object.fromEntries(await Promise.all(read));
}
