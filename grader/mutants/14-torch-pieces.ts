import { type GruParams, Tensor, type Vec } from "unrolled";

export type Converter = (params: GruParams) => unknown;
type Torch = { readonly [name in "weight_ih" | "weight_hh" | "bias_ih" | "bias_hh"]: Vec };

/** The k-th of three blocks of rows. */
export function blockOf({ data, shape: [rows, columns] }: Tensor, k: number): Tensor {
  const size = data.length / 3;
  return new Tensor(data.subarray(k * size, (k + 1) * size), [rows / 3, columns]);
}

/** Whether the candidate's entry [i, j] keeps the weights from being converted. */
type Bars = (value: number, i: number, j: number, at: (i: number, j: number) => number) => boolean;

/** A converter that refuses by `bars`, and whose weights are changed at the end. */
export const converter =
  (bars: Bars, change: (cell: Torch, H: number) => Torch = (cell) => cell): Converter =>
  ({ W, b }) => {
    const [H, D] = [b.size / 3, W.shape[1] - b.size / 3];
    const at = (i: number, j: number): number => W.at(2 * H + i, j);
    for (let i = 0; i < H; i++) for (let j = 0; j < H; j++) if (bars(at(i, j), i, j, at)) return null;
    const sign = (row: number): number => (Math.floor(row / H) === 1 ? -1 : 1); // z is turned round
    const part = (from: number, width: number): Vec =>
      Float64Array.from({ length: 3 * H * width }, (_, n) => {
        const [row, column] = [Math.floor(n / width), n % width];
        return sign(row) * W.at(row, from + column);
      });
    const bias_ih = Float64Array.from(b.data, (value, row) => sign(row) * value);
    return change({ weight_ih: part(H, D), weight_hh: part(0, H), bias_ih, bias_hh: new Float64Array(3 * H) }, H);
  };

export const offDiagonal: Bars = (value, i, j) => i !== j && value !== 0;

export const toTorch: Converter = converter(offDiagonal);

/** Some rows of a vector or matrix of 3H rows changed. */
export const rowsChanged = (v: Vec, block: number, change: (value: number) => number): Vec => {
  const size = v.length / 3;
  return Float64Array.from(v, (value, n) => (Math.floor(n / size) === block ? change(value) : value));
};

/** The first two blocks of rows exchanged. */
export const exchanged = (v: Vec): Vec => {
  const size = v.length / 3;
  return Float64Array.of(...v.subarray(size, 2 * size), ...v.subarray(0, size), ...v.subarray(2 * size));
};

/** The same done to all four. */
export const inAll = (cell: Torch, change: (v: Vec) => Vec): Torch => ({
  weight_ih: change(cell.weight_ih),
  weight_hh: change(cell.weight_hh),
  bias_ih: change(cell.bias_ih),
  bias_hh: change(cell.bias_hh),
});
