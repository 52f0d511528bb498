import type { Reply, Trouble } from "../checks/conversation.js";
import type { Frame } from "./frames.js";
import { decodeValue, encodeValue, WireError } from "./values.js";

/** What a process can be asked: `name` says what, `payload` with what. */
export type Message = { readonly kind: string; readonly name: string; readonly payload: unknown };

export function requestFrame(id: string, { kind, name, payload }: Message): Frame {
  const { tree, body } = encodeValue(payload);
  return { header: { id, kind, name, tree }, body };
}

/** @throws WireError */
export function readRequest({ header, body }: Frame): Message & { readonly id: string } {
  const { id, kind, name, tree } = fields(header);
  if (typeof id !== "string" || typeof kind !== "string" || typeof name !== "string")
    throw new WireError("not a request");
  return { id, kind, name, payload: decodeValue({ tree, body }) };
}

/** A value that cannot travel becomes trouble. */
export function replyFrame(id: string, reply: Reply): Frame {
  if ("trouble" in reply) return { header: { id, trouble: reply.trouble }, body: Buffer.alloc(0) };
  const { tree, body } = encodeValue(reply.value);
  return { header: { id, tree }, body };
}

/** @throws WireError unless it is a reply to the request `id` */
export function readReply(id: string, { header, body }: Frame): Reply {
  const { id: replied, trouble, tree } = fields(header);
  if (replied !== id) throw new WireError("a reply to another request");
  return trouble === undefined ? { value: decodeValue({ tree, body }) } : { trouble: readTrouble(trouble) };
}

const MAX_MESSAGE = 2000;

/** A process may say what went wrong in itself; that it was slow or ended, the grader sees for itself. */
function readTrouble(trouble: unknown): Trouble {
  const { kind, message } = fields(trouble);
  if (typeof message !== "string") throw new WireError("not a reply");
  if (kind !== "missing" && kind !== "threw" && kind !== "unreadable") throw new WireError("not a reply");
  return { kind, message: message.slice(0, MAX_MESSAGE) };
}

function fields(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new WireError("not a message");
  return value as Record<string, unknown>;
}
