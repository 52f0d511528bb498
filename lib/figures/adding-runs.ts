import { addingProblem } from "../data/adding.js";
import { Arena } from "../kernels/arena.js";
import { GRU } from "../layers/gru.js";
import { initChrono } from "../layers/init.js";
import { joinLayers, type Layer, zeroLayerGrads } from "../layers/layer.js";
import { Linear } from "../layers/linear.js";
import { LSTM } from "../layers/lstm.js";
import { RNN } from "../layers/rnn.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { clipScale } from "../training/clip.js";
import { type StepResult, train } from "../training/loop.js";
import { meanSquaredError } from "../training/losses.js";
import { Adam } from "../training/optimisers.js";
import { breathe, type ComputeOptions } from "./figure-module.js";

export const settings = {
  hiddenSize: 32,
  steps: 100,
  batch: 64,
  learningRate: 0.005,
  clipNorm: 1,
  seeds: [0, 1, 2],
  updates: 3000,
  testEvery: 50,
  testBatch: 512,
  solvedBelow: 0.01,
} as const;

/** A network and how its forget gates start. */
export type Contender = "tanh RNN" | "LSTM, b = 0" | "LSTM, b = 1" | "LSTM, chrono" | "GRU";

/** Of each contender and seed: the test error after every 50 updates, up to the first below .01 or to the last update. */
export type AddingData = {
  readonly contenders: readonly Contender[];
  readonly errors: readonly (readonly number[][])[];
};

export const addingData = async (contenders: readonly Contender[], options: ComputeOptions): Promise<AddingData> => {
  const { seeds } = settings;
  const errors: number[][][] = [];
  for (const [i, contender] of contenders.entries()) {
    errors.push([]);
    for (const [s, seed] of seeds.entries()) {
      const report = (done: number) => breathe((i + (s + done) / seeds.length) / contenders.length, options);
      errors[i].push(await addingErrors(contender, seed, settings.updates, report));
    }
  }
  return { contenders, errors };
};

/** Trains until the problem is solved, `updates` at most. */
export async function addingErrors(
  contender: Contender,
  seed: number,
  updates: number,
  report: (done: number) => Promise<void>,
): Promise<number[]> {
  const { steps: T, batch, testBatch, testEvery, learningRate, clipNorm } = settings;
  const model = makeModel(contender, seed);
  const [fresh, test] = [new Rng(seed).split(1), addingProblem(new Rng(seed).split(2), T, testBatch, "float32")];
  const optimiser = new Adam(model.params, { lr: learningRate });
  const arena = new Arena();
  const update = (): StepResult => {
    const { x, target } = addingProblem(fresh, T, batch, "float32");
    return arena.run(() => {
      const { answer, back } = model.forward(x);
      const { loss, dPredictions } = meanSquaredError(answer, target);
      zeroLayerGrads(model);
      back(dPredictions);
      const { norm, scale } = clipScale(model.grads, clipNorm);
      optimiser.step(model.grads, scale);
      return { loss, gradNorm: norm };
    });
  };
  const testArena = new Arena();
  const errors: number[] = [];
  while (errors.length * testEvery < updates && !(errors.at(-1)! < settings.solvedBelow)) {
    await train({ steps: testEvery, step: update });
    errors.push(testArena.run(() => meanSquaredError(model.forward(test.x).answer, test.target).loss));
    await report((errors.length * testEvery) / updates);
  }
  return errors;
}

type AddingModel = Layer & {
  /** x: [T, B, 2] → answer: [B, 1], read off the last state. */
  forward(x: Tensor): { answer: Tensor; back: (dAnswer: Tensor) => void };
};

function makeModel(contender: Contender, seed: number): AddingModel {
  const rng = new Rng(seed).split(0);
  const rnn = makeRecurrent(contender, rng);
  const proj = new Linear({ inputSize: settings.hiddenSize, outputSize: 1, seed: rng.split(1).nextUint32() });
  const forward: AddingModel["forward"] = (x) => {
    const { hN, cache } = rnn.forward(x);
    const read = proj.forward(hN);
    const back = (dAnswer: Tensor): void => {
      const { dx: dhN } = proj.backward(read.cache, dAnswer.reshape(read.output.shape));
      rnn.backward(cache, null, { dhN });
    };
    return { answer: read.output.reshape([x.shape[1], 1]), back };
  };
  return { ...joinLayers({ rnn, proj }), forward };
}

function makeRecurrent(contender: Contender, rng: Rng): RNN | GRU | LSTM {
  const options = { inputSize: 2, hiddenSize: settings.hiddenSize, seed: rng.split(0).nextUint32() };
  if (contender === "tanh RNN") return new RNN(options);
  if (contender === "GRU") return new GRU(options);
  const lstm = new LSTM({ ...options, forgetBias: contender === "LSTM, b = 1" ? 1 : 0 });
  if (contender === "LSTM, chrono") initChrono(lstm.params, settings.steps, rng.split(2));
  return lstm;
}
