import { joinLayers, Linear, LSTM, normalInit, Rng, Seq2Seq, SequenceModel } from "unrolled";
import {
  partOf,
  type Tf,
  TfjsRecurrent,
  TfjsSeq2Seq,
  TfjsSequenceModel,
  type TfTensor,
  Twin,
  tfjsCrossEntropy,
  toTf,
} from "unrolled/tfjs";
import { type Sizes, tokens, type Work } from "../workloads.js";

/** What is trained, and its loss on the workload's fixed data. */
export type Trainee = { readonly twin: Twin; readonly loss: () => TfTensor };

/** The twin of what this library runs on the workload. */
export function makeTrainee(tf: Tf, { workload, sizes }: Work): Trainee {
  if (workload === "W3") return tagger(tf, sizes);
  if (workload === "W4") return translator(tf, sizes);
  return languageModel(tf, sizes, workload === "W2" ? "lstm" : "rnn");
}

function languageModel(tf: Tf, { V, E, H, B, T }: Sizes, cell: "rnn" | "lstm"): Trainee {
  const rng = new Rng(1);
  const model = new SequenceModel({ vocabSize: V, embeddingSize: E, hiddenSize: H, cell });
  const twin = new TfjsSequenceModel(tf, model);
  const [inputs, targets] = [{ T, B, ids: tokens(rng, T * B, V) }, tokens(rng, T * B, V)];
  return { twin, loss: () => tfjsCrossEntropy(tf, twin.forward(inputs).logits, targets) };
}

/** A bidirectional layer and a projection: W3 reads vectors, not words. */
class TaggerTwin extends Twin {
  private readonly lstm: TfjsRecurrent;

  constructor(tf: Tf, layers: { readonly lstm: LSTM; readonly proj: Linear }) {
    super(tf, joinLayers(layers));
    this.lstm = new TfjsRecurrent(tf, layers.lstm, partOf(this.params, "lstm."));
  }

  /** x: [T, B, D] → logits: [T·B, tags]. */
  forward(x: TfTensor): TfTensor {
    const { tf, params } = this;
    const { output } = this.lstm.forward(x);
    const rows = tf.reshape(output, [-1, output.shape[2]]);
    return tf.add(tf.matMul(rows, params["proj.weight"], false, true), params["proj.bias"]);
  }
}

function tagger(tf: Tf, { V: tags, E, H, B, T }: Sizes): Trainee {
  const rng = new Rng(3);
  const lstm = new LSTM({ inputSize: E, hiddenSize: H, numLayers: 2, bidirectional: true });
  const twin = new TaggerTwin(tf, { lstm, proj: new Linear({ inputSize: 2 * H, outputSize: tags }) });
  const x = toTf(tf, normalInit(rng, [T, B, E], 1, "float32"));
  const targets = tokens(rng, T * B, tags);
  return { twin, loss: () => tfjsCrossEntropy(tf, twin.forward(x), targets) };
}

function translator(tf: Tf, { V, E, H, B, T }: Sizes): Trainee {
  const rng = new Rng(4);
  const sizes = { embeddingSize: E, hiddenSize: H, cell: "gru", attention: "bahdanau" } as const;
  const twin = new TfjsSeq2Seq(tf, new Seq2Seq({ srcVocabSize: V, tgtVocabSize: V, ...sizes }));
  const batch = () => ({ T, B, ids: tokens(rng, T * B, V) });
  const [source, inputs, targets] = [batch(), batch(), tokens(rng, T * B, V)];
  return { twin, loss: () => tfjsCrossEntropy(tf, twin.forward(source, inputs).logits, targets) };
}
