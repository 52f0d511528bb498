import { Tensor } from "unrolled";

/** Four decimals where that says enough, else four digits. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-3 && size < 1e5) ? String(Number(value.toFixed(4))) : value.toExponential(3);
}

/** Numbers of a shape as nested brackets. */
export function formatSequence(data: ArrayLike<number>, shape: readonly number[]): string {
  const nest = (value: unknown): string =>
    Array.isArray(value) ? `[${value.map(nest).join(", ")}]` : formatNumber(value as number);
  return nest(new Tensor(Float64Array.from(data), shape).toArray());
}

/** Named inputs of a call, one a line. */
export function formatInputs(inputs: { readonly [name: string]: Tensor | Float64Array }): string {
  return Object.entries(inputs)
    .map(([name, value]) => `${name} = ${format(value)}`)
    .join("\n");
}

function format(value: Tensor | Float64Array): string {
  return value instanceof Tensor ? formatSequence(value.data, value.shape) : formatSequence(value, [value.length]);
}
