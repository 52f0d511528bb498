import { echoTask } from "../data/memory-tasks.js";
import { argmax } from "../seq2seq/decoding.js";
import { SequenceModel } from "../seq2seq/sequence-model.js";
import type { RecurrentState } from "../seq2seq/states.js";
import { Rng } from "../tensor/rng.js";
import { Adam } from "../training/optimisers.js";
import { type Chunk, cutIntoChunks, trainTruncatedBptt } from "../training/truncated-bptt.js";
import { breathe, type ComputeOptions } from "./figure-module.js";

export const settings = {
  cell: "rnn",
  hiddenSize: 8,
  embeddingSize: 4,
  lag: 5,
  rows: 32,
  chunks: 1000,
  learningRate: 0.01,
  seeds: [0, 1, 2],
  windows: [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16],
  testSteps: 960,
} as const;

/** The share of right answers on a new stream: one a seed for each of the windows. */
export type EchoData = {
  readonly windows: readonly number[];
  readonly carried: readonly (readonly number[])[];
  readonly reset: readonly (readonly number[])[];
};

/** Trains one network for each window and seed, with the state carried from chunk to chunk and without. */
export async function echoData(options: ComputeOptions): Promise<EchoData> {
  const { windows, seeds } = settings;
  const data = { windows, carried: [] as number[][], reset: [] as number[][] };
  for (const [i, k] of windows.entries()) {
    const [carried, reset]: [number[], number[]] = [[], []];
    for (const [s, seed] of seeds.entries()) {
      await breathe((i + s / seeds.length) / windows.length, options);
      carried.push(await echoAccuracy(k, seed, true));
      reset.push(await echoAccuracy(k, seed, false));
    }
    data.carried.push(carried);
    data.reset.push(reset);
  }
  return data;
}

/** Trains with a window of k steps, always the same number of chunks, and answers a new stream in the same way. */
export async function echoAccuracy(k: number, seed: number, carry: boolean): Promise<number> {
  const { cell, hiddenSize, embeddingSize, lag, rows: B, learningRate: lr, testSteps } = settings;
  const model = new SequenceModel({ vocabSize: 2, embeddingSize, hiddenSize, cell, seed });
  const data = new Rng(seed).split(1);
  const chunksOf = (T: number): Chunk[] => {
    const chunks = cutIntoChunks(echoTask(data, { T, lag, B }), k);
    return carry ? chunks : chunks.map((chunk) => ({ ...chunk, starts: chunk.starts.map(() => true) }));
  };
  await trainTruncatedBptt({
    model,
    chunks: chunksOf(settings.chunks * k),
    optimiser: new Adam(model.params, { lr }),
  });
  return accuracy(model, chunksOf(testSteps));
}

/** Right answers among those that have something to echo. */
function accuracy(model: SequenceModel, chunks: readonly Chunk[]): number {
  let [right, all, read]: [number, number, number] = [0, 0, 0];
  let state: RecurrentState | undefined;
  for (const { T, B, inputs, targets, starts } of chunks) {
    const forward = model.forward({ T, B, ids: inputs }, { state: starts[0] ? undefined : state });
    const answers = forward.logits.reshape([T * B, 2]);
    for (let n = Math.max(0, settings.lag - read) * B; n < T * B; n++, all++) {
      if (argmax(answers.row(n)) === targets[n]) right++;
    }
    state = forward.state;
    read += T;
  }
  return right / all;
}
