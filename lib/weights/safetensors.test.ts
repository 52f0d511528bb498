import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Tensor } from "../tensor/tensor.js";
import { loadSafetensors, saveSafetensors } from "./safetensors.js";

/** A file's bytes from its header (an object, or text as it stands) and as many zero bytes of numbers. */
function file(header: unknown, size = 0, claimed?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(claimed ?? json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const f32 = (shape: unknown, data_offsets: unknown, dtype: unknown = "F32") => ({ dtype, shape, data_offsets });

describe("saveSafetensors", () => {
  it("writes the format byte by byte", () => {
    const bytes = saveSafetensors({ a: Tensor.from([1, -2], "float32") });
    const header = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
    const padded = Math.ceil(header.length / 8) * 8;
    expect([...bytes.subarray(0, 8)]).toEqual([padded, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded))).toBe(header.padEnd(padded));
    expect([...bytes.subarray(8 + padded)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]); // 1 and −2, little-endian
  });

  it("gives the same bytes whatever the order of the names", () => {
    const [a, b] = [Tensor.from([1, 2]), Tensor.from([[3]], "float32")];
    expect(saveSafetensors({ a, b })).toEqual(saveSafetensors({ b, a }));
  });

  it("puts float64 first, so that every tensor is aligned", () => {
    const bytes = saveSafetensors({ a: Tensor.from([1], "float32"), b: Tensor.from([2]) });
    expect([...bytes.subarray(-12)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0x80, 0x3f]); // b, then a
  });

  it("writes a view's own numbers, not the whole block behind it", () => {
    const view = new Tensor(new Float64Array([1, 2, 3, 4]).subarray(1, 3), [2]);
    expect([...loadSafetensors(saveSafetensors({ view })).tensors.view.data]).toEqual([2, 3]);
  });
});

describe("loadSafetensors", () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(-0, Number.NaN, Infinity, 5e-324));
  const tensor = fc
    .tuple(fc.array(fc.nat(3), { maxLength: 3 }), fc.boolean(), fc.infiniteStream(number))
    .map(([shape, single, numbers]) => {
      const t = Tensor.zeros(shape, single ? "float32" : "float64");
      for (let i = 0; i < t.size; i++) t.data[i] = numbers.next().value;
      return t;
    });

  it("reads back what was written: any names, shapes (scalars and empty ones too), numbers and text", () => {
    const name = fc.string({ unit: "grapheme" }).filter((text) => text !== "__metadata__");
    const named = fc.dictionary(name, tensor, { maxKeys: 5, noNullPrototype: true });
    const metadata = fc.dictionary(name, fc.string({ unit: "grapheme" }), { maxKeys: 3, noNullPrototype: true });
    fc.assert(
      fc.property(named, metadata, (tensors, text) => {
        const read = loadSafetensors(saveSafetensors(tensors, text));
        expect(read.tensors).toEqual(tensors);
        expect(read.metadata).toEqual(text);
      }),
      { numRuns: 200 },
    );
  });

  it("takes __proto__ for a name like any other", () => {
    const tensors = Object.fromEntries([["__proto__", Tensor.from([1])]]);
    expect(Object.entries(loadSafetensors(saveSafetensors(tensors)).tensors)).toEqual(Object.entries(tensors));
  });

  it("reads bytes that begin anywhere in a buffer", () => {
    const bytes = saveSafetensors({ a: Tensor.from([1, 2, 3]) });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect([...loadSafetensors(shifted.subarray(3)).tensors.a.data]).toEqual([1, 2, 3]);
  });

  it("reads a header that is not padded", () => {
    expect(loadSafetensors(file({ a: f32([1], [0, 4]) }, 4)).tensors.a.shape).toEqual([1]);
  });

  it("refuses every beginning of a file, and every file with something after it", () => {
    const bytes = saveSafetensors({ a: Tensor.from([1, 2]), b: Tensor.from([3], "float32") });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => loadSafetensors(bytes.subarray(0, length)), `${length} bytes`).toThrow("the file is cut off");
    }
    expect(() => loadSafetensors(new Uint8Array([...bytes, 0]))).toThrow("1 bytes after the last tensor");
  });

  const bad: [why: string, bytes: Uint8Array, message: string][] = [
    ["a file of another kind", new Uint8Array(16).fill(0x50), "not a safetensors file: its header would have 5787213827046133840 bytes"],
    ["a header longer than the file", file("{}", 0, 3), "the file is cut off: its header has 3 bytes, 2 follow"],
    ["a header that is not JSON", file("{a:1}"), "the header is not JSON"],
    ["a header that is not UTF-8", Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe), "the header is not UTF-8 text"],
    ["a header that is a list", file("[1]"), "the header must be a JSON object, got an Array of 1"],
    ["no dtype", file({ a: { shape: [1], data_offsets: [0, 4] } }, 4), '"a" must have a dtype, got undefined'],
    ["an entry that is not an object", file({ a: 3 }), '"a" must have a dtype, got undefined'],
    ["half precision", file({ a: f32([2], [0, 4], "F16") }, 4), '"a" must be F32 or F64, got F16; convert it before saving'],
    ["a dtype called constructor", file({ a: f32([1], [0, 4], "constructor") }, 4), '"a" must be F32 or F64, got constructor'],
    ["a negative size", file({ a: f32([-1], [0, 4]) }, 4), '"a" must have a shape of sizes, got [-1]'],
    ["a shape that is a number", file({ a: f32(1, [0, 4]) }, 4), '"a" must have a shape of sizes, got 1'],
    ["offsets back to front", file({ a: f32([1], [4, 0]) }, 4), '"a" must have data_offsets [begin, end], got [4,0]'],
    ["one offset", file({ a: f32([1], [4]) }, 4), '"a" must have data_offsets [begin, end], got [4]'],
    ["a shape that does not fit its bytes", file({ a: f32([2], [0, 4]) }, 4), '"a" must take 8 bytes for F32 [2], got 4'],
    ["a shape beyond all memory", file({ a: f32([2 ** 40, 2 ** 40], [0, 4]) }, 4), '"a" must take 4.835703278458517e+24 bytes'],
    ["numbers cut off", file({ a: f32([2], [0, 8]) }, 7), 'the file is cut off: "a" ends at 8, the numbers at 7'],
    ["numbers left over", file({ a: f32([2], [0, 8]) }, 9), "1 bytes after the last tensor"],
    ["a hole", file({ a: f32([1], [0, 4]), b: f32([1], [8, 12]) }, 12), '"b" leaves a hole before it: it begins at 8, expected 4'],
    ["an overlap", file({ a: f32([2], [0, 8]), b: f32([1], [4, 8]) }, 8), '"b" overlaps the tensor before it: it begins at 4, expected 8'],
    ["a name given twice", file('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'), 'the header names "a" twice'],
    ["metadata that is not text", file({ __metadata__: { step: 3 } }), '__metadata__ must map strings to strings, got {"step":3}'],
  ]; // biome-ignore format: a table

  it.each(bad)("refuses %s", (_, bytes, message) => {
    expect(() => loadSafetensors(bytes)).toThrow(`loadSafetensors: ${message}`);
  });

  it("does not take a nested name or one inside a string for a repeated one", () => {
    const entry = '{"dtype":"F32","shape":[0],"data_offsets":[0,0]}';
    const read = loadSafetensors(file(`{"dtype":${entry},"\\"a\\":":${entry},"a":${entry}}`));
    expect(Object.keys(read.tensors)).toEqual(["dtype", '"a":', "a"]);
  });
});
