/** `structuredClone` for what a solution may hold: data, typed arrays, maps, sets, dates, and circles of them. */
export function clone(value: unknown, seen: Map<object, object> = new Map()): unknown {
  if (typeof value === "function" || typeof value === "symbol")
    throw new TypeError(`structuredClone: a ${typeof value} cannot be cloned`);
  if (typeof value !== "object" || value === null) return value;
  const known = seen.get(value);
  if (known) return known;
  const copy = emptyCopy(value);
  seen.set(value, copy);
  if (copy instanceof Map)
    for (const [key, item] of value as Map<unknown, unknown>) copy.set(clone(key, seen), clone(item, seen)); // biome-ignore format: one of a kind
  else if (copy instanceof Set) for (const item of value as Set<unknown>) copy.add(clone(item, seen));
  else if (Array.isArray(copy) || Object.getPrototypeOf(copy) === Object.prototype)
    for (const [key, item] of Object.entries(value)) (copy as Record<string, unknown>)[key] = clone(item, seen);
  return copy;
}

/** Of the same kind; typed arrays and dates are whole already. */
function emptyCopy(value: object): object {
  if (Array.isArray(value)) return new Array(value.length);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return (value as Float64Array).slice();
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (value instanceof Date) return new Date(value);
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  return {};
}
