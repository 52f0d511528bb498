import { ArgumentError, checkChoice } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Tensor } from "../tensor/tensor.js";
import { negateBlock, reorderBlocks, sum, transposed } from "./blocks.js";
import { checkKeras, type KerasWeights, matricesFromKeras } from "./keras.js";
import { nameTorchCell, readTorchCell, type TorchCell } from "./torch-cell.js";

/**
 * Who wrote the GRU (ch. 9, "Two Gates: Reset and Update"). All are stacked r, z, n here (n is the chapter's h̃).
 *
 *     "chung"  h = (1 − z) h + z n, n = tanh(W_in x + W_hn (r ⊙ h) + b)          the chapter's; Chung et al. 2014
 *     "cho"    h = z h + (1 − z) n, n as above                                   Cho et al. 2014; Keras, reset_after=False
 *     "torch"  h = z h + (1 − z) n, n = tanh(W_in x + b_in + r ⊙ (W_hn h + b_hn))  PyTorch; Keras's default
 */
export type GruConvention = "chung" | "cho" | "torch";

const CONVENTIONS = ["chung", "cho", "torch"] as const;

/**
 * The weights that give the same function under another convention. Turning z round only changes signs: σ(−a) = 1 − σ(a).
 * Resetting before or after the product is another function, W (r ⊙ h) ≠ r ⊙ (W h), unless W_hn is diagonal and nothing
 * is added before the reset; weights for which no equal exists are refused.
 */
export function convertGru(cell: TorchCell, from: GruConvention, to: GruConvention): TorchCell {
  checkChoice("convertGru", "from", CONVENTIONS, from);
  checkChoice("convertGru", "to", CONVENTIONS, to);
  const turned = (from === "chung") === (to === "chung") ? cell : turnUpdateGate(cell);
  if ((from === "torch") === (to === "torch")) return turned;
  checkDiagonal(cell.weight_hh);
  return from === "torch" ? checkNoHiddenBias(turned) : withOneCandidateBias(turned);
}

/**
 * Keras's GRU with `reset_after=False`, as all of TensorFlow.js's are, as parameters for `new GRU({ form: "chapter" })`:
 * copy them in with `loadParams`. It resets where the chapter does; its z keeps what the chapter's renews.
 */
export function chapterGruFromKeras(weights: KerasWeights, suffix = "_l0"): Params {
  const { H } = checkKeras("chapterGruFromKeras", weights, 3, 1);
  const bias_ih = reorderBlocks(weights.bias, [1, 0, 2]);
  const bias_hh = Tensor.zeros([3 * H], bias_ih.dtype);
  return nameTorchCell(convertGru({ ...matricesFromKeras(weights), bias_ih, bias_hh }, "cho", "chung"), suffix);
}

/** The way back: `layer.set_weights([kernel, recurrentKernel, bias])` for a Keras GRU with `reset_after=False`. */
export function chapterGruToKeras(params: Params, suffix = "_l0"): KerasWeights {
  const cell = convertGru(readTorchCell("chapterGruToKeras", params, suffix, 3), "chung", "cho");
  return {
    kernel: transposed(reorderBlocks(cell.weight_ih, [1, 0, 2])),
    recurrentKernel: transposed(reorderBlocks(cell.weight_hh, [1, 0, 2])),
    bias: reorderBlocks(sum(cell.bias_ih, cell.bias_hh), [1, 0, 2]),
  };
}

/** z → 1 − z. */
function turnUpdateGate({ weight_ih, weight_hh, bias_ih, bias_hh }: TorchCell): TorchCell {
  return {
    weight_ih: negateBlock(weight_ih, 3, 1),
    weight_hh: negateBlock(weight_hh, 3, 1),
    bias_ih: negateBlock(bias_ih, 3, 1),
    bias_hh: negateBlock(bias_hh, 3, 1),
  };
}

function checkDiagonal(weight_hh: Tensor): void {
  const H = weight_hh.shape[1];
  for (let i = 0; i < H; i++) {
    for (let j = 0; j < H; j++) {
      const w = weight_hh.at(2 * H + i, j);
      if (i === j || w === 0) continue;
      throw new ArgumentError(
        `convertGru: no equal exists: W (r ⊙ h) and r ⊙ (W h) differ unless W_hn is diagonal, but W_hn[${i}][${j}] is ${w}`,
      );
    }
  }
}

function checkNoHiddenBias(cell: TorchCell): TorchCell {
  const H = cell.weight_hh.shape[1];
  const j = cell.bias_hh.data.subarray(2 * H).findIndex((b) => b !== 0);
  if (j < 0) return cell;
  const b = cell.bias_hh.data[2 * H + j];
  throw new ArgumentError(`convertGru: no equal exists: r scales b_hn too, which must be zero, but b_hn[${j}] is ${b}`);
}

/** b_hn moves to b_in, out of the reset gate's reach. */
function withOneCandidateBias(cell: TorchCell): TorchCell {
  const H = cell.weight_hh.shape[1];
  const [bias_ih, bias_hh] = [cell.bias_ih.clone(), cell.bias_hh.clone()];
  for (let j = 2 * H; j < 3 * H; j++) bias_ih.data[j] += bias_hh.data[j];
  bias_hh.data.fill(0, 2 * H);
  return { ...cell, bias_ih, bias_hh };
}
