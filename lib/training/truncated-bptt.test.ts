import { describe, expect, it } from "vitest";
import { echoTask } from "../data/memory-tasks.js";
import { documentChunks } from "../data/streams.js";
import { zeroLayerGrads } from "../layers/layer.js";
import { argmax } from "../seq2seq/decoding.js";
import { SequenceModel } from "../seq2seq/sequence-model.js";
import type { RecurrentState } from "../seq2seq/states.js";
import { ArgumentError } from "../tensor/errors.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import { restoreCheckpoint, saveCheckpoint } from "../weights/checkpoint.js";
import { gradNorm } from "./clip.js";
import { crossEntropy } from "./losses.js";
import { Adam, type Optimiser, SGD } from "./optimisers.js";
import { type Chunk, cutIntoChunks, trainTruncatedBptt } from "./truncated-bptt.js";

const makeModel = (cell: "rnn" | "lstm" | "gru" = "lstm"): SequenceModel =>
  new SequenceModel({ vocabSize: 5, embeddingSize: 3, hiddenSize: 4, cell, dtype: "float64", seed: 1 });

/** [T, B] random ids, each to be answered with the next. */
function stream(T: number, B: number): Chunk {
  const rng = new Rng(2);
  const ids = Int32Array.from({ length: (T + 1) * B }, () => rng.int(5));
  return { T, B, inputs: ids.subarray(0, T * B), targets: ids.subarray(B), starts: [] };
}

/** An optimiser that changes nothing and writes down what it was given. */
class Recorder implements Optimiser {
  lr = 1;
  readonly steps: { grads: number[]; scale: number; lr: number }[] = [];
  constructor(readonly params: Params) {}
  step(grads: Params, scale = 1): void {
    this.steps.push({ grads: flat(grads), scale, lr: this.lr });
  }
}

const flat = (tensors: Params): number[] => Object.values(tensors).flatMap(({ data }) => [...data]);

/** Loss, gradients and state of one piece by hand. */
function piece(model: SequenceModel, { T, B, inputs, targets }: Chunk, state?: RecurrentState) {
  const forward = model.forward({ T, B, ids: inputs }, { state });
  const { loss, dLogits } = crossEntropy(forward.logits, targets);
  zeroLayerGrads(model);
  model.backward(forward.cache, dLogits);
  return { loss, grads: flat(model.grads), state: forward.state };
}

