import { createHmac, randomUUID } from "node:crypto";

/** A message of the Jupyter protocol 5.3, without the routing prefix. */
export interface Message {
  type: string;
  id: string;
  /** The id of the request that this message belongs to. */
  parentId: string | undefined;
  content: Record<string, unknown>;
}

const delimiter = "<IDS|MSG>";

/** The frames of a request: delimiter, signature, header, parent header, metadata, content. */
export function encodeRequest(
  type: string,
  content: Record<string, unknown>,
  key: string,
): { id: string; frames: string[] } {
  const id = randomUUID();
  const header = {
    msg_id: id,
    msg_type: type,
    session: "test",
    username: "test",
    date: new Date().toISOString(),
    version: "5.3",
  };
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  return { id, frames: [delimiter, sign(parts, key), ...parts] };
}

/** @throws when the signature does not match */
export function decode(frames: readonly Buffer[], key: string): Message {
  const start = frames.findIndex((frame) => frame.equals(Buffer.from(delimiter))) + 1;
  const [signature, ...parts] = frames.slice(start).map((frame) => frame.toString());
  if (signature !== sign(parts, key)) throw new Error(`wrong signature: ${signature}`);
  const [header, parent, , content] = parts.map((part) => JSON.parse(part));
  return { type: header.msg_type, id: header.msg_id, parentId: parent.msg_id, content };
}

function sign(parts: readonly string[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
