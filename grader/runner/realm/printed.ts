const MAX_CHARACTERS = 64 * 1024;
const MAX_ENTRIES = 100;
const MAX_DEPTH = 3;

/** What a learner's code prints, up to 64 K characters. It is for reading: nothing is made of it. */
export class Printed {
  private text = "";
  private room: number = MAX_CHARACTERS;

  /** The methods that people use; timing and grouping do nothing here. */
  console(): { [method: string]: (...values: unknown[]) => void } {
    const print = (...values: unknown[]): void => this.add(values);
    const nothing = (): void => {};
    const assert = (holds: unknown, ...values: unknown[]): void => {
      if (!holds) this.add(["Assertion failed:", ...values]);
    };
    const printing = ["log", "info", "debug", "warn", "error", "trace", "dir", "table"].map((name) => [name, print]);
    const others = [
      "time",
      "timeEnd",
      "timeLog",
      "group",
      "groupCollapsed",
      "groupEnd",
      "count",
      "countReset",
      "clear",
    ];
    return { ...Object.fromEntries(printing), ...Object.fromEntries(others.map((name) => [name, nothing])), assert };
  }

  /** What came since the last time. */
  take(): string {
    const { text } = this;
    this.text = "";
    return text;
  }

  private add(values: readonly unknown[]): void {
    if (this.room <= 0) return;
    const line = `${values.map((value) => (typeof value === "string" ? value : show(value, 0))).join(" ")}\n`;
    this.text += line.slice(0, this.room);
    this.room -= line.length;
  }
}

function show(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return `[function ${value.name}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (depth > MAX_DEPTH) return "…";
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) return list(value as ArrayLike<unknown>, depth); // biome-ignore format: one condition
  const entries = Object.entries(value).slice(0, MAX_ENTRIES);
  return `{ ${entries.map(([key, item]) => `${key}: ${show(item, depth + 1)}`).join(", ")} }`;
}

function list(values: ArrayLike<unknown>, depth: number): string {
  const shown = Array.from({ length: Math.min(values.length, MAX_ENTRIES) }, (_, i) => show(values[i], depth + 1));
  const more = values.length > MAX_ENTRIES ? `, … ${values.length - MAX_ENTRIES} more` : "";
  const kind = Array.isArray(values) ? "" : `${values.constructor.name}(${values.length}) `;
  return `${kind}[${shown.join(", ")}${more}]`;
}
