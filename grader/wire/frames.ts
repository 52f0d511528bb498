import { CAPS, WireError } from "./caps.js";

/** A JSON header and raw bytes. */
export type Frame = { readonly header: unknown; readonly body: Uint8Array };

const PREFIX = 8; // two lengths of four bytes, little-endian

export function encodeFrame({ header, body }: Frame): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32LE(json.length, 0);
  prefix.writeUInt32LE(body.length, 4);
  return Buffer.concat([prefix, json, body]);
}

/** Puts frames together from the pieces that a pipe delivers. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private size = 0;

  /** The frames that are complete with this piece. @throws WireError on a length beyond the caps, or a header that is not JSON */
  push(chunk: Buffer): Frame[] {
    this.chunks.push(chunk);
    this.size += chunk.length;
    const frames: Frame[] = [];
    for (let frame = this.next(); frame; frame = this.next()) frames.push(frame);
    return frames;
  }

  private next(): Frame | undefined {
    if (this.size < PREFIX) return undefined;
    const prefix = this.chunks[0].length >= PREFIX ? this.chunks[0] : this.join();
    const [headerLength, bodyLength] = [prefix.readUInt32LE(0), prefix.readUInt32LE(4)];
    if (headerLength > CAPS.header || bodyLength > CAPS.bytes) throw new WireError("a frame is too large");
    const end = PREFIX + headerLength + bodyLength;
    if (this.size < end) return undefined;
    const all = this.join();
    [this.chunks, this.size] = [[all.subarray(end)], this.size - end];
    return {
      header: parse(all.subarray(PREFIX, PREFIX + headerLength)),
      body: all.subarray(PREFIX + headerLength, end),
    };
  }

  private join(): Buffer {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0];
  }
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString("utf8"));
  } catch {
    throw new WireError("a frame's header is not JSON");
  }
}
