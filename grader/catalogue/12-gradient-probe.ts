import { checks } from "../checks/12-gradient-probe.js";
import type { Exercise } from "../checks/exercise.js";
import { bank } from "../mutants/12-gradient-probe.js";

export const gradientProbe: Exercise = {
  number: 12,
  slug: "12-gradient-probe",
  title: "A gradient probe, and clipping",
  names: ["stepJacobian", "gradientProbe", "clipByNorm"],
  withheld: [
    "gradientNormOverTime", "jacobianNorms", "tanhStepBack", "tanhDerivatives", "rnnBackward",
    "gradNorm", "clipScale", "clipGradNorm", "clipGradValue", "train",
  ], // biome-ignore format: a list
  hints: [
    "Take one step first, with two units, and write out $h_1$ and $h_2$ as sums: four derivatives make the Jacobian. The probe then is a loop that applies one step after another to a vector. For clipping, think of all gradients as one long arrow.",
    "$\\tanh'(a_i) = 1 - h_i^2$ belongs to the unit that was computed: to the row. On the way back the **last** step's Jacobian comes first, and it is transposed: each new entry is a sum over $i$. " +
      "After each step divide the vector by its length; the logarithms of these lengths add up. Clipping uses one factor for everything, and only where the arrow is too long.",
    "$J_{ij} = (1 - h_i^2)\\, W_{ij}$. In the probe keep a vector `g` of length 1 and a number `total`, at first $\\log_{10}\\lVert g \\rVert$. For $t = T, \\dots, 1$: $v_j = \\sum_i J^{(t)}_{ij} g_i$, then `total += Math.log10(length of v)`, store it, and go on with $v$ divided by its length. " +
      "For clipping: the norm is the root of the sum of *all* squares, over all tensors; the factor is $\\text{maxNorm} / \\text{norm}$ if the norm is above the limit, else 1.",
  ],
  insight:
    "The product over time is the whole story: no single step is unusual, and yet four hundred of them leave the range of floating-point numbers, either way. Logarithms let you look at what is left. " +
    "Clipping shortens a gradient that has exploded, and keeps its direction, which is still good. For one that has vanished there is nothing it could do: the direction has gone as well.",
  checks,
  bank,
};
