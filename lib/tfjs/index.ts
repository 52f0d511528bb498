/**
 * The library's models on TensorFlow.js: for models large enough that TensorFlow's arithmetic outweighs the price of
 * asking for it. Nothing else in `unrolled` reaches this, and none of TensorFlow.js is loaded before `loadTfjs` is called.
 */

export { type AdamState, TfjsAdam } from "./adam.js";
export { restoreTfjsCheckpoint, saveTfjsCheckpoint } from "./checkpoint.js";
export { type LoadedTfjs, loadTfjs, type TfjsBackend, TfjsUnavailableError } from "./load.js";
export { lossAndGrads, type TfGrads, tfjsCrossEntropy } from "./loss.js";
export { TfjsRecurrent, type TfSequenceOptions, type TfState } from "./recurrent.js";
export { TfjsSequenceModel } from "./sequence-model.js";
export type { Tf, TfOperand, TfTensor, TfVariable } from "./tf.js";
export { type TfjsTrainStepOptions, tfjsClipScale, tfjsTrainStep } from "./train-step.js";
export { fromTf, type TfParams, Twin, toTf } from "./twin.js";
