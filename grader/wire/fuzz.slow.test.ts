import { Rng, Tensor } from "unrolled";
import { describe, expect, it } from "vitest";
import { WireError } from "./caps.js";
import { answerFrame, readAnswer } from "./envelope.js";
import { encodeFrame, FrameReader } from "./frames.js";
import { decodeValue, encodeValue } from "./values.js";

const FRAMES = 100_000;
const SEED = 20_260_102;

/** Answers as an honest process sends them, to be spoilt. */
const honest: readonly unknown[] = [
  { h: Float64Array.of(1, -0, NaN), cache: { x: Float32Array.of(1), hPrev: [] } },
  { grads: { W: Tensor.from([[1, 2], [3, 4]]) }, dh0: undefined }, // biome-ignore format: a matrix
  ["text", "ü\u2028𝄞", true, null, Infinity, [[[[1]]]], () => 1, new Map()],
  3.25,
];
const frames = [
  ...honest.map((value) => encodeFrame(answerFrame("id", encodeValue(value)))),
  encodeFrame(answerFrame("id", { trouble: { kind: "threw", message: "no" } })),
];

/** What a header is often broken with. */
const TOKENS = ['"', "{", "}", "[", "]", ",", ":", "-1", "1e308", "null", '"f64"', '"tensor"', '"list"', '"object"', '"__proto__"', '"id"', "\\u0000", '["f64",0,1]']; // biome-ignore format: a list

/** A frame with one to four changes: bytes flipped, cut out, doubled, or replaced by what JSON is made of. */
function spoilt(rng: Rng): Buffer {
  let bytes = Buffer.from(frames[rng.int(frames.length)]);
  for (let changes = 1 + rng.int(4); changes > 0; changes--) {
    const [at, length] = [rng.int(bytes.length), rng.int(12)];
    const [before, piece, after] = [
      bytes.subarray(0, at),
      bytes.subarray(at, at + length),
      bytes.subarray(at + length),
    ];
    const kind = rng.int(5);
    if (kind === 0) bytes[at] ^= 1 << rng.int(8);
    else if (kind === 1) bytes = Buffer.concat([before, after]);
    else if (kind === 2) bytes = Buffer.concat([before, piece, piece, after]);
    else if (kind === 3) bytes = Buffer.concat([before, Buffer.from(TOKENS[rng.int(TOKENS.length)]), after]);
    else bytes = Buffer.concat([before, Buffer.from([rng.int(256), rng.int(256)]), after]);
    if (bytes.length === 0) return bytes;
  }
  return rng.int(2) ? withTrueLengths(bytes) : bytes;
}

/** As one who knows the protocol would: the lengths fit the spoilt header, so that the decoder gets to see it. */
function withTrueLengths(bytes: Buffer): Buffer {
  if (bytes.length < 8) return bytes;
  const header = Math.min(bytes.readUInt32LE(0), bytes.length - 8);
  bytes.writeUInt32LE(header, 0);
  bytes.writeUInt32LE(bytes.length - 8 - header, 4);
  return bytes;
}

/** What the grader does with what comes out of the pipe. */
function receive(bytes: Buffer): "nothing yet" | "refused" | "trouble" | "value" {
  try {
    const [frame] = new FrameReader().push(bytes);
    if (!frame) return "nothing yet";
    const answer = readAnswer("id", frame);
    if ("trouble" in answer) return "trouble";
    decodeValue(answer);
    return "value";
  } catch (error) {
    if (error instanceof WireError) return "refused";
    throw error;
  }
}

describe("the wire", () => {
  it(`takes ${FRAMES} spoilt frames, and each is a value, a refusal, or not yet whole`, () => {
    const rng = new Rng(SEED);
    const seen = { "nothing yet": 0, refused: 0, trouble: 0, value: 0 };
    for (let i = 0; i < FRAMES; i++) seen[receive(spoilt(rng))]++;
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100); // every way is taken
    expect(Object.prototype).toEqual({});
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
