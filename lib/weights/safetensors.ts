import { type DType, type Vec, zeros } from "../tensor/dtype.js";
import { ArgumentError, describe } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { product, Tensor } from "../tensor/tensor.js";
import { checkedHeader, type TensorEntry } from "./safetensors-header.js";

/*
 * The safetensors format: 8 bytes with the header's size (little-endian), a JSON header that gives each tensor's
 * dtype, shape and place, then the numbers, little-endian, without gaps. PyTorch writes it with
 * `safetensors.torch.save_file(model.state_dict(), path)` and reads it with `load_file`.
 */

/** Tensors by name, and the free text that travels with them. */
export type SafetensorsFile = { readonly tensors: Params; readonly metadata: Readonly<Record<string, string>> };

const DTYPES: Readonly<Record<string, DType>> = { F32: "float32", F64: "float64" };

/** The bytes of a safetensors file. Write them with any file API; PyTorch, JAX and others read them. */
export function saveSafetensors(tensors: Params, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const named = fileOrder(tensors);
  const header: [string, unknown][] =
    Object.keys(metadata).length > 0 ? [["__metadata__", checkMetadata(metadata)]] : [];
  let end = 0;
  for (const [name, { data, dtype, shape }] of named) {
    const begin = end;
    end += data.byteLength;
    header.push([name, { dtype: dtype === "float32" ? "F32" : "F64", shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const start = 8 + Math.ceil(json.length / 8) * 8; // padded with spaces, so that the numbers are aligned
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let at = start;
  for (const [, { data }] of named) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file's bytes. Anything that is not exactly such a file is refused: a cut-off or padded file,
 * a header that is not JSON, a name given twice, tensors that overlap or leave a hole, a dtype other than F32 and F64.
 */
export function loadSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { entries, metadata, start } = checkedHeader("loadSafetensors", bytes);
  let end = 0;
  const tensors = entries.map(([name, entry]): [string, Tensor] => {
    checkPlace(name, entry, end, bytes.length - start);
    end = entry.data_offsets[1];
    const data = zeros(product(entry.shape), DTYPES[entry.dtype]);
    new Uint8Array(data.buffer).set(bytes.subarray(start + entry.data_offsets[0], start + end));
    return [name, new Tensor(data, entry.shape)];
  });
  if (start + end !== bytes.length) {
    throw new ArgumentError(`loadSafetensors: ${bytes.length - start - end} bytes after the last tensor`);
  }
  return { tensors: Object.fromEntries(tensors), metadata };
}

/** Tensors come in file order, so each must begin where the one before it ended, and lie within the file. */
function checkPlace(name: string, { dtype, shape, data_offsets: [begin, end] }: TensorEntry, at: number, room: number) {
  if (!Object.hasOwn(DTYPES, dtype)) {
    throw new ArgumentError(`loadSafetensors: "${name}" must be F32 or F64, got ${dtype}; convert it before saving`);
  }
  if (begin !== at) {
    const trouble = begin < at ? "overlaps the tensor before it" : "leaves a hole before it";
    throw new ArgumentError(`loadSafetensors: "${name}" ${trouble}: it begins at ${begin}, expected ${at}`);
  }
  const size = product(shape) * (dtype === "F32" ? 4 : 8);
  if (end - begin !== size) {
    throw new ArgumentError(
      `loadSafetensors: "${name}" must take ${size} bytes for ${dtype} [${shape.join(", ")}], got ${end - begin}`,
    );
  }
  if (end > room) {
    throw new ArgumentError(`loadSafetensors: the file is cut off: "${name}" ends at ${end}, the numbers at ${room}`);
  }
}

/** Wider numbers first, so that every tensor is aligned; then by name, so that the bytes depend on nothing else. */
function fileOrder(tensors: Params): [string, Tensor][] {
  const width = (data: Vec): number => data.BYTES_PER_ELEMENT;
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name === "__metadata__") throw new ArgumentError('saveSafetensors: "__metadata__" cannot name a tensor');
    if (tensor instanceof Tensor) continue;
    throw new ArgumentError(`saveSafetensors: "${name}" must be a Tensor, got ${describe(tensor)}`);
  }
  return Object.entries(tensors).sort(
    ([a, { data: A }], [b, { data: B }]) => width(B) - width(A) || (a < b ? -1 : a > b ? 1 : 0),
  );
}

function checkMetadata(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [key, text] of Object.entries(metadata)) {
    if (typeof text === "string") continue;
    throw new ArgumentError(`saveSafetensors: metadata.${key} must be a string, got ${describe(text)}`);
  }
  return metadata;
}
