/**
 * The library's models on TensorFlow.js: for models large enough that TensorFlow's arithmetic outweighs the price of
 * asking for it. Nothing else in `unrolled` reaches this, and none of TensorFlow.js is loaded before `loadTfjs` is called.
 */

export { type AdamState, TfjsAdam } from "./adam.js";
export { type TfAttended, TfjsAttention, type TfLook, type TfMemory } from "./attention.js";
export { restoreTfjsCheckpoint, saveTfjsCheckpoint } from "./checkpoint.js";
export { type TfDecoderForward, TfjsDecoder } from "./decoder.js";
export { TfjsEncoder } from "./encoder.js";
export { type LoadedTfjs, loadTfjs, type TfjsBackend, TfjsUnavailableError } from "./load.js";
export { lossAndGrads, type TfGrads, tfjsCrossEntropy } from "./loss.js";
export { TfjsRecurrent, type TfSequenceOptions, type TfState } from "./recurrent.js";
export { TfjsSeq2Seq } from "./seq2seq.js";
export { TfjsSequenceModel } from "./sequence-model.js";
export type { Tf, TfOperand, TfTensor, TfVariable } from "./tf.js";
export { type TfjsTrainStepOptions, tfjsClipScale, tfjsTrainStep } from "./train-step.js";
export { fromTf, partOf, type TfParams, Twin, toTf } from "./twin.js";
