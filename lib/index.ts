/**
 * Unrolled: recurrent networks and attention from scratch on typed arrays.
 * This is the whole public API; it runs in Node and in browsers.
 */

export {
  type BahdanauCache,
  type BahdanauParams,
  bahdanauBackward,
  bahdanauForward,
} from "./attention/bahdanau.js";
export {
  type LuongCache,
  type LuongGeneralParams,
  luongDotBackward,
  luongDotForward,
  luongGeneralBackward,
  luongGeneralForward,
} from "./attention/luong.js";
export { type ScaledDotCache, scaledDotBackward, scaledDotForward } from "./attention/scaled-dot.js";
export type { Attended, SourceMask } from "./attention/weights.js";
export { type AddingBatch, addingProblem } from "./data/adding.js";
export { batches, type PaddedBatch, padSequences } from "./data/batches.js";
export { type DatePair, datePair } from "./data/dates.js";
export { frenchEnglishPair, frenchEnglishWords, type TranslationPair } from "./data/french-english.js";
export { copyTask, echoTask, type LabelledSteps, parityTask } from "./data/memory-tasks.js";
export { documentChunks, type StreamChunk, splitIntoRows } from "./data/streams.js";
export { BIO_TAGS, type BioTag, type TaggedSentence, taggedSentence } from "./data/tagged-sentences.js";
export { SPECIAL_TOKENS, Vocabulary, type VocabularyOptions } from "./data/vocabulary.js";
export { type GradCheckResult, gradCheck } from "./diagnostics/grad-check.js";
export { type GradientNormOptions, gradientNormOverTime, tanhDerivatives } from "./diagnostics/gradient-norms.js";
export {
  directPathNorms,
  type JacobianOptions,
  jacobianNorms,
  type StepBack,
  tanhStepBack,
} from "./diagnostics/jacobians.js";
export { type Limits, layerLimits, type Mixing } from "./diagnostics/limits.js";
export { linearRecurrence, linearRecurrenceScan, type RecurrenceResult } from "./diagnostics/linear-recurrence.js";
export { type RecurrentShares, recurrentGradientShares } from "./diagnostics/recurrent-shares.js";
export { singularValues, spectralRadius } from "./diagnostics/spectrum.js";
export { type GruCache, type GruParams, gruBackward, gruForward } from "./gru/cell.js";
export { GRUCell, type GruCellOptions } from "./gru/gru-cell.js";
export {
  gruResetAfterBackward,
  gruResetAfterForward,
  type ResetAfterCache,
  type ResetAfterParams,
} from "./gru/reset-after.js";
export { Arena } from "./kernels/arena.js";
export type { Kernels } from "./kernels/kernels.js";
export type { GruForm } from "./kernels/runs.js";
export { getKernels, setKernels } from "./kernels/select.js";
export type { Attention, AttentionOptions } from "./layers/attention.js";
export {
  BahdanauAttention,
  type BahdanauAttentionCache,
  type BahdanauAttentionOptions,
} from "./layers/bahdanau-attention.js";
export { type DropoutMask, dropoutBackward, dropoutForward } from "./layers/dropout.js";
export { Embedding, type EmbeddingCache, type EmbeddingOptions, type EmbeddingParams } from "./layers/embedding.js";
export { GRU, type GruInput, type GruOptions } from "./layers/gru.js";
export { initChrono, initForgetBias, initOrthogonal } from "./layers/init.js";
export { joinLayers, type Layer, zeroLayerGrads } from "./layers/layer.js";
export { Linear, type LinearCache, type LinearOptions, type LinearParams } from "./layers/linear.js";
export { LSTM, type LstmInput, type LstmOptions } from "./layers/lstm.js";
export { LuongAttention, type LuongAttentionCache, type LuongAttentionOptions } from "./layers/luong-attention.js";
export type {
  BackwardOptions,
  InputGradient,
  RecurrentCache,
  RecurrentOptions,
  SequenceOptions,
} from "./layers/recurrent.js";
export { RNN, type RnnInput } from "./layers/rnn.js";
export { type ScaledDotAttentionCache, ScaledDotProductAttention } from "./layers/scaled-dot-attention.js";
export { type LstmCache, type LstmParams, lstmBackward, lstmForward } from "./lstm/cell.js";
export { LSTMCell, type LstmCellOptions } from "./lstm/lstm-cell.js";
export { type RnnCache, type RnnParams, rnnBackward, rnnForward } from "./rnn/cell.js";
export { type SampleOptions, sample } from "./rnn/sample.js";
export {
  VanillaRNN,
  type VanillaRnnForward,
  type VanillaRnnOptions,
  type VanillaRnnParams,
} from "./rnn/vanilla-rnn.js";
export { type BeamSearchOptions, beamSearch } from "./seq2seq/beam-search.js";
export { argmaxTags, bioSpans, type Span, type SpanScore, spanF1 } from "./seq2seq/bio.js";
export { bleu } from "./seq2seq/bleu.js";
export type { Memory } from "./seq2seq/core.js";
export { type AttentionKind, Decoder, type DecoderCache, type DecoderOptions } from "./seq2seq/decoder.js";
export { type DecodeOptions, type DecodeStep, greedyDecode, type Hypothesis, logSoftmax } from "./seq2seq/decoding.js";
export { Encoder, type EncoderCache, type EncoderOptions } from "./seq2seq/encoder.js";
export { type ScheduledSamplingOptions, scheduledSampling } from "./seq2seq/scheduled-sampling.js";
export { Seq2Seq, type Seq2SeqCache, type Seq2SeqOptions } from "./seq2seq/seq2seq.js";
export { SequenceModel, type SequenceModelCache, type SequenceModelOptions } from "./seq2seq/sequence-model.js";
export type { CellKind, RecurrentState } from "./seq2seq/states.js";
export { type TeacherForced, type TokenBatch, teacherForcing } from "./seq2seq/tokens.js";
export { type DType, type Vec, zeros, zerosLike } from "./tensor/dtype.js";
export { ArgumentError, ShapeError } from "./tensor/errors.js";
export { normalInit, orthogonalInit, uniformInit } from "./tensor/init.js";
export { countParams, type Params, zeroGrads } from "./tensor/params.js";
export { Rng, type RngState } from "./tensor/rng.js";
export { type Nested, Tensor } from "./tensor/tensor.js";
export { clipGradNorm, clipGradValue, clipScale, gradNorm } from "./training/clip.js";
export {
  type StepResult,
  type TrainEnd,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  train,
} from "./training/loop.js";
export { type CrossEntropy, type CrossEntropyOptions, crossEntropy, meanSquaredError } from "./training/losses.js";
export { Adam, type AdamOptions, type Optimiser, SGD } from "./training/optimisers.js";
export { constantSchedule, cosineSchedule, type Schedule, stepSchedule, warmup } from "./training/schedules.js";
export {
  type CarriedState,
  type Chunk,
  cutIntoChunks,
  type StreamModel,
  type TruncatedBpttOptions,
  trainTruncatedBptt,
} from "./training/truncated-bptt.js";
export { gruCellFromTorch, gruCellToTorch, lstmCellFromTorch, lstmCellToTorch } from "./weights/cells.js";
export { type JsonValue, restoreCheckpoint, saveCheckpoint, type TrainingState } from "./weights/checkpoint.js";
export { chapterGruFromKeras, chapterGruToKeras, convertGru, type GruConvention } from "./weights/gru.js";
export { gruFromKeras, gruToKeras, type KerasWeights, lstmFromKeras, lstmToKeras } from "./weights/keras.js";
export { loadParams, type Parametrised } from "./weights/load-params.js";
export { loadSafetensors, type SafetensorsFile, saveSafetensors } from "./weights/safetensors.js";
export { loadTorchStateDict, type TorchModel, toTorchStateDict } from "./weights/torch.js";
export type { ChapterCell, TorchCell } from "./weights/torch-cell.js";
