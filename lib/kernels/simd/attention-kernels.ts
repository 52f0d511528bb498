import type { Vec } from "../../tensor/dtype.js";
import type { AdditiveAttention, AdditiveAttentionGrads } from "../attention.js";
import type { Kernels } from "../kernels.js";
import { plain } from "../plain.js";
import { Staging } from "./staging.js";
import { present, type Workshop } from "./workshop.js";

type Names = "additiveAttentionForward" | "additiveAttentionBackward";
type Arrays = {
  readonly q: Vec;
  readonly alpha: Vec;
  readonly context?: Vec;
  readonly dContext?: Vec;
  readonly dq?: Vec;
};

/** Additive attention. */
export function attentionKernels(shop: Workshop): Pick<Kernels, Names> {
  return {
    additiveAttentionForward: (run, q, alpha, context) => {
      if (!attend(shop, run, { q, alpha, context })) plain.additiveAttentionForward(run, q, alpha, context);
    },
    additiveAttentionBackward: (run, grads, q, alpha, dContext, dq) => {
      if (attend(shop, run, { q, alpha, dContext, dq }, grads)) return;
      plain.additiveAttentionBackward(run, grads, q, alpha, dContext, dq);
    },
  };
}

function attend(shop: Workshop, run: AdditiveAttention, arrays: Arrays, grads?: AdditiveAttentionGrads): boolean {
  const { engine, team } = shop;
  const { T, B, A, H, lengths, v, keys, h } = run;
  const { q, alpha, context, dContext, dq } = arrays;
  const written = present(context, dq, grads ? undefined : alpha, grads?.dv, grads?.dKeys, grads?.dh);
  const read = present<Vec | Int32Array>(v, keys, h, q, alpha, dContext, lengths);
  const staging = new Staging(engine, shop.heap, read, written);
  const address = (array: Vec | Int32Array | null | undefined) => (array ? staging.address(array) : 0);
  const parts = team.partsFor(40 * T * B * A);
  return staging.run(grads ? 4 * B * (A + T) : 0, (dvRows) => {
    const inputs = [T, B, A, H, ...[lengths, v, keys, h, q, alpha, context, dContext, dq].map(address)];
    const outputs = [dvRows, address(grads?.dKeys), address(grads?.dh), dvRows + 4 * B * A];
    team.run(grads ? "attentionBackward" : "attentionForward", [...inputs, ...outputs], parts);
    if (grads) for (let b = 0; b < B; b++) engine.wasm.addTo(dvRows + 4 * b * A, address(grads.dv), A);
  });
}
