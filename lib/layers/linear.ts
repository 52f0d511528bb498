import { empty } from "../kernels/arena.js";
import { asMatrix, transpose } from "../kernels/matrix.js";
import { getKernels } from "../kernels/select.js";
import type { DType } from "../tensor/dtype.js";
import { checkDType, checkInteger, checkSameDType, checkShape } from "../tensor/errors.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkLastAxis } from "./checks.js";
import { fillUniform } from "./init.js";
import { type Layer, makeParams } from "./layer.js";

/** weight: [out, in], bias: [out] (left out when `bias` is false). */
export type LinearParams = { readonly weight: Tensor; readonly bias?: Tensor };

/** Sizes and start of a `Linear`. */
export type LinearOptions = {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly bias?: boolean;
  readonly dtype?: DType;
  readonly seed?: number;
};

/** What `Linear.backward` needs to know of one `forward`. */
export type LinearCache = { readonly x: Tensor };

/** y = x Wᵀ + b on the last axis of x: [.., in] → [.., out] (ch. 9, "The Encoder-Decoder Architecture": the projection from h
 * to the logits). */
export class Linear implements Layer<LinearParams> {
  readonly params: LinearParams;
  readonly grads: LinearParams;
  readonly inputSize: number;
  readonly outputSize: number;

  /** Weights and bias start in U(−1/√in, 1/√in), PyTorch's default. */
  constructor({ inputSize, outputSize, bias = true, dtype = "float32", seed = 0 }: LinearOptions) {
    checkInteger("Linear", "inputSize", inputSize);
    checkInteger("Linear", "outputSize", outputSize);
    checkDType("Linear", dtype);
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    const weight = [outputSize, inputSize];
    const { params, grads } = makeParams<LinearParams>(bias ? { weight, bias: [outputSize] } : { weight }, dtype);
    this.params = params;
    this.grads = grads;
    fillUniform(params, new Rng(seed), 1 / Math.sqrt(inputSize));
  }

  /** x: [.., in] → output: [.., out]. */
  forward(x: Tensor): { output: Tensor; cache: LinearCache } {
    const { weight, bias } = this.params;
    checkLastAxis("Linear.forward", "x", "in", this.inputSize, x);
    checkSameDType("Linear.forward", "x", weight.data, x.data);
    const output = empty([...x.shape.slice(0, -1), this.outputSize], weight.dtype);
    const kernels = getKernels(weight.dtype);
    kernels.gemm(asMatrix(output), asMatrix(x), transpose(asMatrix(weight)), false);
    if (bias) kernels.addBias(asMatrix(output), bias.data);
    return { output, cache: { x } };
  }

  /** dOutput: [.., out] → dx: [.., in]; adds dW = dOutputᵀ x and db into `grads`. */
  backward({ x }: LinearCache, dOutput: Tensor): { dx: Tensor } {
    const { weight } = this.params;
    const shape = [...x.shape.slice(0, -1), this.outputSize];
    checkShape("Linear.backward", "dOutput", "[.., out]", shape, dOutput);
    checkSameDType("Linear.backward", "dOutput", weight.data, dOutput.data);
    const kernels = getKernels(weight.dtype);
    kernels.gemm(asMatrix(this.grads.weight), transpose(asMatrix(dOutput)), asMatrix(x), true);
    if (this.grads.bias) kernels.addColumnSums(this.grads.bias.data, asMatrix(dOutput));
    const dx = empty(x.shape, weight.dtype);
    kernels.gemm(asMatrix(dx), asMatrix(dOutput), asMatrix(weight), false);
    return { dx };
  }
}
