import { onBackend } from "../testing/tfjs.js";
import { attentionSuite } from "../testing/tfjs-attention.js";
import { seq2seqSuite } from "../testing/tfjs-seq2seq.js";

for (const backend of ["cpu", "wasm"] as const) {
  onBackend(backend, attentionSuite);
  onBackend(backend, seq2seqSuite);
}
