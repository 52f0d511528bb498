/**
 * Flags that make V8 faster here, by its major version in Node; no others are ever set.
 * 11 (Node 20) has fused multiply-add behind a flag; 13 and 14 (Node 24 to 26) can join pairs of 128-bit operations
 * into 256-bit ones. UNROLLED_V8_FLAGS=off leaves the engine as it is.
 */
const FLAGS: Readonly<Record<string, string>> = {
  "11": "--experimental-wasm-relaxed-simd",
  "13": "--experimental-wasm-revectorize",
  "14": "--experimental-wasm-revectorize",
};

/**
 * Sets this engine's flags, if it is one of the known ones, and says whether it may now join pairs of vectors. Code compiled
 * before is not changed.
 */
export function allowFlags(): { readonly joinsPairs: boolean } {
  const { process } = globalThis;
  const flag = FLAGS[process?.versions?.v8?.split(".")[0] ?? ""];
  if (!flag || process?.env?.UNROLLED_V8_FLAGS === "off") return { joinsPairs: false };
  process.getBuiltinModule?.("node:v8").setFlagsFromString(flag);
  return { joinsPairs: flag.endsWith("revectorize") };
}
