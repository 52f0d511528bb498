import { read, writeSync } from "node:fs";
import { promisify } from "node:util";
import { type Answer, answerFrame, type Envelope, readRequest } from "../wire/envelope.js";
import { encodeFrame, FrameReader } from "../wire/frames.js";

/** The descriptor of the wire; 0 to 2 belong to the code that runs here. */
const WIRE = 3;
const CHUNK = 64 * 1024;

/**
 * The life of a process that only answers: one request, one reply, until the grader hangs up. It reads as from a file, since
 * Node's permission model counts sockets as network, and not while an answer is made: a process with a read under way cannot end.
 */
export async function serve(answer: (request: Envelope) => Promise<Answer>): Promise<never> {
  const reader = new FrameReader();
  for (;;) {
    const { bytesRead, buffer } = await promisify(read)(WIRE, Buffer.alloc(CHUNK), 0, CHUNK, null);
    if (bytesRead === 0) process.exit();
    for (const frame of reader.push(buffer.subarray(0, bytesRead))) {
      const request = readRequest(frame);
      send(await reply(request.id, () => answer(request)));
    }
  }
}

function send(bytes: Buffer): void {
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(WIRE, bytes, sent);
}

/** Whatever was thrown is not looked at: it may be an object of the learner's. */
async function reply(id: string, answer: () => Promise<Answer>): Promise<Buffer> {
  try {
    return encodeFrame(answerFrame(id, await answer()));
  } catch {
    return encodeFrame(answerFrame(id, { trouble: { kind: "unreadable", message: "the answer cannot be read" } }));
  }
}
