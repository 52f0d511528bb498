import type { Params } from "../tensor/params.js";
import { convertGru } from "./gru.js";
import { type ChapterCell, joinCell, nameTorchCell, readTorchCell, splitCell } from "./torch-cell.js";

/** The chapter's LSTM stacks f, i, g, o, PyTorch's i, f, g, o: the same swap leads there and back. */
const LSTM_ORDER = [1, 0, 2, 3];

/** Both GRUs stack r, z, n (n is the chapter's h̃). */
const GRU_ORDER = [0, 1, 2];

/**
 * PyTorch's LSTM weights as the chapter's `LSTMCell` has them; copy them in with `loadParams(cell, …)`.
 * `suffix`: "" for `nn.LSTMCell`, "_l0" for `nn.LSTM`.
 */
export function lstmCellFromTorch(stateDict: Params, suffix = ""): ChapterCell {
  return joinCell(readTorchCell("lstmCellFromTorch", stateDict, suffix, 4), LSTM_ORDER);
}

/** The chapter's LSTM weights under PyTorch's names; the second bias is zero. */
export function lstmCellToTorch(params: ChapterCell, suffix = ""): Params {
  return nameTorchCell(splitCell("lstmCellToTorch", params, LSTM_ORDER), suffix);
}

/**
 * PyTorch's GRU weights as the chapter's `GRUCell` has them. PyTorch resets after the product, the chapter before it:
 * only weights for which both give the same function are taken, see `convertGru`.
 */
export function gruCellFromTorch(stateDict: Params, suffix = ""): ChapterCell {
  const cell = readTorchCell("gruCellFromTorch", stateDict, suffix, 3);
  return joinCell(convertGru(cell, "torch", "chung"), GRU_ORDER);
}

/** The chapter's GRU weights under PyTorch's names, where an equal exists. */
export function gruCellToTorch(params: ChapterCell, suffix = ""): Params {
  const cell = splitCell("gruCellToTorch", params, GRU_ORDER);
  return nameTorchCell(convertGru(cell, "chung", "torch"), suffix);
}
