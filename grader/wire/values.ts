import { Tensor } from "unrolled";
import { CAPS, WireError } from "./caps.js";
import type { Encoded } from "./envelope.js";

/*
 * Values as they travel: a JSON tree, and the bytes of all typed arrays in one body. The decoder trusts nothing: every
 * tag, offset and length is checked, and there are caps on depth, count and size. Runs in a context without Node, too.
 */

/** Something that does not travel, by its kind: a function, a promise, a map. */
export class Opaque {
  constructor(readonly what: string) {}
}

/** @throws WireError when the value exceeds the caps */
export function encodeValue(value: unknown): Encoded {
  const encoder = new Encoder();
  const tree = encoder.encode(value, 0);
  return { tree, body: encoder.body() };
}

/** @throws WireError on anything that `encodeValue` would not have made */
export function decodeValue({ tree, body }: Encoded): unknown {
  return new Decoder(body).decode(tree, 0);
}

/** A deep copy by way of the wire: shares nothing, runs no getter twice, and is what the other process would see. */
export function travelled(value: unknown): unknown {
  return decodeValue(encodeValue(value));
}

class Encoder {
  private readonly chunks: Uint8Array[] = [];
  private bytes = 0;
  private nodes = 0;

  encode(value: unknown, depth: number): unknown {
    if (depth > CAPS.depth) throw new WireError(`the value is nested more than ${CAPS.depth} deep`);
    if (++this.nodes > CAPS.nodes) throw new WireError(`the value has more than ${CAPS.nodes} parts`);
    if (value === null || typeof value === "boolean") return value;
    if (typeof value === "number")
      return jsonSafe(value) ? value : ["number", Object.is(value, -0) ? "-0" : `${value}`];
    if (typeof value === "string") return ["string", value.slice(0, CAPS.text)];
    if (value === undefined) return ["undefined"];
    if (value instanceof Float64Array || value instanceof Float32Array) return this.array(value);
    if (value instanceof Tensor) return ["tensor", [...value.shape], this.array(value.data)];
    if (Array.isArray(value)) return ["list", this.list(value, depth)];
    if (hasFields(value)) {
      return ["object", Object.entries(value).map(([key, item]) => [key, this.encode(item, depth + 1)])];
    }
    return ["opaque", kindOf(value)];
  }

  private list(items: readonly unknown[], depth: number): unknown[] {
    if (items.length > CAPS.nodes) throw new WireError(`the value has more than ${CAPS.nodes} parts`);
    return Array.from(items, (item) => this.encode(item, depth + 1));
  }

  private array(data: Float32Array | Float64Array): unknown {
    const [at, kind] = [this.bytes, data instanceof Float32Array ? "f32" : "f64"];
    this.bytes += data.byteLength;
    if (this.bytes > CAPS.bytes) throw new WireError(`the value holds more than ${CAPS.bytes} bytes of numbers`);
    this.chunks.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return [kind, at, data.length];
  }

  /** The bytes of all typed arrays, one after the other. */
  body(): Uint8Array {
    const body = new Uint8Array(this.bytes);
    let at = 0;
    for (const chunk of this.chunks) {
      body.set(chunk, at);
      at += chunk.length;
    }
    return body;
  }
}

class Decoder {
  private nodes = 0;

  constructor(private readonly body: Uint8Array) {}

  decode(tree: unknown, depth: number): unknown {
    if (depth > CAPS.depth || ++this.nodes > CAPS.nodes) throw new WireError("the value is too deep or too large");
    if (tree === null || typeof tree === "boolean" || typeof tree === "number") return tree;
    if (!Array.isArray(tree)) throw new WireError("not a value");
    const [tag, content, ...rest] = tree;
    if (tag === "undefined") return undefined;
    if (tag === "number" && ["NaN", "Infinity", "-Infinity", "-0"].includes(content)) return Number(content);
    if (tag === "string" && typeof content === "string") return content.slice(0, CAPS.text);
    if (tag === "opaque" && typeof content === "string") return new Opaque(content.slice(0, 100));
    if (tag === "f32" || tag === "f64") return this.array(tag, content, rest[0]);
    if (tag === "tensor" && Array.isArray(content)) return this.tensor(content, rest[0]);
    if (tag === "list" && Array.isArray(content)) return content.map((item) => this.decode(item, depth + 1));
    if (tag === "object" && Array.isArray(content)) return this.object(content, depth);
    throw new WireError("not a value");
  }

  private object(entries: readonly unknown[], depth: number): object {
    const object = {};
    for (const entry of entries) {
      if (!Array.isArray(entry) || typeof entry[0] !== "string") throw new WireError("not an entry");
      const value = this.decode(entry[1], depth + 1);
      Object.defineProperty(object, entry[0], { value, enumerable: true, configurable: true, writable: true });
    }
    return object;
  }

  private tensor(shape: readonly unknown[], array: unknown): Tensor {
    if (!Array.isArray(array) || (array[0] !== "f32" && array[0] !== "f64")) throw new WireError("not a tensor");
    try {
      return new Tensor(this.array(array[0], array[1], array[2]), shape as number[]);
    } catch {
      throw new WireError("not a tensor");
    }
  }

  private array(kind: "f32" | "f64", at: unknown, length: unknown): Float32Array | Float64Array {
    const width = kind === "f32" ? 4 : 8;
    if (!Number.isSafeInteger(at) || !Number.isSafeInteger(length)) throw new WireError("not an array");
    const [start, end] = [at as number, (at as number) + (length as number) * width];
    if (start < 0 || end < start || end > this.body.length) throw new WireError("an array lies outside its frame");
    const { buffer } = new Uint8Array(this.body.subarray(start, end)); // a copy: aligned, and nobody else's
    return kind === "f32" ? new Float32Array(buffer) : new Float64Array(buffer);
  }
}

const jsonSafe = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);

/** Objects by their fields, whatever their class; a map, a promise or another typed array has none. */
function hasFields(value: unknown): value is object {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.keys(value).length > 0;
}

function kindOf(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "object") return `a ${String((value as object).constructor?.name ?? "object").slice(0, 50)}`;
  return `a ${typeof value}`;
}