describe("trainTruncatedBptt", () => {
  it.each(["rnn", "lstm", "gru"] as const)(
    "with k ≥ T is backpropagation through the whole sequence (%s)",
    async (cell) => {
      const [model, whole] = [makeModel(cell), stream(7, 2)];
      const expected = piece(model, whole);
      for (const k of [7, 50]) {
        const recorder = new Recorder(model.params);
        const { losses } = await trainTruncatedBptt({ model, chunks: cutIntoChunks(whole, k), optimiser: recorder });
        expect(losses).toEqual([expected.loss]);
        expect(recorder.steps[0].grads).toEqual(expected.grads);
      }
    },
  );

  it("carries the values of the state and cuts the gradient: each chunk is a piece that begins where the last ended", async () => {
    const [model, whole] = [makeModel(), stream(7, 2)];
    const [recorder, chunks] = [new Recorder(model.params), cutIntoChunks(whole, 3)];
    const { losses, state } = await trainTruncatedBptt({ model, chunks, optimiser: recorder });
    let expected: ReturnType<typeof piece> | undefined;
    for (const [i, chunk] of chunks.entries()) {
      expected = piece(model, chunk, expected?.state);
      expect(losses[i]).toBe(expected.loss);
      expect(recorder.steps[i].grads).toEqual(expected.grads);
    }
    expect(chunks.map(({ T }) => T)).toEqual([3, 3, 1]);
    expect([...state!.h.data]).toEqual([...piece(model, whole).state.h.data]);
    expect(recorder.steps[1].grads).not.toEqual(piece(model, chunks[1]).grads); // the values did arrive
  });

  it("begins each document with zeros, in its own row only", async () => {
    const documents = [[1, 2, 3, 4, 0, 1, 2], [3, 3, 1], [4, 0, 2, 2, 1]]; // biome-ignore format: one line
    const chunks = documentChunks(documents, { rows: 2, steps: 2 });
    expect(chunks.map(({ starts }) => starts)).toEqual([
      [true, true],
      [false, true],
      [false, false],
    ]);
    const model = makeModel("gru");
    const { losses } = await trainTruncatedBptt({ model, chunks, optimiser: new Recorder(model.params) });

    const row = (b: number, { T, inputs, targets }: Chunk): Chunk => {
      const column = (ids: ArrayLike<number>) => Array.from({ length: T }, (_, t) => ids[t * 2 + b]);
      return { T, B: 1, inputs: column(inputs), targets: column(targets), starts: [] };
    };
    const left = piece(model, row(0, chunks[1]), piece(model, row(0, chunks[0])).state);
    const right = piece(model, row(1, chunks[1])); // a new document: from zero
    expect(losses[1]).toBeCloseTo((left.loss + right.loss) / 2, 12);
  });

  it("starts every pass over the stream at zero", async () => {
    const model = makeModel();
    const chunks = cutIntoChunks(stream(6, 2), 3);
    const { losses } = await trainTruncatedBptt({ model, chunks, optimiser: new Recorder(model.params), passes: 2 });
    expect(losses.slice(2)).toEqual(losses.slice(0, 2));
  });

  it("clips to the global norm in passing, and reports the norm before", async () => {
    const [model, chunks] = [makeModel(), cutIntoChunks(stream(6, 2), 3)];
    const clipped = new Recorder(model.params);
    const { gradNorms } = await trainTruncatedBptt({ model, chunks, optimiser: clipped, maxNorm: 0.01 });
    for (const [i, { scale }] of clipped.steps.entries()) expect(scale * gradNorms[i]).toBeCloseTo(0.01, 12);
    const free = new Recorder(model.params);
    await trainTruncatedBptt({ model, chunks, optimiser: free, maxNorm: Number.POSITIVE_INFINITY });
    expect(free.steps.map(({ scale }) => scale)).toEqual([1, 1]);
    expect(gradNorm(model.grads)).toBeCloseTo(gradNorms[1], 12);
  });

  it("takes the learning rate of each step from the schedule", async () => {
    const model = makeModel();
    const recorder = new Recorder(model.params);
    const chunks = cutIntoChunks(stream(6, 2), 2);
    await trainTruncatedBptt({ model, chunks, optimiser: recorder, schedule: (step) => 1 / (step + 1) });
    expect(recorder.steps.map(({ lr }) => lr)).toEqual([1, 1 / 2, 1 / 3]);
  });

  it("stopped anywhere and resumed from the bytes of a checkpoint, ends in the same bits", async () => {
    const chunks = cutIntoChunks(stream(24, 2), 4);
    const run = { chunks, passes: 2 };
    const straight = makeModel();
    await trainTruncatedBptt({ ...run, model: straight, optimiser: new Adam(straight.params, { lr: 0.01 }) });

    let bytes = new Uint8Array();
    const first = makeModel();
    const adam = new Adam(first.params, { lr: 0.01 });
    const controller = new AbortController();
    const save = (next: number, state: RecurrentState | undefined) => {
      bytes = Uint8Array.from(saveCheckpoint({ params: first.params, optimiser: adam }, { next }, { ...state! }));
      if (next === 9) controller.abort();
    };
    const checkpoint = { every: 3, save };
    await trainTruncatedBptt({ ...run, model: first, optimiser: adam, checkpoint, signal: controller.signal });

    const second = makeModel();
    const optimiser = new Adam(second.params, { lr: 0.5 });
    const { facts, carried } = restoreCheckpoint(bytes, { params: second.params, optimiser });
    const { next } = facts as { next: number };
    expect(next).toBe(9);
    const state = { h: carried.h, c: carried.c };
    const resumed = await trainTruncatedBptt({ ...run, model: second, optimiser, from: next, state });
    expect(resumed.losses.length).toBe(3);
    expect(flat(second.params)).toEqual(flat(straight.params));
  });

  describe("resumed inside a pass", () => {
    const [model, chunks] = [makeModel(), cutIntoChunks(stream(6, 2), 2)];
    const run = { model, chunks, passes: 2, optimiser: new Recorder(model.params) };

    it("asks for the state, from which it would go on silently with zeros", async () => {
      await expect(trainTruncatedBptt({ ...run, from: 1 })).rejects.toThrow(
        new ArgumentError("trainTruncatedBptt: from = 1 is inside a pass: give the state that the run before returned"),
      );
      await expect(trainTruncatedBptt({ ...run, from: 5, state: undefined })).rejects.toThrow(
        "from = 5 is inside a pass",
      );
      const { state } = await trainTruncatedBptt({ ...run, passes: 1 });
      expect((await trainTruncatedBptt({ ...run, from: 1, state })).next).toBe(6);
    });

    it("needs none where nothing would be carried", async () => {
      expect((await trainTruncatedBptt({ ...run, from: 3 })).next).toBe(6); // a new pass
      expect((await trainTruncatedBptt({ ...run, from: 6 })).next).toBe(6); // nothing left to do
      expect((await trainTruncatedBptt({ ...run, passes: 1, from: 4 })).next).toBe(4);
      const apart = chunks.map((chunk) => ({ ...chunk, starts: [true, true] }));
      expect((await trainTruncatedBptt({ ...run, chunks: apart, from: 1 })).next).toBe(6);
      for (const starts of [[], [true], [true, false]]) {
        const carried = chunks.map((chunk) => ({ ...chunk, starts }));
        await expect(trainTruncatedBptt({ ...run, chunks: carried, from: 1 })).rejects.toThrow("is inside a pass");
      }
    });

    it("refuses a step that is none", async () => {
      await expect(trainTruncatedBptt({ ...run, from: 0.5 })).rejects.toThrow(
        "trainTruncatedBptt: from must be a non-negative integer, got 0.5",
      );
    });
  });

  it("tells how it ended, also where it could not begin", async () => {
    const [model, chunks, ends] = [makeModel(), cutIntoChunks(stream(4, 2), 2), [] as string[]];
    const run = { model, chunks, optimiser: new Recorder(model.params), onEnd: (how: string) => void ends.push(how) };
    await trainTruncatedBptt(run);
    await trainTruncatedBptt({ ...run, signal: AbortSignal.abort() });
    await expect(trainTruncatedBptt({ ...run, maxNorm: 0 })).rejects.toThrow("clipScale");
    await expect(trainTruncatedBptt({ ...run, chunks: [] })).rejects.toThrow("chunks");
    await expect(trainTruncatedBptt({ ...run, passes: 0 })).rejects.toThrow("passes");
    await expect(trainTruncatedBptt({ ...run, from: 1 })).rejects.toThrow("from = 1");
    expect(ends).toEqual(["done", "stopped", "failed", "failed", "failed", "failed"]);
  });

  it("cannot learn an echo of lag 5 with a window of 5, and can with 6", async () => {
    const accuracy = async (k: number): Promise<number> => {
      const model = new SequenceModel({
        vocabSize: 2,
        embeddingSize: 4,
        hiddenSize: 16,
        cell: "rnn",
        seed: 1,
        dtype: "float64",
      });
      const chunks = cutIntoChunks(echoTask(new Rng(101), { T: 6000, lag: 5, B: 8 }), k);
      await trainTruncatedBptt({ model, chunks, optimiser: new Adam(model.params, { lr: 0.01 }) });
      const { T, B, inputs, targets } = echoTask(new Rng(999), { T: 200, lag: 5, B: 4 });
      const answers = model.forward({ T, B, ids: inputs }).logits.reshape([T * B, 2]);
      const right = Array.from(targets, (target, n) => (argmax(answers.row(n)) === target ? 1 : 0)).slice(5 * B);
      return right.reduce((sum: number, x) => sum + x, 0) / right.length;
    };
    expect(await accuracy(5)).toBeLessThan(0.61);
    expect(await accuracy(6)).toBeGreaterThan(0.99);
  });

  const model = makeModel();
  const optimiser = new SGD(model.params, { lr: 0.1 });
  const chunks = cutIntoChunks(stream(4, 2), 2);
  it.each<[() => unknown, string]>([
    [
      () => trainTruncatedBptt({ model, optimiser, chunks: [] }),
      "trainTruncatedBptt: chunks must hold at least one, got none",
    ],
    [
      () => trainTruncatedBptt({ model, optimiser, chunks, passes: 0 }),
      "trainTruncatedBptt: passes must be a positive integer, got 0",
    ],
    [
      () => trainTruncatedBptt({ model, optimiser, chunks: [chunks[0], stream(2, 3)] }),
      "trainTruncatedBptt: chunks must all have B = 2 rows, as h has, got 3",
    ],
    [
      () => trainTruncatedBptt({ model, optimiser, chunks, maxNorm: 0 }),
      "clipScale: maxNorm must be a positive number, got 0",
    ],
    [async () => cutIntoChunks(chunks[0], 0), "cutIntoChunks: k must be a positive integer, got 0"],
  ])("%#: names what is wrong", async (call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});
