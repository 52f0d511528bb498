import type { FunctionBuilder } from "./assembler.js";
import { type Expr, f32x4, i32, i32x4 } from "./instructions.js";
import { multiplyAdd } from "./vectors.js";

/**
 * Vectors of one repeated number, kept in memory: V8 loads one faster than it makes one.
 * They lie from `address` on, 16 bytes each; `bytes` is what to put there.
 */
export class Constants {
  private readonly lanes: number[] = [];

  constructor(
    private readonly address: number,
    /** Whether the functions made with them may fuse a product and a sum. */
    readonly fma: boolean,
  ) {}

  /** The float `value` in all four lanes. */
  float(value: number): Expr {
    return this.bits(new Uint32Array(Float32Array.of(value).buffer)[0]);
  }

  /** The integer `value` in all four lanes. */
  integer(value: number): Expr {
    return this.bits(value >>> 0);
  }

  get bytes(): Uint32Array {
    return Uint32Array.from(this.lanes.flatMap((lane) => [lane, lane, lane, lane]));
  }

  private bits(lane: number): Expr {
    let index = this.lanes.indexOf(lane);
    if (index < 0) index = this.lanes.push(lane) - 1;
    return f32x4.load(i32.const(this.address), 16 * index);
  }
}

/** c₀ + c₁x + c₂x² + … by Horner's rule. */
function polynomial(constants: Constants, x: Expr, coefficients: readonly number[]): Expr {
  return coefficients.reduceRight<Expr>(
    (sum, c) => (sum.length === 0 ? constants.float(c) : multiplyAdd(constants.fma, sum, x, constants.float(c))),
    [],
  );
}

/**
 * eˣ = 2ⁿ eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2. ln 2 is taken off in two parts so that r keeps its digits;
 * eʳ = 1 + r + r²·P(r), P fitted for the least relative error (3e−9). x is kept where neither end leaves float32.
 */
export function exp(f: FunctionBuilder, constants: Constants, x: Expr): Expr {
  const within = f32x4.pmin(f32x4.pmax(x, constants.float(-87)), constants.float(88)); // in this order NaN stays NaN
  const clamped = f.let("v128", within).get;
  const n = f.let("v128", f32x4.nearest(f32x4.mul(clamped, constants.float(Math.LOG2E)))).get;
  const high = f32x4.sub(clamped, f32x4.mul(n, constants.float(0.693359375)));
  const r = f.let("v128", f32x4.sub(high, f32x4.mul(n, constants.float(-2.1219444e-4)))).get;
  const P = polynomial(constants, r, [0.49999994, 0.1666652, 0.041668393, 0.008368781, 0.0013814465]);
  const expR = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), P), r), constants.float(1));
  const twoToN = i32x4.shl(i32x4.add(f32x4.toInt(n), constants.integer(127)), 23); // the exponent bits of a float
  return f32x4.mul(expR, twoToN);
}

/** σ(x) = 1 / (1 + e⁻ˣ). */
export function sigmoid(f: FunctionBuilder, constants: Constants, x: Expr): Expr {
  const one = constants.float(1);
  return f32x4.div(one, f32x4.add(one, exp(f, constants, f32x4.neg(x))));
}

/** tanh x = x · P(x²) / Q(x²), fitted for the least relative error in |x| ≤ 8; beyond that tanh is 1 to 2e−7. */
export function tanh(f: FunctionBuilder, constants: Constants, argument: Expr): Expr {
  const within = f32x4.pmin(f32x4.pmax(argument, constants.float(-8)), constants.float(8)); // in this order NaN stays NaN
  const x = f.let("v128", within).get;
  const square = f.let("v128", f32x4.mul(x, x)).get;
  const P = polynomial(constants, square, [1.0, 0.13444504, 0.0035716048, 2.1894766e-5, 1.5230553e-8]);
  const Q = polynomial(constants, square, [1.0, 0.46777833, 0.026164468, 0.00034113028, 8.522504e-7]);
  return f32x4.div(f32x4.mul(x, P), Q);
}
