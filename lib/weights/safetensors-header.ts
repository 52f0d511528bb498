import { ArgumentError, describe } from "../tensor/errors.js";

/** One tensor's line in the header; offsets count from the end of the header. */
export type TensorEntry = {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
};

/** `entries` in file order; `start` is the byte at which the numbers begin. */
export type SafetensorsHeader = {
  readonly entries: readonly [string, TensorEntry][];
  readonly metadata: Readonly<Record<string, string>>;
  readonly start: number;
};

/** The format's own limit: nobody's header is larger, a corrupt size usually is. */
const LARGEST_HEADER = 100_000_000;

/** Reads and checks the header of a safetensors file; whether the numbers fit it is the caller's business. */
export function checkedHeader(where: string, bytes: Uint8Array): SafetensorsHeader {
  if (!(bytes instanceof Uint8Array)) {
    throw new ArgumentError(`${where}: bytes must be a Uint8Array, got ${describe(bytes)}`);
  }
  const size = headerSize(where, bytes);
  const text = headerText(where, bytes.subarray(8, 8 + size));
  const { __metadata__ = {}, ...tensors } = parseObject(where, text);
  const twice = firstDuplicate(topLevelKeys(text));
  if (twice !== undefined) throw new ArgumentError(`${where}: the header names "${twice}" twice`);
  const entries = Object.entries(tensors).map(([name, entry]): [string, TensorEntry] => {
    checkEntry(where, name, entry);
    return [name, entry];
  });
  entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  checkMetadata(where, __metadata__);
  return { entries, metadata: __metadata__, start: 8 + size };
}

function headerSize(where: string, bytes: Uint8Array): number {
  if (bytes.length < 8) {
    throw new ArgumentError(`${where}: the file is cut off: it must have at least 8 bytes, got ${bytes.length}`);
  }
  const size = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (size > LARGEST_HEADER) {
    throw new ArgumentError(`${where}: not a safetensors file: its header would have ${size} bytes`);
  }
  if (8n + size > bytes.length) {
    throw new ArgumentError(`${where}: the file is cut off: its header has ${size} bytes, ${bytes.length - 8} follow`);
  }
  return Number(size);
}

function headerText(where: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ArgumentError(`${where}: the header is not UTF-8 text`);
  }
}

function parseObject(where: string, text: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw new ArgumentError(`${where}: the header is not JSON`);
  }
  if (isRecord(header)) return header;
  throw new ArgumentError(`${where}: the header must be a JSON object, got ${describe(header)}`);
}

function checkEntry(where: string, name: string, entry: unknown): asserts entry is TensorEntry {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (typeof dtype !== "string") {
    throw new ArgumentError(`${where}: "${name}" must have a dtype, got ${describe(dtype)}`);
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw new ArgumentError(`${where}: "${name}" must have a shape of sizes, got ${JSON.stringify(shape)}`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize) || offsets[0] > offsets[1]) {
    throw new ArgumentError(`${where}: "${name}" must have data_offsets [begin, end], got ${JSON.stringify(offsets)}`);
  }
}

function checkMetadata(where: string, metadata: unknown): asserts metadata is Record<string, string> {
  if (isRecord(metadata) && Object.values(metadata).every((text) => typeof text === "string")) return;
  throw new ArgumentError(`${where}: __metadata__ must map strings to strings, got ${JSON.stringify(metadata)}`);
}

const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The keys of a valid JSON object as they are written: `JSON.parse` keeps the last of two without a word. */
function topLevelKeys(json: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const [token, isKey] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (isKey && depth === 1) keys.push(JSON.parse(token.slice(0, -isKey.length)) as string);
  }
  return keys;
}

function firstDuplicate(keys: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return keys.find((key) => seen.size === seen.add(key).size);
}
