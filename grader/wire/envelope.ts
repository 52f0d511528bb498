import type { Trouble } from "../checks/conversation.js";
import { WireError } from "./caps.js";
import type { Frame } from "./frames.js";

/** A value as it travels: a JSON tree, and the bytes of all its typed arrays. */
export type Encoded = { readonly tree: unknown; readonly body: Uint8Array };

/** What a process is asked: `kind` and `name` say what, the encoded value with what. */
export type Envelope = Encoded & { readonly kind: string; readonly name: string };

/** What a process answers, still encoded. */
export type Answer = Encoded | { readonly trouble: Trouble };

export function requestFrame(id: string, { kind, name, tree, body }: Envelope): Frame {
  return { header: { id, kind, name, tree }, body };
}

/** @throws WireError */
export function readRequest({ header, body }: Frame): Envelope & { readonly id: string } {
  const { id, kind, name, tree } = fields(header);
  if (typeof id !== "string" || typeof kind !== "string" || typeof name !== "string")
    throw new WireError("not a request");
  return { id, kind, name, tree, body };
}

export function answerFrame(id: string, answer: Answer): Frame {
  if ("trouble" in answer) return { header: { id, trouble: answer.trouble }, body: new Uint8Array() };
  return { header: { id, tree: answer.tree }, body: answer.body };
}

/** @throws WireError unless it answers the request `id` */
export function readAnswer(id: string, { header, body }: Frame): Answer {
  const { id: answered, trouble, tree } = fields(header);
  if (answered !== id) throw new WireError("an answer to another request");
  return trouble === undefined ? { tree, body } : { trouble: readTrouble(trouble) };
}

const MAX_MESSAGE = 2000;

/** A process may say what went wrong in itself; that it was slow or ended, the grader sees for itself. */
function readTrouble(trouble: unknown): Trouble {
  const { kind, message } = fields(trouble);
  if (typeof message !== "string") throw new WireError("not an answer");
  if (kind !== "missing" && kind !== "threw" && kind !== "unreadable") throw new WireError("not an answer");
  return { kind, message: message.slice(0, MAX_MESSAGE) };
}

function fields(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new WireError("not a message");
  return value as Record<string, unknown>;
}
