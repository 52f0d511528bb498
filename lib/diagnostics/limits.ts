import { checkChoice, checkInteger } from "../tensor/errors.js";

/** Ways for a layer to bring the past to the present. `"scan"` is a linear recurrence run as a parallel scan. */
export type Mixing = "recurrence" | "scan" | "attention";

/** What one layer over T positions of size d asks for. */
export type Limits = {
  /** Rounds that must wait for one another, on any number of processors. */
  readonly sequentialDepth: number;
  /** Steps, rounds or hops on the longest way to the last output. */
  readonly pathLength: number;
  /** Multiplications that mix positions, to leading order. */
  readonly cost: number;
};

/**
 * Sequential depth, path length and cost of a layer (ch. 9, "The Path Length Argument"; Vaswani et al. 2017, table 1).
 * A recurrence multiplies by a d × d matrix T times; a scan joins T positions of d numbers in each of ⌈log₂ T⌉ rounds, two
 * products each; attention compares all T² pairs and adds them up, d numbers each. Attention costs less than a recurrence
 * while T < d (both written as T²d and Td², as the paper does).
 */
export function layerLimits(mixing: Mixing, { T, d }: { readonly T: number; readonly d: number }): Limits {
  checkChoice("layerLimits", "mixing", ["recurrence", "scan", "attention"], mixing);
  checkInteger("layerLimits", "T", T);
  checkInteger("layerLimits", "d", d);
  const rounds = Math.ceil(Math.log2(T));
  switch (mixing) {
    case "recurrence":
      return { sequentialDepth: T, pathLength: T, cost: T * d * d };
    case "scan":
      return { sequentialDepth: rounds, pathLength: rounds, cost: 2 * T * rounds * d };
    case "attention":
      return { sequentialDepth: 1, pathLength: 1, cost: T * T * d };
  }
}
