import fc from "fast-check";
import { Tensor } from "unrolled";
import { describe, expect, it } from "vitest";
import { CAPS, WireError } from "./caps.js";
import { decodeValue, encodeValue, Opaque, travelled } from "./values.js";

describe("a value that travels", () => {
  it("arrives as it was, whatever it is made of", () => {
    const numbers = fc.oneof(fc.double(), fc.constantFrom(-0, NaN, Infinity, -Infinity));
    const leaves = fc.oneof(
      numbers,
      fc.string(),
      fc.boolean(),
      fc.constantFrom(null, undefined),
      fc.float64Array(),
      fc.float32Array(),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        leaves,
        fc.array(tie("value"), { maxLength: 5 }),
        fc.dictionary(fc.string(), tie("value")),
      ),
    }));
    fc.assert(fc.property(value, (sent) => void expect(travelled(sent)).toEqual(withPlainPrototypes(sent))));
  });

  it("shares nothing with what was sent", () => {
    const sent = { W: Tensor.from([[1, 2], [3, 4]]) }; // biome-ignore format: a matrix
    const received = travelled(sent) as typeof sent;
    sent.W.data.fill(0);
    expect(received.W).toBeInstanceOf(Tensor);
    expect(received.W.toArray()).toEqual([[1, 2], [3, 4]]); // biome-ignore format: a matrix
  });

  it("keeps a key named __proto__ a key", () => {
    const received = travelled(JSON.parse('{"__proto__": {"polluted": 1}}')) as object;
    expect(Object.keys(received)).toEqual(["__proto__"]);
    expect("polluted" in {}).toBe(false);
  });

  it.each([
    [() => 1, "a function"],
    [Promise.resolve(), "a Promise"],
    [new Map(), "a Map"],
    [new Int32Array(2), "a Int32Array"],
    [1n, "a bigint"],
  ])("says the kind of what cannot travel: %s", (sent, what) => {
    expect(travelled(sent)).toEqual(new Opaque(what));
  });

  it("is refused when it is too deep, circular or too large", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => encodeValue(circle)).toThrow("nested more than 16 deep");
    expect(() => encodeValue(new Array(CAPS.nodes + 1).fill(0))).toThrow("more than 100000 parts");
    expect(() => encodeValue(new Float64Array(CAPS.bytes / 8 + 1))).toThrow("bytes of numbers");
  });
});

describe("the decoder", () => {
  it.each([
    ["a bare string", "text"],
    ["an object", {}],
    ["an unknown tag", ["code", "1 + 1"]],
    ["a number that is none", ["number", "12"]],
    ["an array outside its frame", ["f64", 0, 3]],
    ["a negative offset", ["f64", -8, 1]],
    ["an endless length", ["f64", 0, 1e308]],
    ["a tensor of another size", ["tensor", [3], ["f64", 0, 2]]],
    ["a tensor of no size", ["tensor", ["a"], ["f64", 0, 2]]],
    ["an entry without a name", ["object", [[1, 2]]]],
  ])("refuses %s", (_, tree) => {
    expect(() => decodeValue({ tree, body: Buffer.alloc(16) })).toThrow(WireError);
  });

  it("refuses depth that the encoder would not make", () => {
    let tree: unknown = 1;
    for (let depth = 0; depth < 10_000; depth++) tree = ["list", [tree]];
    expect(() => decodeValue({ tree, body: Buffer.alloc(0) })).toThrow(WireError);
  });

  it("answers any JSON with a value or a WireError", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (tree) => {
        try {
          decodeValue({ tree, body: Buffer.alloc(64) });
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
    );
  });
});

/** fast-check also makes dictionaries without a prototype. */
function withPlainPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlainPrototypes);
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  const plain = {};
  for (const [key, inner] of Object.entries(value)) {
    Object.defineProperty(plain, key, {
      value: withPlainPrototypes(inner),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return plain;
}
