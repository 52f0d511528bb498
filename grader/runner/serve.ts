import { Socket } from "node:net";
import { type Answer, answerFrame, type Envelope, readRequest } from "../wire/envelope.js";
import { encodeFrame, FrameReader } from "../wire/frames.js";

/** The descriptor of the wire; 0 to 2 belong to the code that runs here. */
const WIRE = 3;

/** The life of a process that only answers: one request, one reply, until the grader hangs up. */
export function serve(answer: (request: Envelope) => Promise<Answer>): void {
  const wire = new Socket({ fd: WIRE, readable: true, writable: true });
  const reader = new FrameReader();
  wire.on("data", async (chunk: Buffer) => {
    for (const frame of reader.push(chunk)) {
      const request = readRequest(frame);
      wire.write(await reply(request.id, () => answer(request)));
    }
  });
  wire.on("close", () => process.exit());
}

/** Whatever was thrown is not looked at: it may be an object of the learner's. */
async function reply(id: string, answer: () => Promise<Answer>): Promise<Buffer> {
  try {
    return encodeFrame(answerFrame(id, await answer()));
  } catch {
    return encodeFrame(answerFrame(id, { trouble: { kind: "unreadable", message: "the answer cannot be read" } }));
  }
}
