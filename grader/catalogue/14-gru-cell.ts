import { checks } from "../checks/14-gru-cell.js";
import type { Exercise } from "../checks/exercise.js";
import { bank } from "../mutants/14-gru-cell.js";

export const gruCell: Exercise = {
  number: 14,
  slug: "14-gru-cell",
  title: "A GRU cell, and its weights in PyTorch",
  names: ["gruForward", "gruBackward", "toTorch"],
  withheld: [
    "gruForward",
    "gruBackward",
    "GRUCell",
    "GRU",
    "convertGru",
    "gruCellToTorch",
    "gruCellFromTorch",
    "toTorchStateDict",
  ],
  hints: [
    "Forward, the candidate has to wait for the reset gate: it reads another vector than the two gates do. Backward, draw every way from $h_{t-1}$ to $h_t$ first: " +
      "one is direct, one leads through $r \\odot h_{t-1}$, and two more through the gates.",
    "Start at $h = (1 - z) \\odot h_{prev} + z \\odot \\tilde h$ and find what arrives at the sum of $\\tilde h$ and at that of $z$. " +
      "Then send the candidate's share back through *its* rows of $W$: it arrives at $r \\odot h_{prev}$, and goes on to both factors. For the converter write both formulae one below the other, and compare sign by sign.",
    "$da_h = dh \\odot z \\odot (1 - \\tilde h^2)$ and $da_z = dh \\odot (\\tilde h - h_{prev}) \\odot z (1 - z)$. With $v$ the first $H$ entries of $W_h^\\top da_h$: " +
      "$da_r = v \\odot h_{prev} \\odot r (1 - r)$, and $dh_{prev} = dh \\odot (1 - z) + v \\odot r$ plus what comes back through the rows of $r$ and $z$. " +
      "For PyTorch: $1 - \\sigma(a) = \\sigma(-a)$; the candidate's bias belongs where $r$ does not reach; and an entry $[i, j]$ of the candidate's matrix meets $r_j$ in one form and $r_i$ in the other.",
  ],
  insight:
    "The reset gate learns by a roundabout way only: through the candidate's matrix, times $z$, times tanh′. Where $z$ is shut, $r$ learns nothing. " +
    "And two cells of one name need not be one function: a change of signs turns $z$ round, but no change of weights moves the reset across a full matrix. " +
    "A converter that says *null* is worth more than one that always has an answer.",
  checks,
  bank,
};
