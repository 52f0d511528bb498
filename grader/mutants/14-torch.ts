import type { Mistake } from "./14-pieces.js";
import { converter, exchanged, inAll, offDiagonal, rowsChanged } from "./14-torch-pieces.js";

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
    "There are matrices for which both places of the reset give the same. Try U with a single entry that is not zero.",
    { toTorch: converter(always) },
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
    { toTorch: converter(offDiagonal, (cell) => inAll(cell, (v) => rowsChanged(v, 1, (value) => -value))) },
  ],
  [
    "the update gate's weights turned round, not its bias",
    "1 − σ(a) = σ(−a), and a is the whole sum.",
    { toTorch: converter(offDiagonal, (cell) => ({ ...cell, bias_ih: rowsChanged(cell.bias_ih, 1, (value) => -value) })) }, // biome-ignore format: a row
  ],
  [
    "everything turned round",
    "Only z counts the other way there. r and the candidate keep their signs.",
    { toTorch: converter(offDiagonal, (cell) => inAll(cell, (v) => rowsChanged(rowsChanged(v, 0, (a) => -a), 2, (a) => -a))) }, // biome-ignore format: a row
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
    "the rows in the order z, r, n",
    "PyTorch's rows are r, z, n, as the chapter's are r, z, h̃. (Keras has z first.)",
    { toTorch: converter(offDiagonal, (cell) => inAll(cell, exchanged)) },
  ],
  [
    "the columns of the state taken for those of x",
    "weight_ih meets x, weight_hh the state. In W the state's columns come first.",
    { toTorch: converter(offDiagonal, ({ weight_ih, weight_hh, ...cell }) => ({ ...cell, weight_ih: weight_hh, weight_hh: weight_ih })) }, // biome-ignore format: a row
  ],
];
