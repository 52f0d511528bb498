import type { Params, Tensor } from "unrolled";
import { atMost, clipWith, type Mistake, mapped, normOf, type Pieces } from "./12-pieces.js";

const parts = (grads: Params): number[] => Object.values(grads).map((tensor) => normOf({ tensor }));
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const entries = (grads: Params): number[] => Object.values(grads).flatMap(({ data }) => [...data]);
const withNorm = (change: (x: number, tensor: Tensor, maxNorm: number) => number): Pieces["clip"] => (grads, maxNorm) => ({
  grads: mapped(grads, (x, tensor) => change(x, tensor, maxNorm)),
  norm: normOf(grads),
}); // biome-ignore format: a function

/** Mistakes in clipping. */
export const clipping: readonly Mistake[] = [
  [
    "each tensor clipped by itself",
    "Then long tensors shrink more than short ones, and the whole gradient turns. One factor for all.",
    { clip: withNorm((x, tensor, maxNorm) => x * atMost(normOf({ tensor }), maxNorm)) },
  ],
  [
    "clipped by value",
    "Cutting entries turns the gradient. Multiply every entry by the same factor.",
    { clip: withNorm((x, _, maxNorm) => Math.max(-maxNorm, Math.min(maxNorm, x))) },
  ],
  [
    "clipped in place",
    "Whoever calls may still need the gradients as they were. Write into new tensors.",
    {
      clip: (grads, maxNorm) => {
        const norm = normOf(grads);
        for (const { data } of Object.values(grads)) data.set(data.map((x) => x * atMost(norm, maxNorm)));
        return { grads, norm };
      },
    },
  ],
  ["never clipped", "What becomes of a gradient whose norm is above maxNorm?", { clip: clipWith(normOf, () => 1) }],
  [
    "short gradients stretched",
    "A norm within the limit is fine as it is. Clipping only ever shortens.",
    { clip: clipWith(normOf, (norm, maxNorm) => (norm > 0 ? maxNorm / norm : 1)) },
  ],
  [
    "divided by a norm of zero",
    "All gradients may be 0. What is 0/0?",
    { clip: clipWith(normOf, (norm, maxNorm) => Math.min(norm, maxNorm) / norm) },
  ],
  [
    "scaled to length 1",
    "The new norm is to be maxNorm.",
    { clip: clipWith(normOf, (norm, maxNorm) => (norm > maxNorm ? 1 / norm : 1)) },
  ],
  [
    "the tensors' norms added up",
    "The tensors' squares add up, their norms do not.",
    { clip: clipWith((grads) => sum(parts(grads)), atMost) },
  ],
  [
    "the largest of the tensors' norms",
    "All tensors together make one vector. Its norm is longer than any part's.",
    { clip: clipWith((grads) => Math.max(...parts(grads)), atMost) },
  ],
  [
    "the root forgotten",
    "A norm is the root of the sum of squares.",
    { clip: clipWith((grads) => normOf(grads) ** 2, atMost) },
  ],
  [
    "the mean of the squares for their sum",
    "A norm does not divide by the number of entries.",
    { clip: clipWith((grads) => normOf(grads) / Math.sqrt(entries(grads).length), atMost) },
  ],
  [
    "absolute values instead of squares",
    "The norm is the root of the sum of squares, not the sum of sizes.",
    { clip: clipWith((grads) => sum(entries(grads).map(Math.abs)), atMost) },
  ],
  [
    "the bias forgotten",
    "Every gradient counts, the vectors as well as the matrices.",
    { clip: clipWith(({ bh, ...matrices }) => normOf(matrices), atMost) },
  ],
  [
    "the norm after clipping",
    "The norm from before tells whoever trains how large the gradients really are. Measure first.",
    {
      clip: (grads, maxNorm) => {
        const norm = normOf(grads);
        return { grads: mapped(grads, (x) => x * atMost(norm, maxNorm)), norm: Math.min(norm, maxNorm) };
      },
    },
  ],
];
