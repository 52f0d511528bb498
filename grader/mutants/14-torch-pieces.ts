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

/** Some columns of W, with the rows of z turned round. */
export function columns(W: Tensor, from: number, width: number): Vec {
  const part = Float64Array.from({ length: W.shape[0] * width }, (_, n) => W.at(Math.floor(n / width), from + (n % width)));
  return turned(part, 1);
} // biome-ignore format: a line

/** A converter that refuses by `bars`, and whose weights are changed at the end. */
export const converter =
  (bars: Bars, change: (cell: Torch, H: number, params: GruParams) => Torch = (cell) => cell): Converter =>
  ({ W, b }) => {
    const [H, D] = [b.size / 3, W.shape[1] - b.size / 3];
    const at = (i: number, j: number): number => W.at(2 * H + i, j);
    for (let i = 0; i < H; i++) for (let j = 0; j < H; j++) if (bars(at(i, j), i, j, at)) return null;
    const bias_ih = turned(b.data, 1);
    return change(
      { weight_ih: columns(W, H, D), weight_hh: columns(W, 0, H), bias_ih, bias_hh: new Float64Array(3 * H) },
      H,
      {
        W,
        b,
      },
    );
  };

export const offDiagonal: Bars = (value, i, j) => i !== j && value !== 0;

export const toTorch: Converter = converter(offDiagonal);

/** Some rows of a vector or matrix of 3H rows changed. */
export const rowsChanged = (v: Vec, block: number, change: (value: number) => number): Vec => {
  const size = v.length / 3;
  return Float64Array.from(v, (value, n) => (Math.floor(n / size) === block ? change(value) : value));
};

/** One block's signs changed. */
export const turned = (v: Vec, block: number): Vec => rowsChanged(v, block, (value) => -value);

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
