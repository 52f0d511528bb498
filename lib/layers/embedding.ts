import { empty } from "../kernels/arena.js";
import { getKernels } from "../kernels/select.js";
import type { DType } from "../tensor/dtype.js";
import { checkDType, checkIndex, checkInteger, checkSameDType, checkShape, ShapeError } from "../tensor/errors.js";
import { Rng } from "../tensor/rng.js";
import { product, type Tensor } from "../tensor/tensor.js";
import { type Layer, makeParams } from "./layer.js";

/** weight: [V, D], one row a token. */
export type EmbeddingParams = { readonly weight: Tensor };

/** Sizes and start of an `Embedding`. */
export type EmbeddingOptions = {
  /** V: ids are whole numbers in [0, V). */
  readonly vocabSize: number;
  /** D. */
  readonly embeddingSize: number;
  readonly dtype?: DType;
  readonly seed?: number;
};

/** What `Embedding.backward` needs to know of one `forward`. */
export type EmbeddingCache = { readonly ids: Int32Array; readonly shape: readonly number[] };

/** A table of vectors: row `id` for token `id`, the same as a one-hot vector times a matrix (ch. 8). */
export class Embedding implements Layer<EmbeddingParams> {
  readonly params: EmbeddingParams;
  readonly grads: EmbeddingParams;
  readonly vocabSize: number;
  readonly embeddingSize: number;

  /** Entries start in N(0, 1), PyTorch's default. */
  constructor({ vocabSize, embeddingSize, dtype = "float32", seed = 0 }: EmbeddingOptions) {
    checkInteger("Embedding", "vocabSize", vocabSize);
    checkInteger("Embedding", "embeddingSize", embeddingSize);
    checkDType("Embedding", dtype);
    this.vocabSize = vocabSize;
    this.embeddingSize = embeddingSize;
    const { params, grads } = makeParams<EmbeddingParams>({ weight: [vocabSize, embeddingSize] }, dtype);
    this.params = params;
    this.grads = grads;
    const rng = new Rng(seed);
    for (let i = 0; i < params.weight.size; i++) params.weight.data[i] = rng.normal();
  }

  /** Token ids of the given shape (by default [N], all in a row) → output: [..shape, D]. */
  forward(ids: ArrayLike<number>, shape: readonly number[] = [ids.length]): { output: Tensor; cache: EmbeddingCache } {
    if (ids.length !== product(shape)) {
      throw new ShapeError(`Embedding.forward: ids must fill [${shape.join(", ")}], got ${ids.length} ids`);
    }
    for (let n = 0; n < ids.length; n++) checkIndex("Embedding.forward", `ids[${n}]`, this.vocabSize, ids[n]);
    const { weight } = this.params;
    const output = empty([...shape, this.embeddingSize], weight.dtype);
    const kept = ids instanceof Int32Array ? ids : Int32Array.from(ids);
    getKernels(weight.dtype).gatherRows(output.data, weight.data, kept, this.embeddingSize);
    return { output, cache: { ids: kept, shape: output.shape } };
  }

  /** dOutput: [..shape, D]; adds each row to its token's gradient in `grads`. Ids have no gradient of their own. */
  backward({ ids, shape }: EmbeddingCache, dOutput: Tensor): void {
    const { weight } = this.grads;
    checkShape("Embedding.backward", "dOutput", "[.., D]", shape, dOutput);
    checkSameDType("Embedding.backward", "dOutput", weight.data, dOutput.data);
    getKernels(weight.dtype).scatterAddRows(weight.data, ids, dOutput.data, this.embeddingSize);
  }
}
