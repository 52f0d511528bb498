import { readCheckpoint, writeCheckpoint } from "../notebook/checkpoint.js";
import { VanillaRNN } from "../rnn/vanilla-rnn.js";
import { Rng, type RngState } from "../tensor/rng.js";
import { Adam } from "../training/optimisers.js";
import { restoreCheckpoint, saveCheckpoint } from "../weights/checkpoint.js";

/** What the run keeps besides its tensors: a type alias of plain data, so that JSON can hold it. */
type Facts = { readonly next: number; readonly rng: RngState };

/** Trains on random tokens from the checkpoint at `path`, if there is one, and writes one after every step. */
export function resumableRun(path: string, steps: number, onStep: (next: number) => void = () => {}): VanillaRNN {
  const model = new VanillaRNN({ vocabSize: 5, hiddenSize: 4, dtype: "float32" });
  const optimiser = new Adam(model.params, { lr: 0.01 });
  let [rng, next] = [new Rng(1), 0];
  const bytes = readCheckpoint(path);
  if (bytes) {
    const facts = restoreCheckpoint(bytes, { params: model.params, optimiser }).facts as Facts;
    [rng, next] = [Rng.fromState(facts.rng), facts.next];
  }
  while (next < steps) {
    const ids = Array.from({ length: 9 }, () => Math.abs(Math.trunc(rng.normal(0, 2))) % 5);
    optimiser.step(model.backward(model.forward(ids.slice(0, -1)), ids.slice(1)).grads);
    next++;
    writeCheckpoint(path, saveCheckpoint({ params: model.params, optimiser }, { next, rng: rng.state() }));
    onStep(next);
  }
  return model;
}

/** As a program: `resumable-run.ts PATH STEPS` says each step it has kept. */
if (process.argv[1]?.endsWith("resumable-run.ts")) {
  resumableRun(process.argv[2], Number(process.argv[3]), (next) => process.stdout.write(`${next}\n`));
}
