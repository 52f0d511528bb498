import type { Bank, Mutant } from "../checks/exercise.js";
import { globalNorm, mapNetwork, type Pieces, slice, solution } from "./18-pieces.js";

const mutant = (misconception: string, lookAt: string, replaced: Partial<Pieces>): Mutant => ({
  misconception,
  lookAt,
  answers: solution(replaced),
});

const parts: readonly Mutant[] = [
  mutant(
    "the last, shorter chunk is dropped",
    "T need not be a multiple of k. What happens to the steps that are left?",
    {
      cut: (document, k) =>
        Array.from({ length: Math.floor(document.T / k) }, (_, i) => slice(document, i * k, (i + 1) * k)),
    },
  ),
  mutant("the targets never advance", "Each chunk has its own targets, cut like its inputs.", {
    cut: (document, k) =>
      Array.from({ length: Math.ceil(document.T / k) }, (_, i) => {
        const chunk = slice(document, i * k, Math.min(document.T, (i + 1) * k));
        return { ...chunk, targets: document.targets.slice(0, chunk.T * document.B) };
      }),
  }),
  mutant("the chunks overlap by a step", "Each step belongs to one chunk: the next begins where the last one ended.", {
    cut: (document, k) =>
      Array.from({ length: Math.ceil(document.T / k) }, (_, i) =>
        slice(document, Math.max(0, i * k - 1), Math.min(document.T, (i + 1) * k)),
      ),
  }),
  mutant("k entries are cut, not k steps", "A step has B entries, one a row.", {
    cut: (document, k) =>
      Array.from({ length: Math.ceil(document.T / k) }, (_, i) => {
        const T = Math.min(document.T, (i + 1) * k) - i * k;
        const entries = (tokens: Float64Array): Float64Array => tokens.slice(i * k, i * k + T * document.B);
        return { T, B: document.B, inputs: entries(document.inputs), targets: entries(document.targets) };
      }),
  }),
  mutant("detach forgets the values", "The values go on; only the way back ends.", {
    detach: ({ h }) => ({ h: h.map(() => 0) }),
  }),
  mutant("each tensor is clipped on its own", "That turns the gradient. Take one norm, of all tensors together.", {
    clip: (grads, maxNorm) =>
      mapNetwork(grads, (data) => data.map((g) => g * Math.min(1, maxNorm / (Math.hypot(...data) || 1)))),
  }),
  mutant("clipping by value", "That turns the gradient. Multiply all entries by the same factor.", {
    clip: (grads, maxNorm) => mapNetwork(grads, (data) => data.map((g) => Math.max(-maxNorm, Math.min(maxNorm, g)))),
  }),
  mutant(
    "a short gradient is made longer",
    "Clipping limits. What should happen to a gradient that is shorter than the limit?",
    {
      clip: (grads, maxNorm) => {
        const scale = maxNorm / (globalNorm(grads) || 1);
        return mapNetwork(grads, (data) => data.map((g) => g * scale));
      },
    },
  ),
  mutant(
    "a gradient of zero is divided by its norm",
    "A norm of 0 is below every limit. What does your factor become?",
    {
      clip: (grads, maxNorm) => {
        const norm = globalNorm(grads);
        const scale = norm > maxNorm ? maxNorm / norm : norm / norm;
        return mapNetwork(grads, (data) => data.map((g) => g * scale));
      },
    },
  ),
  mutant("the factor upside down", "Is your factor above 1 or below it, when the gradient is too long?", {
    clip: (grads, maxNorm) => {
      const norm = globalNorm(grads);
      return mapNetwork(grads, (data) => data.map((g) => (norm > maxNorm ? (g * norm) / maxNorm : g)));
    },
  }),
  mutant("a long gradient is shortened to 1", "How long may it be? Measure the norm of what you return.", {
    clip: (grads, maxNorm) => {
      const norm = globalNorm(grads);
      return mapNetwork(grads, (data) => data.map((g) => (norm > maxNorm ? g / norm : g)));
    },
  }),
  mutant("the norm without its root", "The norm is the root of the sum of squares.", {
    clip: (grads, maxNorm) => {
      const scale = Math.min(1, maxNorm / (globalNorm(grads) ** 2 || 1));
      return mapNetwork(grads, (data) => data.map((g) => g * scale));
    },
  }),
];

const trainer: readonly Mutant[] = [
  mutant(
    "no detach: the gradient runs on through earlier chunks",
    "The state that goes into the next chunk still has a `past`.",
    {
      detach: (state) => state,
    },
  ),
  mutant("the state is reset at every chunk", "Only a document begins with zeros. What does a chunk begin with?", {
    carry: ({ h }) => ({ h: h.map(() => 0) }),
  }),
  mutant(
    "the state is carried from one document into the next",
    "A new document has nothing to do with the last one.",
    {
      begin: (zeros, last) => last ?? zeros,
    },
  ),
  mutant(
    "the chunks are not read in their order",
    "A carried state only means something to the chunk that follows it.",
    {
      order: (chunks) => [...chunks].reverse(),
    },
  ),
  mutant("no clipping", "The gradient goes through `clip` before the optimiser sees it.", {
    step: (adam, grads) => adam.step(grads),
  }),
  mutant("the gradients pile up from chunk to chunk", "Each step takes the gradient of its own chunk.", {
    piled: true,
  }),
  mutant("a new optimiser for every chunk", "Adam remembers the gradients before. Make it once.", {
    fresh: "chunk",
  }),
  mutant("a new optimiser for every document", "Adam remembers the gradients before. Make it once.", {
    fresh: "document",
  }),
  mutant(
    "the way back starts from the state before the chunk",
    "Two states are at hand: the one you gave to `unroll`, and the one it returned. Which was made by this chunk?",
    { backFrom: (_, before) => before },
  ),
];

export const bank: Bank = {
  wrong: [...trainer, ...parts],
  right: [
    { form: "as the notebook has it", answers: solution() },
    {
      form: "clipping with PyTorch's 1e−6",
      answers: solution({
        clip: (grads, maxNorm) => {
          const scale = Math.min(1, maxNorm / (globalNorm(grads) + 1e-6));
          return mapNetwork(grads, (data) => data.map((g) => g * scale));
        },
      }),
    },
    {
      form: "a loop with while, and a past of undefined",
      answers: solution({
        cut: (document, k) => {
          const chunks = [];
          let from = 0;
          while (from < document.T) {
            chunks.push(slice(document, from, Math.min(document.T, from + k)));
            from += k;
          }
          return chunks;
        },
        detach: (state) => ({ ...state, h: state.h.slice(), past: undefined }),
      }),
    },
  ],
};
