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
  normalInit,
  RNN,
  Rng,
  Seq2Seq,
  zeroLayerGrads,
} from "unrolled";

/** One full training step, forward to optimiser; returns the mean loss and the norm of all gradients before clipping. */
export type Step = () => { readonly loss: number; readonly norm: number };

/** V: vocabulary or tags, E: width of the input, H: width of the state, B: batch, T: steps (W4: of either side). */
export type Sizes = Readonly<Record<"V" | "E" | "H" | "B" | "T", number>>;

export type Workload = { readonly title: string; readonly sizes: Sizes; readonly make: (sizes: Sizes) => Step };

/** The workloads; every peer knows them by these names. */
export const WORKLOADS = {
  W1: {
    title: "character RNN, vocabulary 65, H=64, B=1, T=25",
    sizes: { V: 65, E: 64, H: 64, B: 1, T: 25 },
    make: characterRnn,
  },
  W1b: {
    title: "character RNN, vocabulary 65, H=256, B=1, T=25",
    sizes: { V: 65, E: 256, H: 256, B: 1, T: 25 },
    make: characterRnn,
  },
  W2: {
    title: "LSTM language model 256→512, B=32, T=35, vocabulary 1000",
    sizes: { V: 1000, E: 256, H: 512, B: 32, T: 35 },
    make: languageModel,
  },
  W3: {
    title: "two-layer bidirectional LSTM tagger 300→2×256, B=32, T=50, 9 tags",
    sizes: { V: 9, E: 300, H: 256, B: 32, T: 50 },
    make: tagger,
  },
  W4: {
    title: "GRU encoder–decoder with Bahdanau attention, E=256, H=512, B=32, 20→20, vocabulary 1000",
    sizes: { V: 1000, E: 256, H: 512, B: 32, T: 20 },
    make: translator,
  },
} as const satisfies Readonly<Record<string, Workload>>;

export type WorkloadName = keyof typeof WORKLOADS;

/** A workload, with the sizes it is to have this time. */
export type Work = { readonly workload: WorkloadName; readonly sizes: Sizes };

/** `W2`, or with other sizes than its own: `W2,H=64,B=1`. */
export function readWork(text: string): Work {
  const [name, ...changes] = text.split(",");
  const workload = name as WorkloadName;
  const changed = changes.map((change) => change.split("=")).map(([size, value]) => [size, Number(value)]);
  return { workload, sizes: { ...WORKLOADS[workload].sizes, ...Object.fromEntries(changed) } };
}

/** Runs the pass, clips by the global norm of 5 and updates with Adam, all in one arena. */
function trainer(layers: Readonly<Record<string, Layer>>, pass: () => number): Step {
  const model = joinLayers(layers);
  const optimiser = new Adam(model.params, { lr: 1e-6 }); // so small that the batch is not memorised: see the README's traps
  const arena = new Arena();
  return () =>
    arena.run(() => {
      zeroLayerGrads(model);
      const loss = pass();
      const { norm, scale } = clipScale(model.grads, 5);
      optimiser.step(model.grads, scale);
      return { loss, norm };
    });
}

/** Random token ids below `size`. */
export const tokens = (rng: Rng, count: number, size: number): Int32Array =>
  Int32Array.from({ length: count }, () => rng.int(size));

function characterRnn({ V, E, H, B, T }: Sizes): Step {
  const rng = new Rng(1);
  const embed = new Embedding({ vocabSize: V, embeddingSize: E });
  const rnn = new RNN({ inputSize: E, hiddenSize: H });
  const proj = new Linear({ inputSize: H, outputSize: V });
  const [ids, targets] = [tokens(rng, T * B, V), tokens(rng, T * B, V)];
  return trainer({ embed, rnn, proj }, () => {
    const x = embed.forward(ids, [T, B]);
    const h = rnn.forward(x.output);
    const y = proj.forward(h.output);
    const { loss, dLogits } = crossEntropy(y.output, targets);
    embed.backward(x.cache, rnn.backward(h.cache, proj.backward(y.cache, dLogits).dx).dx);
    return loss;
  });
}

function languageModel({ V, E, H, B, T }: Sizes): Step {
  const rng = new Rng(2);
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

function tagger({ V: tags, E, H, B, T }: Sizes): Step {
  const rng = new Rng(3);
  const lstm = new LSTM({ inputSize: E, hiddenSize: H, numLayers: 2, bidirectional: true });
  const proj = new Linear({ inputSize: 2 * H, outputSize: tags });
  const x = normalInit(rng, [T, B, E], 1, "float32");
  const targets = tokens(rng, T * B, tags);
  return trainer({ lstm, proj }, () => {
    const h = lstm.forward(x);
    const y = proj.forward(h.output);
    const { loss, dLogits } = crossEntropy(y.output, targets);
    lstm.backward(h.cache, proj.backward(y.cache, dLogits).dx, { inputGradient: false }); // x is data
    return loss;
  });
}

function translator({ V, E, H, B, T }: Sizes): Step {
  const rng = new Rng(4);
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
