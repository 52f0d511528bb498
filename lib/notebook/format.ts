import type { Cell } from "./figure.js";

const grouped = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** A number as a reader wants it: `3,840,000`, `0.3634`, `1.60e−27`. Four digits, or three in powers of ten. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace("-", "−").replace("Infinity", "∞");
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return grouped.format(value).replace("-", "−");
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replace("e+", "e").replaceAll("-", "−");
}

/** Any value of a table as text. */
function formatCell(value: Cell): string {
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value ?? "";
}

/**
 * A column of a table as text. Its numbers share one number of decimals, so that they line up, unless they differ more
 * than a thousandfold. Powers of ten stay, and so do columns of integers.
 */
export function formatColumn(values: readonly Cell[]): string[] {
  const texts = values.map(formatCell);
  if (!isNumeric(values)) return texts;
  const isPlain = (text: string): boolean => /^−?[\d,.]+$/.test(text);
  const sizes = values.flatMap((value, i) => (value && isPlain(texts[i]) ? Math.abs(value as number) : []));
  if (Math.max(...sizes) > 1000 * Math.min(...sizes)) return texts;
  const decimals = Math.max(0, ...texts.map((text) => (isPlain(text) ? (text.split(".")[1]?.length ?? 0) : 0)));
  const fixed = new Intl.NumberFormat("en-GB", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return values.map((value, i) => (isPlain(texts[i]) ? fixed.format(value as number).replace("-", "−") : texts[i]));
}

/** Nothing but numbers and gaps. */
export function isNumeric(values: readonly Cell[]): boolean {
  return values.every((value) => value === undefined || value === null || typeof value === "number");
}

/** Seconds as `4 s`, `2 min 5 s`, `1 h 3 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
