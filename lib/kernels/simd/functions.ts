import type { FunctionBuilder } from "./assembler.js";
import { type Expr, f32x4, i32, i32x4 } from "./instructions.js";
import { keep, multiplyAdd, repeated } from "./vectors.js";

/** c₀ + c₁x + c₂x² + … by Horner's rule. */
function polynomial(f: FunctionBuilder, fma: boolean, x: Expr, coefficients: readonly number[]): Expr {
  return coefficients.map((c) => repeated(f, c)).reduceRight((sum, c) => multiplyAdd(fma, sum, x, c));
}

/** 1.5 · 2²³: a float of this size has no digits after the point, so adding it rounds, and n stands in the last bits. */
const ROUND = 12582912;

/**
 * eˣ = 2ⁿ eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2. ln 2 is taken off in two parts so that r keeps its digits;
 * eʳ = 1 + r + r²·P(r), P fitted for the least relative error (3e−9). x is kept where neither end leaves float32.
 */
export function exp(f: FunctionBuilder, fma: boolean, x: Expr): Expr {
  const { add, sub, mul, pmin, pmax } = f32x4;
  const clamped = keep(f, pmin(pmax(x, repeated(f, -87)), repeated(f, 88))); // in this order NaN stays NaN
  const rounded = keep(f, add(mul(clamped, repeated(f, Math.LOG2E)), repeated(f, ROUND)));
  const n = keep(f, sub(rounded, repeated(f, ROUND)));
  const high = sub(clamped, mul(n, repeated(f, 0.693359375)));
  const r = keep(f, sub(high, mul(n, repeated(f, -2.1219444e-4))));
  const P = polynomial(f, fma, r, [0.49999994, 0.1666652, 0.041668393, 0.008368781, 0.0013814465]);
  const expR = add(add(mul(mul(r, r), P), r), repeated(f, 1));
  const bias = f.constant("v128", i32x4.splat(i32.const(127 << 23))).get;
  const twoToN = i32x4.add(i32x4.shl(rounded, 23), bias); // n in the exponent bits of a float
  return mul(expR, twoToN);
}

/** σ(x) = 1 / (1 + e⁻ˣ). */
export function sigmoid(f: FunctionBuilder, fma: boolean, x: Expr): Expr {
  const one = repeated(f, 1);
  return f32x4.div(one, f32x4.add(one, exp(f, fma, f32x4.neg(x))));
}

/** tanh x = x · P(x²) / Q(x²), fitted for the least relative error in |x| ≤ 8; beyond that tanh is 1 to 2e−7. */
export function tanh(f: FunctionBuilder, fma: boolean, argument: Expr): Expr {
  const within = f32x4.pmin(f32x4.pmax(argument, repeated(f, -8)), repeated(f, 8)); // in this order NaN stays NaN
  const x = keep(f, within);
  const square = keep(f, f32x4.mul(x, x));
  const P = polynomial(f, fma, square, [1.0, 0.13444504, 0.0035716048, 2.1894766e-5, 1.5230553e-8]);
  const Q = polynomial(f, fma, square, [1.0, 0.46777833, 0.026164468, 0.00034113028, 8.522504e-7]);
  return f32x4.div(f32x4.mul(x, P), Q);
}
