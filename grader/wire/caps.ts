/** What may travel at all: everything beyond is refused before it costs anything. */
export const CAPS: { readonly [cap in "depth" | "nodes" | "bytes" | "text" | "header"]: number } = {
  /** nesting of a value */
  depth: 16,
  /** parts of a value: numbers, strings, lists, entries */
  nodes: 100_000,
  /** of all typed arrays of a value together */
  bytes: 16 * 2 ** 20,
  /** characters of a string; the rest is cut off */
  text: 100_000,
  /** bytes of a frame's JSON */
  header: 8 * 2 ** 20,
};

/** A value that is too deep or too large, or a frame that is not one of ours. */
export class WireError extends Error {}
