import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { DType, Vec } from "../tensor/dtype.js";
import type { Params } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";
import { loadSafetensors } from "../weights/safetensors.js";

/** How far a result may lie from PyTorch's, relative to numbers above 1. */
const TOLERANCE: Readonly<Record<DType, number>> = { float64: 1e-10, float32: 1e-5 };

export const DTYPES = ["float64", "float32"] as const;

/** A file of reference/values: its tensors, and the facts that are no tensors. */
export function referenceCase<Facts = unknown>(name: string): { tensors: Params; facts: Facts } {
  const path = new URL(`reference/values/${name}.safetensors`, import.meta.url);
  const { tensors, metadata } = loadSafetensors(readFileSync(path));
  return { tensors, facts: JSON.parse(metadata.facts ?? "null") };
}

/** The tensors below a prefix: `under(tensors, "grad.")`. */
export function under(tensors: Params, prefix: string): Params {
  const inside = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(inside.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

/** The t-th slice of a reference tensor. */
export function row(tensor: Tensor, t: number): Tensor {
  return new Tensor(tensor.row(t), tensor.shape.slice(1));
}

/** Fails with the entry that is furthest off, unless every one lies within the tolerance of its precision. */
export function expectSame(name: string, actual: Vec, expected: Tensor): void {
  expect(actual.length, `${name}: length`).toBe(expected.size);
  let worst = { error: 0, index: -1 };
  for (let index = 0; index < actual.length; index++) {
    const error = Math.abs(actual[index] - expected.data[index]) / Math.max(1, Math.abs(expected.data[index]));
    if (!(error <= worst.error)) worst = { error, index };
  }
  const { error, index } = worst;
  const found = `${name}[${index}] is ${actual[index]}, PyTorch has ${expected.data[index]}`;
  expect(error, found).toBeLessThan(TOLERANCE[expected.dtype]);
}

/** The same for tensors by name; neither side may have one that the other has not. */
export function expectAllSame(actual: Params, expected: Params): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { data, shape }] of Object.entries(actual)) {
    expect(shape, `${name}: shape`).toEqual(expected[name].shape);
    expectSame(name, data, expected[name]);
  }
}
