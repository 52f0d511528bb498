/**
 * Unrolled: recurrent networks and attention from scratch on typed arrays.
 * This is the whole public API; it runs in Node and in browsers.
 */
export { type GradCheckResult, gradCheck } from "./diagnostics/grad-check.js";
export { type GradientNormOptions, gradientNormOverTime, tanhDerivatives } from "./diagnostics/gradient-norms.js";
export { singularValues, spectralRadius } from "./diagnostics/spectrum.js";
export { type RnnCache, type RnnParams, rnnBackward, rnnForward } from "./rnn/cell.js";
export { type SampleOptions, sample } from "./rnn/sample.js";
export {
  VanillaRNN,
  type VanillaRnnForward,
  type VanillaRnnOptions,
  type VanillaRnnParams,
} from "./rnn/vanilla-rnn.js";
export { type DType, type Vec, zeros, zerosLike } from "./tensor/dtype.js";
export { ArgumentError, ShapeError } from "./tensor/errors.js";
export { normalInit, orthogonalInit, uniformInit } from "./tensor/init.js";
export { countParams, type Params, zeroGrads } from "./tensor/params.js";
export { Rng, type RngState } from "./tensor/rng.js";
export { type Nested, Tensor } from "./tensor/tensor.js";
export { clipGradNorm, clipGradValue, gradNorm } from "./training/clip.js";
export { type StepResult, type TrainOptions, type TrainProgress, type TrainResult, train } from "./training/loop.js";
export { Adam, type AdamOptions, type Optimiser, SGD } from "./training/optimisers.js";
