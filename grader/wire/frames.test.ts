import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError } from "./caps.js";
import { readAnswer, readRequest, requestFrame } from "./envelope.js";
import { encodeFrame, type Frame, FrameReader } from "./frames.js";

describe("frames", () => {
  it("come out as they went in, however the pipe cuts them", () => {
    const frame = fc.record({ header: fc.jsonValue(), body: fc.uint8Array().map((bytes) => Buffer.from(bytes)) });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 4 }), fc.integer({ min: 1, max: 40 }), (frames, step) => {
        const [bytes, reader, read] = [Buffer.concat(frames.map(encodeFrame)), new FrameReader(), [] as Frame[]];
        for (let at = 0; at < bytes.length; at += step) read.push(...reader.push(bytes.subarray(at, at + step)));
        const asSent = frames.map(({ header, body }) => ({ header: JSON.parse(JSON.stringify(header)), body }));
        expect(read).toEqual(asSent);
      }),
    );
  });

  it("that announce too much, or are not JSON, are refused before they arrive", () => {
    const announced = Buffer.alloc(8);
    announced.writeUInt32LE(2 ** 31, 4);
    expect(() => new FrameReader().push(announced)).toThrow(WireError);
    const garbled = encodeFrame({ header: 12345, body: Buffer.alloc(0) });
    garbled.write("{", 8);
    expect(() => new FrameReader().push(garbled)).toThrow(WireError);
  });
});

describe("messages", () => {
  it("carry a request", () => {
    const message = { kind: "call", name: "f", tree: [1, ["f64", 0, 1]], body: Buffer.alloc(8) };
    expect(readRequest(requestFrame("id", message))).toEqual({ id: "id", ...message });
  });

  const body = Buffer.alloc(0);
  it.each([
    ["another request's reply", { id: "other", tree: 1 }],
    ["no object", 3],
    ["a trouble that only the grader can see", { id: "id", trouble: { kind: "slow", message: "" } }],
    ["a trouble without words", { id: "id", trouble: { kind: "threw" } }],
    ["a trouble that is none", { id: "id", trouble: null }],
  ])("refuse %s", (_, header) => {
    expect(() => readAnswer("id", { header, body })).toThrow(WireError);
  });

  it("cut a trouble's words short", () => {
    const reply = readAnswer("id", {
      header: { id: "id", trouble: { kind: "threw", message: "x".repeat(9999) } },
      body,
    });
    expect(reply).toEqual({ trouble: { kind: "threw", message: "x".repeat(2000) } });
  });
});
