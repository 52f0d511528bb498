import {
  Adam,
  Arena,
  clipScale,
  crossEntropy,
  Embedding,
  joinLayers,
  type Layer,
  Linear,
  LSTM,
  RNN,
  Rng,
  Seq2Seq,
  type Tensor,
  zeroLayerGrads,
  normalInit,
} from "unrolled";

/** One full training step, forward to optimiser; returns the loss. */
export type Step = () => number;

/** The names of the workloads; every peer knows them by these. */
export const WORKLOADS = {
  W1: "character RNN, vocabulary 65, H=64, B=1, T=25",
  W1b: "character RNN, vocabulary 65, H=256, B=1, T=25",
  W2: "LSTM language model 256→512, B=32, T=35, vocabulary 1000",
  W3: "two-layer bidirectional LSTM tagger 300→2×256, B=32, T=50, 9 tags",
  W4: "GRU encoder–decoder with Bahdanau attention, E=256, H=512, B=32, 20→20, vocabulary 1000",
} as const;

export type WorkloadName = keyof typeof WORKLOADS;

export const makeStep: Readonly<Record<WorkloadName, () => Step>> = {
  W1: () => characterRnn(64),
  W1b: () => characterRnn(256),
  W2: languageModel,
  W3: tagger,
  W4: translator,
};

/** Runs the pass, clips by the global norm of 5 and updates with Adam, all in one arena. */
function trainer(layers: Readonly<Record<string, Layer>>, pass: () => number): Step {
  const model = joinLayers(layers);
  const optimiser = new Adam(model.params, { lr: 1e-3 });
  const arena = new Arena();
  return () =>
    arena.run(() => {
      zeroLayerGrads(model);
      const loss = pass();
      optimiser.step(model.grads, clipScale(model.grads, 5).scale);
      return loss;
    });
}

const tokens = (rng: Rng, count: number, size: number): Int32Array =>
  Int32Array.from({ length: count }, () => rng.int(size));

function characterRnn(H: number): Step {
  const [V, T, rng] = [65, 25, new Rng(1)];
  const embed = new Embedding({ vocabSize: V, embeddingSize: H });
  const rnn = new RNN({ inputSize: H, hiddenSize: H });
  const proj = new Linear({ inputSize: H, outputSize: V });
  const [ids, targets] = [tokens(rng, T, V), tokens(rng, T, V)];
  return trainer({ embed, rnn, proj }, () => {
    const x = embed.forward(ids, [T, 1]);
    const h = rnn.forward(x.output);
    const y = proj.forward(h.output);
    const { loss, dLogits } = crossEntropy(y.output, targets);
    embed.backward(x.cache, rnn.backward(h.cache, proj.backward(y.cache, dLogits).dx).dx);
    return loss;
  });
}

function languageModel(): Step {
  const [V, E, H, B, T, rng] = [1000, 256, 512, 32, 35, new Rng(2)];
  const embed = new Embedding({ vocabSize: V, embeddingSize: E });
  const lstm = new LSTM({ inputSize: E, hiddenSize: H });
  const proj = new Linear({ inputSize: H, outputSize: V });
  const [ids, targets] = [tokens(rng, T * B, V), tokens(rng, T * B, V)];
  return trainer({ embed, lstm, proj }, () => {
    const x = embed.forward(ids, [T, B]);
    const h = lstm.forward(x.output);
    const y = proj.forward(h.output);
    const { loss, dLogits } = crossEntropy(y.output, targets);
    embed.backward(x.cache, lstm.backward(h.cache, proj.backward(y.cache, dLogits).dx).dx);
    return loss;
  });
}

function tagger(): Step {
  const [D, H, B, T, tags, rng] = [300, 256, 32, 50, 9, new Rng(3)];
  const lstm = new LSTM({ inputSize: D, hiddenSize: H, numLayers: 2, bidirectional: true });
  const proj = new Linear({ inputSize: 2 * H, outputSize: tags });
  const x = randomTensor(rng, [T, B, D]);
  const targets = tokens(rng, T * B, tags);
  return trainer({ lstm, proj }, () => {
    const h = lstm.forward(x);
    const y = proj.forward(h.output);
    const { loss, dLogits } = crossEntropy(y.output, targets);
    lstm.backward(h.cache, proj.backward(y.cache, dLogits).dx);
    return loss;
  });
}

function translator(): Step {
  const [V, E, H, B, T, rng] = [1000, 256, 512, 32, 20, new Rng(4)];
  const sizes = { embeddingSize: E, hiddenSize: H, cell: "gru", attention: "bahdanau" } as const;
  const model = new Seq2Seq({ srcVocabSize: V, tgtVocabSize: V, ...sizes });
  const batch = () => ({ T, B, ids: tokens(rng, T * B, V) });
  const [source, inputs, targets] = [batch(), batch(), tokens(rng, T * B, V)];
  return trainer({ model }, () => {
    const { logits, cache } = model.forward(source, inputs);
    const { loss, dLogits } = crossEntropy(logits, targets);
    model.backward(cache, dLogits);
    return loss;
  });
}

function randomTensor(rng: Rng, shape: readonly number[]): Tensor {
  return normalInit(rng, shape, 1, "float32");
}
