import type { Vec } from "../tensor/dtype.js";
import { ArgumentError, checkInteger, describe } from "../tensor/errors.js";
import { orthogonalInit } from "../tensor/init.js";
import type { Params } from "../tensor/params.js";
import type { Rng } from "../tensor/rng.js";

/** Every parameter from U(−bound, bound), each from its own stream: a layer's default. */
export function fillUniform(params: Params, rng: Rng, bound: number): void {
  for (const [i, { data }] of Object.values(params).entries()) {
    const stream = rng.split(i);
    for (let j = 0; j < data.length; j++) data[j] = stream.uniform(-bound, bound);
  }
}

/**
 * Makes every recurrent weight matrix W_hh of a recurrent layer, gate by gate, a random orthogonal one (Saxe et al. 2014):
 * all its singular values are 1.
 */
export function initOrthogonal(params: Params, rng: Rng): void {
  for (const [n, suffix] of suffixesOf("initOrthogonal", params).entries()) {
    const W = params[`weight_hh${suffix}`];
    const H = W.shape[1];
    const stream = rng.split(n);
    for (let row = 0; row < W.shape[0]; row += H) W.data.set(orthogonalInit(stream, [H, H], W.dtype).data, row * H);
  }
}

/**
 * Starts every forget gate of an LSTM at `bias` (ch. 9, "The Cell State and Three Gates"; Jozefowicz et al. 2015). It has two biases: all goes into bias_ih, bias_hh gets 0 there.
 */
export function initForgetBias(params: Params, bias: number): void {
  if (!Number.isFinite(bias)) throw new ArgumentError(`initForgetBias: bias must be finite, got ${describe(bias)}`);
  for (const { ih, hh, H } of lstmBiases("initForgetBias", params)) {
    ih.fill(bias, H, 2 * H);
    hh.fill(0, H, 2 * H);
  }
}

/**
 * Chrono initialisation of an LSTM (Tallec & Ollivier 2018): forget biases ln u with u from U(1, longest − 1), input biases
 * their negatives, so that the units start with half-lives spread up to `longest` steps.
 */
export function initChrono(params: Params, longest: number, rng: Rng): void {
  checkInteger("initChrono", "longest", longest, 3);
  for (const [n, { ih, hh, H }] of lstmBiases("initChrono", params).entries()) {
    const stream = rng.split(n);
    for (let j = 0; j < H; j++) {
      ih[H + j] = Math.log(stream.uniform(1, longest - 1));
      ih[j] = -ih[H + j];
    }
    hh.fill(0, 0, 2 * H);
  }
}

/** The biases of each layer and direction: gate blocks i, f, g, o of H numbers. */
function lstmBiases(where: string, params: Params): { ih: Vec; hh: Vec; H: number }[] {
  return suffixesOf(where, params).map((suffix) => {
    const [rows, H] = params[`weight_hh${suffix}`].shape;
    if (rows !== 4 * H) throw new ArgumentError(`${where}: params must be an LSTM's, got ${rows / H} gate blocks`);
    return { ih: params[`bias_ih${suffix}`].data, hh: params[`bias_hh${suffix}`].data, H };
  });
}

/** "_l0", "_l0_reverse", … */
function suffixesOf(where: string, params: Params): string[] {
  const suffixes = Object.keys(params).flatMap((name) => name.match(/^weight_hh(_l\d+(?:_reverse)?)$/)?.[1] ?? []);
  if (suffixes.length === 0)
    throw new ArgumentError(`${where}: params must be a recurrent layer's, got no weight_hh_l0`);
  return suffixes;
}
