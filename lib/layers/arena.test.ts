import { describe, expect, it } from "vitest";
import { Arena } from "../kernels/arena.js";
import { plain } from "../kernels/plain.js";
import { getKernels, setKernels } from "../kernels/select.js";
import { countParams } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { maxDifference, randomTensor } from "../testing/random.js";
import { buildRecurrent, KINDS } from "../testing/recurrent-kinds.js";
import { clipScale } from "../training/clip.js";
import { Adam } from "../training/optimisers.js";
import { Embedding } from "./embedding.js";
import { GRU } from "./gru.js";
import { joinLayers, zeroLayerGrads } from "./layer.js";
import { Linear } from "./linear.js";
import { LSTM } from "./lstm.js";

const [T, B, D, H, V] = [6, 4, 3, 5, 7];

describe.each(KINDS)("%s in an arena", (kind) => {
  const options = { inputSize: D, hiddenSize: H, numLayers: 2, bidirectional: true, dropout: 0.2 } as const;
  const lengths = Int32Array.of(6, 1, 4, 2);

  it.each(["float32", "float64"] as const)(
    "gives the same numbers as without one, whatever the memory held before (%s)",
    (dtype) => {
      const rng = new Rng(1);
      const [eager, recycled] = [0, 1].map(() => buildRecurrent(kind, { ...options, dtype }));
      const arena = new Arena();
      for (let round = 0; round < 4; round++) {
        const [steps, rows] = [
          [T, B],
          [2, 4],
          [T, B],
          [T + 3, B],
        ][round];
        const x = randomTensor(rng, [steps, rows, D], dtype);
        const dOutput = randomTensor(rng, [steps, rows, 2 * H], dtype);
        const run = (layer: typeof eager): Tensor[] => {
          const cut = lengths.map((length) => Math.min(length, steps));
          const { output, finals, cache } = layer.forward(x, [], { lengths: cut, rng: new Rng(round) });
          const { dx, dInitial } = layer.backward(cache, dOutput);
          return [output, ...finals, dx, ...dInitial];
        };
        const expected = run(eager);
        arena.run(() => {
          for (const [i, tensor] of run(recycled).entries()) expect(maxDifference(tensor, expected[i])).toBe(0);
        });
      }
      expect(recycled.grads).toEqual(eager.grads);
    },
  );
});

/** Embedding → LSTM → GRU (chapter) → Linear, forward, back, clipped and updated: what training repeats. */
function taggerStep(seed: number) {
  const embed = new Embedding({ vocabSize: V, embeddingSize: D, seed });
  const lstm = new LSTM({ inputSize: D, hiddenSize: H, numLayers: 2, bidirectional: true, dropout: 0.1, seed });
  const gru = new GRU({ inputSize: 2 * H, hiddenSize: H, form: "chapter", batchFirst: true, seed });
  const project = new Linear({ inputSize: H, outputSize: V, seed });
  const model = joinLayers({ embed, lstm, gru, project });
  const optimiser = new Adam(model.params);
  const [ids, lengths, rng] = [new Int32Array(T * B).fill(2), Int32Array.of(6, 1, 4, 2), new Rng(seed)];
  const targets = new Int32Array(T * B).fill(3);
  const step = (): number => {
    zeroLayerGrads(model);
    const embedded = embed.forward(ids, [T, B]);
    const read = lstm.forward(embedded.output, { lengths, rng });
    const mixed = gru.forward(read.output);
    const { output: logits, cache } = project.forward(mixed.output);
    const loss = getKernels().softmaxCrossEntropy(logits.data, logits.data, targets, V, 1 / (T * B));
    const dMixed = project.backward(cache, logits).dx;
    const dRead = gru.backward(mixed.cache, dMixed, { dhN: mixed.hN }).dx;
    embed.backward(embedded.cache, lstm.backward(read.cache, dRead).dx);
    optimiser.step(model.grads, clipScale(model.grads, 1).scale);
    return loss;
  };
  return { model, step };
}

describe("a training step in steady state", () => {
  it("lets the arena stand still", () => {
    const { step } = taggerStep(1);
    const arena = new Arena();
    for (let warm = 0; warm < 3; warm++) arena.run(step);
    const before = { growths: arena.growths, bytes: arena.bytes };
    for (let i = 0; i < 50; i++) arena.run(step);
    expect({ growths: arena.growths, bytes: arena.bytes }).toEqual(before);
  });

  it("makes no array, not even a view", () => {
    const before = getKernels();
    setKernels(plain); // others may need views of their own
    try {
      const { step } = taggerStep(1);
      const arena = new Arena();
      for (let warm = 0; warm < 3; warm++) arena.run(step);
      const made = countTypedArrays(() => {
        for (let i = 0; i < 50; i++) arena.run(step);
      });
      expect(made).toBe(0);
    } finally {
      setKernels(before);
    }
  });

  it("without an arena each result is the caller's to keep", () => {
    const layer = new LSTM({ inputSize: D, hiddenSize: H });
    const [one, two] = [randomTensor(new Rng(1), [T, B, D], "float32"), randomTensor(new Rng(2), [T, B, D], "float32")];
    const { output } = layer.forward(one);
    const kept = output.clone();
    layer.forward(two);
    expect(output).toEqual(kept);
  });

  it("moves to other kernels' memory when they change", () => {
    let taken = 0;
    const before = getKernels();
    const allocate: typeof plain.allocate = (size, dtype) => {
      taken += size;
      return plain.allocate(size, dtype);
    };
    const arena = new Arena();
    try {
      setKernels(plain);
      const { step } = taggerStep(1);
      const expected = [0, 1, 2].map(() => arena.run(step));
      setKernels({ ...plain, name: "counting", allocate });
      const { model, step: again } = taggerStep(1);
      const inLayers = taken;
      const size = countParams(model.params);
      expect(inLayers).toBe(4 * size); // parameters, gradients and Adam's two moments
      expect([0, 1, 2].map(() => arena.run(again))).toEqual(expected);
      expect(taken).toBeGreaterThan(inLayers);
    } finally {
      setKernels(before);
    }
  });
});

/** How many typed arrays `work` makes: by constructor, from an array, as a slice or as a view. */
function countTypedArrays(work: () => void): number {
  let made = 0;
  const restore: (() => void)[] = [];
  for (const name of ["Float32Array", "Float64Array", "Int32Array"] as const) {
    const original = globalThis[name];
    const counting = new Proxy(original, {
      construct: (target, args, newTarget) => {
        made++;
        return Reflect.construct(target, args, newTarget);
      },
    });
    globalThis[name] = counting as never;
    restore.push(() => {
      globalThis[name] = original as never;
    });
  }
  const typed = Object.getPrototypeOf(Float32Array.prototype) as Record<string, (...args: unknown[]) => unknown>;
  for (const method of ["subarray", "slice", "map", "filter"]) {
    const original = typed[method];
    typed[method] = function (...args) {
      made++;
      return original.apply(this, args);
    };
    restore.push(() => {
      typed[method] = original;
    });
  }
  try {
    work();
  } finally {
    for (const undo of restore) undo();
  }
  return made;
}
