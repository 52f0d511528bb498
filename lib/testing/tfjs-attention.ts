import { expect, it } from "vitest";
import type { Attention } from "../layers/attention.js";
import { BahdanauAttention } from "../layers/bahdanau-attention.js";
import { LuongAttention } from "../layers/luong-attention.js";
import { ScaledDotProductAttention } from "../layers/scaled-dot-attention.js";
import type { AttentionKind } from "../seq2seq/decoder.js";
import type { Params } from "../tensor/params.js";
import { Rng } from "../tensor/rng.js";
import type { Tensor } from "../tensor/tensor.js";
import { TfjsAttention } from "../tfjs/attention.js";
import type { Tf, TfTensor } from "../tfjs/tf.js";
import { makeVariables, toTf } from "../tfjs/twin.js";
import { randomise, randomTensor } from "./random.js";
import { expectParams, readAll } from "./tfjs.js";

type Kind = Exclude<AttentionKind, "none">;

/** Q queries in each of B rows against T positions; the second row has none that is real. */
const [Q, B, T, H] = [2, 3, 5, 4];
const LENGTHS = [3, 0, 5];

/** Sizes differ wherever the score lets them. */
const CASES: readonly [Kind, Attention<unknown>][] = [
  ["bahdanau", new BahdanauAttention({ hiddenSize: 3, encoderSize: H, attentionSize: 6 })],
  ["luong-dot", new LuongAttention({ score: "dot", hiddenSize: H })],
  ["luong-general", new LuongAttention({ score: "general", hiddenSize: 3, encoderSize: H })],
  ["scaled-dot", new ScaledDotProductAttention({ hiddenSize: H })],
];

type Given = { readonly s: Tensor; readonly h: Tensor; readonly dContext: Tensor };

/** Contexts, weights and all gradients of each attention are the scratch library's. */
export function attentionSuite(tf: () => Tf): void {
  it.each(CASES)("%s: several queries, rows of unequal length, one of them empty", async (kind, layer) => {
    const [rng, dtype] = [new Rng(5), "float32"] as const;
    randomise(layer.params, rng);
    for (const { data } of Object.values(layer.grads)) data.fill(0);
    const given = {
      s: randomTensor(rng, [Q, B, layer.hiddenSize], dtype),
      h: randomTensor(rng, [T, B, H], dtype),
      dContext: randomTensor(rng, [Q, B, H], dtype),
    };
    const results = await runTwin(tf(), kind, layer.params, given);
    expectParams(results, runScratch(layer, given));
    for (let q = 0; q < Q; q++) {
      expect([...results.context.reshape([Q * B, H]).row(q * B + 1)]).toEqual([0, 0, 0, 0]);
      expect([...results.alpha.reshape([Q * B, T]).row(q * B)].slice(LENGTHS[0])).toEqual([0, 0]);
    }
  });

  it("without lengths takes all positions for real", async () => {
    const [h, s] = [[T, B, H], [B, Q, H]].map((shape) => randomTensor(new Rng(6), shape, "float32")); // biome-ignore format: one line
    const results = tf().tidy(() => {
      const attention = new TfjsAttention(tf(), "luong-dot", {});
      const alphaOf = (lengths?: number[]) =>
        attention.open(attention.remember(toTf(tf(), h), lengths))(toTf(tf(), s)).alpha;
      return { all: alphaOf(), some: alphaOf([T, T, T]) };
    });
    const { all, some } = await readAll(results);
    expectParams({ all }, { all: some }, 0);
    tf().dispose(results);
  });
}

function runScratch(layer: Attention<unknown>, { s, h, dContext }: Given): Params {
  const { context, alpha, cache } = layer.forward(s, h, { lengths: LENGTHS });
  const { ds, dh } = layer.backward(cache, dContext);
  return { context, alpha, s: ds, h: dh, ...layer.grads };
}

async function runTwin(tf: Tf, kind: Kind, params: Params, { s, h, dContext }: Given): Promise<Params> {
  const variables = makeVariables(tf, { ...params, s, h });
  const swap = (x: TfTensor) => tf.transpose(x, [1, 0, 2]); // the batch is the first axis in there
  const results = tf.tidy(() => {
    const forward: Record<string, TfTensor> = {};
    const { grads } = tf.variableGrads(() => {
      const attention = new TfjsAttention(tf, kind, variables);
      const memory = attention.remember(variables.h, LENGTHS);
      const { context, alpha } = attention.open(memory)(swap(variables.s));
      Object.assign(forward, { context: tf.keep(swap(context)), alpha: tf.keep(swap(alpha)) });
      return tf.sum(tf.mul(swap(context), toTf(tf, dContext)));
    }, Object.values(variables));
    return {
      ...forward,
      ...Object.fromEntries(Object.entries(variables).map(([name, { name: id }]) => [name, grads[id]])),
    };
  });
  const read = await readAll(results);
  tf.dispose({ ...results, ...variables });
  return read;
}
