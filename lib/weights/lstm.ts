import type { Params } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";
import { besides, columns, reorderBlocks, sum } from "./blocks.js";
import { cellSizes, nameTorchCell, readTorchCell } from "./torch-cell.js";

/** The chapter's LSTM cell: W [4H, H+D] takes [hPrev; x] to gate rows f, i, g, o (g is the chapter's c̃); b [4H]. */
export type ChapterLstm = { readonly W: Tensor; readonly b: Tensor };

/** The chapter stacks f, i, g, o, PyTorch i, f, g, o: the same swap leads there and back. */
const SWAP = [1, 0, 2, 3];

/**
 * PyTorch's weights as the chapter's: the two biases, of which only the sum is ever used, become one.
 * `suffix`: "" for `nn.LSTMCell`, "_l0" for `nn.LSTM`.
 */
export function lstmCellFromTorch(stateDict: Params, suffix = ""): ChapterLstm {
  const cell = readTorchCell("lstmCellFromTorch", stateDict, suffix, 4);
  return {
    W: reorderBlocks(besides(cell.weight_hh, cell.weight_ih), SWAP),
    b: reorderBlocks(sum(cell.bias_ih, cell.bias_hh), SWAP),
  };
}

/** The chapter's weights under PyTorch's names; the second bias is zero. */
export function lstmCellToTorch({ W, b }: ChapterLstm, suffix = ""): Params {
  const { H, D } = cellSizes("lstmCellToTorch", W, 4);
  const rows = reorderBlocks(W, SWAP);
  const cell = {
    weight_ih: columns(rows, H, H + D),
    weight_hh: columns(rows, 0, H),
    bias_ih: reorderBlocks(b, SWAP),
    bias_hh: Tensor.zeros(b.shape, b.dtype),
  };
  return nameTorchCell(cell, suffix);
}
