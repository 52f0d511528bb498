import { writeFileSync } from "node:fs";
import { Embedding } from "../layers/embedding.js";
import { joinLayers, type Layer } from "../layers/layer.js";
import { Linear } from "../layers/linear.js";
import { LSTM } from "../layers/lstm.js";
import type { Params } from "../tensor/params.js";
import type { Tensor } from "../tensor/tensor.js";
import { saveSafetensors } from "../weights/safetensors.js";
import { toTorchStateDict } from "../weights/torch.js";

/** The model of reference/interchange.py: embed, lstm, proj, under the same names. */
export class EchoModel implements Layer {
  private readonly embed: Embedding;
  private readonly lstm: LSTM;
  private readonly proj: Linear;
  readonly params: Params;
  readonly grads: Params;

  constructor(seed: number) {
    this.embed = new Embedding({ vocabSize: 2, embeddingSize: 3, seed });
    this.lstm = new LSTM({ inputSize: 3, hiddenSize: 8, seed: seed + 1 });
    this.proj = new Linear({ inputSize: 8, outputSize: 2, seed: seed + 2 });
    const { params, grads } = joinLayers({ embed: this.embed, lstm: this.lstm, proj: this.proj });
    [this.params, this.grads] = [params, grads];
  }

  /** bits: [T, B], time-major → logits: [T, B, 2]. */
  logits(bits: ArrayLike<number>, T: number, B: number): Tensor {
    const { output } = this.lstm.forward(this.embed.forward(bits, [T, B]).output);
    return this.proj.forward(output).output;
  }
}

/** As a program: writes the file that reference/check_ours.py reads, a model's weights and what they make of some bits. */
if (process.argv[1]?.endsWith("echo-model.ts")) {
  const model = new EchoModel(11);
  const bits = [[0, 1], [1, 1], [0, 0], [1, 0]]; // biome-ignore format: a matrix
  const logits = model.logits(bits.flat(), bits.length, 2).toArray();
  const bytes = saveSafetensors(toTorchStateDict(model), { facts: JSON.stringify({ bits, logits }) });
  writeFileSync(new URL("reference/values/written-by-unrolled.safetensors", import.meta.url), bytes);
}
