import { Socket } from "node:net";
import type { Reply } from "../checks/conversation.js";
import { messageOf } from "../checks/local.js";
import { encodeFrame, FrameReader } from "../wire/frames.js";
import { type Message, readRequest, replyFrame } from "../wire/messages.js";
import { WireError } from "../wire/values.js";

/** The descriptor of the wire; 0 to 2 belong to the code that runs here. */
export const WIRE = 3;

/** The life of a process that only answers: one request, one reply, until the grader hangs up. */
export function serve(answer: (message: Message) => Promise<Reply>): void {
  const wire = new Socket({ fd: WIRE, readable: true, writable: true });
  const reader = new FrameReader();
  wire.on("data", async (chunk: Buffer) => {
    for (const frame of reader.push(chunk)) {
      const message = readRequest(frame);
      wire.write(encodeFrame(safeReply(message.id, await answer(message))));
    }
  });
  wire.on("close", () => process.exit());
  process.on("uncaughtException", (error) => console.error(error)); // a late timer's; the next request still counts
  process.on("unhandledRejection", (error) => console.error(error));
}

function safeReply(id: string, reply: Reply): ReturnType<typeof replyFrame> {
  try {
    return replyFrame(id, reply);
  } catch (error) {
    const message = error instanceof WireError ? error.message : messageOf(error);
    return replyFrame(id, { trouble: { kind: "unreadable", message } });
  }
}
