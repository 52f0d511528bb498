import type { Mistake } from "./14-pieces.js";
import { columns, converter, exchanged, inAll, offDiagonal, rowsChanged, turned } from "./14-torch-pieces.js";

const always = (): boolean => true;
const never = (): boolean => false;

/** Mistakes in the converter to PyTorch. */
export const converting: readonly Mistake[] = [
  [
    "converting where weights cannot match",
    "U (r ⊙ h) and r ⊙ (U h) are different functions for most matrices U. An honest converter says so.",
    { toTorch: converter(never) },
  ],
  [
    "nothing can be converted",
    "Only the candidate's entries that meet the state decide, and for some of their matrices U both places of the reset give the same. Try U with a single entry that is not zero.",
    { toTorch: converter(always) },
  ],
  [
    "the diagonal taken for a hindrance",
    "In entry i of both forms, which r does u_ii meet?",
    { toTorch: converter((value) => value !== 0) },
  ],
  [
    "nearly zero taken for zero",
    "An entry off the diagonal, however small, makes another function. Zero means exactly zero here.",
    { toTorch: converter((value, i, j) => i !== j && Math.abs(value) > 1e-8) },
  ],
  [
    "symmetric matrices taken for convertible",
    "Entry i of U (r ⊙ h) has u_ij r_j h_j, entry i of r ⊙ (U h) has r_i u_ij h_j. Does u_ij = u_ji help?",
    { toTorch: converter((value, i, j, at) => value !== at(j, i)) },
  ],
  [
    "only what is above the diagonal looked at",
    "Entries on both sides of the diagonal meet another r.",
    { toTorch: converter((value, i, j) => i < j && value !== 0) },
  ],
  [
    "only what is below the diagonal looked at",
    "Entries on both sides of the diagonal meet another r.",
    { toTorch: converter((value, i, j) => i > j && value !== 0) },
  ],
  [
    "z not turned round",
    "In PyTorch z is what is kept. Which change of a sum makes 1 − σ of σ?",
    { toTorch: converter(offDiagonal, (cell) => inAll(cell, (v) => turned(v, 1))) },
  ],
  [
    "the update gate's weights turned round, not its bias",
    "1 − σ(a) = σ(−a), and a is the whole sum.",
    { toTorch: converter(offDiagonal, (cell) => ({ ...cell, bias_ih: turned(cell.bias_ih, 1) })) }, // biome-ignore format: a row
  ],
  [
    "the update gate's bias turned round, not its weights",
    "1 − σ(a) = σ(−a), and a is the whole sum.",
    { toTorch: converter(offDiagonal, ({ weight_ih, weight_hh, ...cell }) => ({ ...cell, weight_ih: turned(weight_ih, 1), weight_hh: turned(weight_hh, 1) })) }, // biome-ignore format: a row
  ],
  [
    "the update gate's weights for the state turned round, no others",
    "1 − σ(a) = σ(−a), and a is the whole sum.",
    { toTorch: converter(offDiagonal, ({ weight_ih, bias_ih, ...cell }) => ({ ...cell, weight_ih: turned(weight_ih, 1), bias_ih: turned(bias_ih, 1) })) }, // biome-ignore format: a row
  ],
  [
    "both gates turned round",
    "Only z counts the other way there. r means the same in both.",
    { toTorch: converter(offDiagonal, (cell) => inAll(cell, (v) => turned(v, 0))) },
  ],
  [
    "the reset gate turned round in place of the update gate",
    "The second block of rows is z's, and z is what counts the other way there.",
    { toTorch: converter(offDiagonal, (cell) => inAll(cell, (v) => turned(turned(v, 0), 1))) },
  ],
  [
    "everything turned round",
    "Only z counts the other way there. r and the candidate keep their signs.",
    { toTorch: converter(offDiagonal, (cell) => inAll(cell, (v) => turned(turned(v, 0), 2))) }, // biome-ignore format: a row
  ],
  [
    "1 − w in place of −w",
    "It is the gate that becomes 1 − z, not its weights. What must its sum become?",
    { toTorch: converter(offDiagonal, (cell) => ({ ...inAll(cell, (v) => rowsChanged(v, 1, (value) => 1 + value)), bias_hh: cell.bias_hh })) }, // biome-ignore format: a row
  ],
  [
    "the bias given twice",
    "PyTorch adds both biases. Together they must make the one that there is.",
    { toTorch: converter(offDiagonal, (cell) => ({ ...cell, bias_hh: cell.bias_ih })) },
  ],
  [
    "the candidate's bias within reach of r",
    "One of PyTorch's two biases of the candidate is scaled by r. The chapter's is not.",
    { toTorch: converter(offDiagonal, ({ bias_ih, bias_hh, ...cell }) => ({ ...cell, bias_ih: bias_hh, bias_hh: bias_ih })) }, // biome-ignore format: a row
  ],
  [
    "half of the candidate's bias within reach of r",
    "r scales one of PyTorch's two biases of the candidate. The chapter's bias is never scaled.",
    { toTorch: converter(offDiagonal, ({ bias_ih, bias_hh, ...cell }) => ({ ...cell, bias_ih: bias_ih.map((b) => b / 2), bias_hh: bias_ih.map((b) => b / 2) })) }, // biome-ignore format: a row
  ],
  [
    "the rows in the order z, r, n",
    "PyTorch's rows are r, z, n, as the chapter's are r, z, h̃. (Keras has z first.)",
    { toTorch: converter(offDiagonal, (cell) => inAll(cell, exchanged)) },
  ],
  [
    "the columns of x looked for before those of the state",
    "In W the state's H columns come first, then the D of x.",
    { toTorch: converter(offDiagonal, (cell, H, { W }) => ({ ...cell, weight_ih: columns(W, 0, W.shape[1] - H), weight_hh: columns(W, W.shape[1] - H, H) })) }, // biome-ignore format: a row
  ],
  [
    "the columns of the state taken for those of x",
    "weight_ih meets x, weight_hh the state. In W the state's columns come first.",
    { toTorch: converter(offDiagonal, ({ weight_ih, weight_hh, ...cell }) => ({ ...cell, weight_ih: weight_hh, weight_hh: weight_ih })) }, // biome-ignore format: a row
  ],
];
