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
    const wanted = `${symbols} = [${shape.join(", ")}]`;
    const got = value instanceof Float32Array ? "a Float32Array" : describe(value);
    throw new Failure({ problem: `${where}: ${name} must be ${wanted} in float64, got ${got}` });
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
  if (value instanceof Float64Array || value instanceof Float32Array) return `[${value.length}]`;
  if (Array.isArray(value)) return `an Array of ${value.length}`;
  if (isRecord(value)) return `an object with { ${Object.keys(value).join(", ")} }`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
