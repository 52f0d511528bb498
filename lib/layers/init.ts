import type { Params } from "../tensor/params.js";
import type { Rng } from "../tensor/rng.js";

/** Every parameter from U(−bound, bound), each from its own stream: a layer's default. */
export function fillUniform(params: Params, rng: Rng, bound: number): void {
  for (const [i, { data }] of Object.values(params).entries()) {
    const stream = rng.split(i);
    for (let j = 0; j < data.length; j++) data[j] = stream.uniform(-bound, bound);
  }
}
