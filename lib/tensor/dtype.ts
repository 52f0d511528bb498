/** Numbers in a row, in either precision. Matrices are row-major; `Tensor` adds the shape. */
export type Vec = Float32Array | Float64Array;

/** float64 for gradient checks and reading along; float32 for speed. */
export type DType = "float32" | "float64";

/** `size` zeros of the given precision. */
export function zeros(size: number, dtype: DType = "float64"): Vec {
  return dtype === "float32" ? new Float32Array(size) : new Float64Array(size);
}

/** The precision of `data`. */
export function dtypeOf(data: Vec): DType {
  return data instanceof Float32Array ? "float32" : "float64";
}

/** `size` zeros of the same precision as `like`. */
export function zerosLike(like: Vec, size: number = like.length): Vec {
  return zeros(size, dtypeOf(like));
}

/** Whether `value` is an array of either precision. */
export function isVec(value: unknown): value is Vec {
  return value instanceof Float32Array || value instanceof Float64Array;
}
