import { Tensor } from "unrolled";
import { Opaque } from "../wire/values.js";
import { NoAnswer } from "./conversation.js";
import { Failure } from "./failure.js";

/*
 * Structure comes first: is the answer of the right kind, shape and precision, and finite? The messages are the
 * library's: `rnnForward: h must be [H] = [3], got [4]`.
 */

/** `value.name` for an object of the submission. */
export function field(where: string, value: unknown, name: string): unknown {
  if (isRecord(value)) {
    if (Object.hasOwn(value, name)) return value[name];
    const names = Object.keys(value).join(", ");
    throw new Failure({ problem: `${where}: must return an object with \`${name}\`, got one with { ${names} }` });
  }
  throw new Failure({ problem: `${where}: must return an object with \`${name}\`, got ${describe(value)}` });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  const isOfAKind =
    value instanceof Opaque || value instanceof Tensor || ArrayBuffer.isView(value) || Array.isArray(value);
  return typeof value === "object" && value !== null && !isOfAKind;
}

/** The numbers of an array, tensor or nested list of the given shape, in float64. */
export function numbers(
  where: string,
  name: string,
  symbols: string,
  shape: readonly number[],
  value: unknown,
): Float64Array {
  const found = toTensor(value);
  const size = shape.reduce((product, axis) => product * axis, 1);
  // A typed array has no shape of its own: row-major numbers of the right count will do for a matrix too.
  const fits = found && (value instanceof Float64Array ? found.size === size : String(found.shape) === String(shape));
  if (!fits) {
    const axes = `[${shape.join(", ")}]`;
    const wanted = symbols === axes ? axes : `${symbols} = ${axes}`;
    const inFloat64 = isSingle(value) ? " in float64" : "";
    throw new Failure({ problem: `${where}: ${name} must be ${wanted}${inFloat64}, got ${describe(value)}` });
  }
  const index = found.data.findIndex((entry) => !Number.isFinite(entry));
  if (index >= 0) {
    throw new Failure({ problem: `${where}: ${name} must be finite, got ${found.data[index]} at index ${index}` });
  }
  return Float64Array.from(found.data);
}

/** A finite number that the learner typed; NaN is the stub. */
export function number(name: string, value: unknown): number {
  if (typeof value !== "number") throw new Failure({ problem: `${name} must be a number, got ${describe(value)}` });
  if (Number.isNaN(value)) {
    throw new NoAnswer({ kind: "get", name }, { kind: "missing", message: `${name} is not answered yet` });
  }
  if (!Number.isFinite(value)) throw new Failure({ problem: `${name} must be finite, got ${value}` });
  return value;
}

const isSingle = (value: unknown): boolean =>
  value instanceof Float32Array || (value instanceof Tensor && value.dtype === "float32");

function toTensor(value: unknown): Tensor | undefined {
  if (value instanceof Tensor) return value.dtype === "float64" ? value : undefined;
  if (value instanceof Float64Array) return new Tensor(value, [value.length]);
  if (!Array.isArray(value)) return undefined;
  const rows = value.every((row) => row instanceof Float64Array) ? value.map((row) => [...row]) : value;
  try {
    return Tensor.from(rows);
  } catch {
    return undefined; // ragged, or not numbers
  }
}

/** How a value is named in a message: its shape when it has one, else its kind. */
export function describe(value: unknown): string {
  if (value instanceof Opaque) return value.what;
  if (value instanceof Tensor) return `[${value.shape.join(", ")}]${value.dtype === "float32" ? " in float32" : ""}`;
  if (value instanceof Float32Array) return `a Float32Array of ${value.length}`;
  if (value instanceof Float64Array) return `[${value.length}]`;
  if (Array.isArray(value)) return describeList(value);
  if (isRecord(value)) return `an object with { ${Object.keys(value).join(", ")} }`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** A list by its shape; where it has none, by what stands in the way. */
function describeList(list: readonly unknown[]): string {
  const odd = oddEntry(list);
  if (odd) return `an Array of ${list.length} with ${odd}`;
  const shape = shapeOf(list);
  if (shape) return shape.length === 1 ? `an Array of ${shape}` : `an Array of shape [${shape.join(", ")}]`;
  const rows = list.map((row) => (Array.isArray(row) ? row.length : "no"));
  return `an Array whose rows have ${rows.join(", ")} entries`;
}

/** The sizes of a nested list of numbers, or nothing where its rows differ. */
function shapeOf(value: unknown): number[] | undefined {
  if (value instanceof Float64Array) return [value.length];
  if (!Array.isArray(value)) return [];
  const [first, ...others] = value.map(shapeOf);
  return others.every((other) => String(other) === String(first)) ? [value.length, ...(first ?? [])] : undefined;
}

/** The first entry that is neither a number nor a list of numbers: "undefined at [3][0]". */
function oddEntry(value: unknown, path = ""): string | undefined {
  if (typeof value === "number" || value instanceof Float64Array) return undefined;
  if (!Array.isArray(value)) return `${describe(value)} at ${path}`;
  for (const [i, entry] of value.entries()) {
    const odd = oddEntry(entry, `${path}[${i}]`);
    if (odd) return odd;
  }
  return undefined;
}
