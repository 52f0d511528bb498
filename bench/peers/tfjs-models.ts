import { type Sizes, WORKLOADS, type WorkloadName } from "../workloads.js";
import type { Tensor, TensorFlow } from "./tensorflow.js";

/** A function from tensor to tensor with variables of its own. */
type Block = (x: Tensor) => Tensor;

/** The mean loss of one pass over the workload's fixed data; its variables are made once, beforehand. */
export function makeLoss(tf: TensorFlow, backend: string, workload: WorkloadName): () => Tensor {
  const sizes = WORKLOADS[workload].sizes;
  const parts = new Parts(tf, backend !== "wasm");
  if (workload === "W3") return tagger(parts, sizes);
  if (workload === "W4") return translator(parts, sizes);
  return languageModel(parts, sizes, workload === "W2" ? "lstm" : "rnn");
}

/** Building blocks from raw operations. All time steps are projected in one product, as anyone would who wants speed. */
class Parts {
  constructor(
    readonly tf: TensorFlow,
    /** Whether the backend has a gradient for it; wasm has none, and multiplies by one-hot rows instead. */
    private readonly canGather: boolean,
  ) {}

  weight(shape: readonly number[], bound: number): Tensor {
    const { tf } = this;
    return tf.tidy(() => tf.variable(tf.randomUniform(shape, -bound, bound)));
  }

  linear(D: number, H: number, bound: number = 1 / Math.sqrt(D)): Block {
    const { tf } = this;
    const [W, b] = [this.weight([D, H], bound), this.weight([H], bound)];
    return (x) => tf.add(tf.matMul(x, W), b);
  }

  table(V: number, E: number): (ids: Tensor) => Tensor {
    const { tf } = this;
    const weight = this.weight([V, E], 1);
    return (ids) => (this.canGather ? tf.gather(weight, ids) : tf.matMul(ids, weight));
  }

  /** Fixed random tokens, in the form `table` takes: ids, or their one-hot rows. */
  tokens(count: number, V: number): Tensor {
    return this.canGather ? this.ids(count, V) : this.oneHot(count, V);
  }

  oneHot(count: number, V: number): Tensor {
    const { tf } = this;
    return tf.tidy(() => tf.cast(tf.oneHot(this.ids(count, V), V), "float32")); // wasm writes integers, whatever it is told
  }

  private ids(count: number, V: number): Tensor {
    const random = Int32Array.from({ length: count }, () => Math.floor(Math.random() * V));
    return this.tf.tensor(random, [count], "int32");
  }

  crossEntropy(logits: Tensor, oneHot: Tensor): Tensor {
    const { tf } = this;
    return tf.neg(tf.mean(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1)));
  }

  /** x: [T·B, D] → the states, T times [B, H]. */
  recurrence(cell: "rnn" | "lstm" | "gru", D: number, { H, B, T }: Sizes, reverse = false): (x: Tensor) => Tensor[] {
    const { tf } = this;
    const gates = { rnn: 1, lstm: 4, gru: 3 }[cell] * H;
    const [input, recurrent] = [this.linear(D, gates, 1 / Math.sqrt(H)), this.linear(H, gates, 1 / Math.sqrt(H))];
    return (x) => {
      const projected = tf.unstack(tf.reshape(input(x), [T, B, gates]), 0);
      let [h, c] = [tf.zeros([B, H]), tf.zeros([B, H])];
      const states = (reverse ? projected.reverse() : projected).map((px) => {
        if (cell === "lstm") [h, c] = this.lstmCell(tf.add(px, recurrent(h)), c);
        else h = cell === "gru" ? this.gruCell(px, recurrent(h), h) : tf.tanh(tf.add(px, recurrent(h)));
        return h;
      });
      return reverse ? states.reverse() : states;
    };
  }

  lstmCell(gates: Tensor, cPrev: Tensor): [h: Tensor, c: Tensor] {
    const { tf } = this;
    const [i, f, g, o] = tf.split(gates, 4, 1);
    const c = tf.add(tf.mul(tf.sigmoid(f), cPrev), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    return [tf.mul(tf.sigmoid(o), tf.tanh(c)), c];
  }

  gruCell(px: Tensor, ph: Tensor, hPrev: Tensor): Tensor {
    const { tf } = this;
    const [[xr, xz, xn], [hr, hz, hn]] = [tf.split(px, 3, 1), tf.split(ph, 3, 1)];
    const z = tf.sigmoid(tf.add(xz, hz));
    const n = tf.tanh(tf.add(xn, tf.mul(tf.sigmoid(tf.add(xr, hr)), hn)));
    return tf.add(n, tf.mul(z, tf.sub(hPrev, n)));
  }
}

function languageModel(parts: Parts, sizes: Sizes, cell: "rnn" | "lstm"): () => Tensor {
  const { V, E, H, B, T } = sizes;
  const [embed, layer, project] = [parts.table(V, E), parts.recurrence(cell, E, sizes), parts.linear(H, V)];
  const [inputs, targets] = [parts.tokens(T * B, V), parts.oneHot(T * B, V)];
  return () => parts.crossEntropy(project(parts.tf.concat(layer(embed(inputs)), 0)), targets);
}

function tagger(parts: Parts, sizes: Sizes): () => Tensor {
  const { tf } = parts;
  const { V: tags, E, H, B, T } = sizes;
  const layers = [E, 2 * H].map((D) => [parts.recurrence("lstm", D, sizes), parts.recurrence("lstm", D, sizes, true)]);
  const project = parts.linear(2 * H, tags);
  const [x, targets] = [tf.randomNormal([T * B, E]), parts.oneHot(T * B, tags)];
  return () => {
    const top = layers.reduce((below, directions) => {
      const states = directions.map((direction) => tf.concat(direction(below), 0));
      return tf.concat(states, 1);
    }, x);
    return parts.crossEntropy(project(top), targets);
  };
}

function translator(parts: Parts, sizes: Sizes): () => Tensor {
  const { tf } = parts;
  const { V, E, H, B, T } = sizes;
  const [source, target] = [parts.table(V, E), parts.table(V, E)];
  const encode = parts.recurrence("gru", E, sizes);
  const bound = 1 / Math.sqrt(H);
  const [input, recurrent] = [parts.linear(E + H, 3 * H, bound), parts.linear(H, 3 * H, bound)];
  const [query, key, score, project] = [
    parts.linear(H, H),
    parts.linear(H, H),
    parts.weight([H, 1], bound),
    parts.linear(H, V),
  ];
  const [sourceIds, targetIds, targets] = [parts.tokens(T * B, V), parts.tokens(T * B, V), parts.oneHot(T * B, V)];
  return () => {
    const states = encode(source(sourceIds));
    const h = tf.stack(states, 0);
    const keys = tf.reshape(key(tf.concat(states, 0)), [T, B, H]);
    let s = states[T - 1];
    const decoded = tf.unstack(tf.reshape(target(targetIds), [T, B, E]), 0).map((x) => {
      const energy = tf.matMul(tf.reshape(tf.tanh(tf.add(keys, query(s))), [T * B, H]), score);
      const alpha = tf.transpose(tf.softmax(tf.transpose(tf.reshape(energy, [T, B]))));
      const context = tf.sum(tf.mul(tf.reshape(alpha, [T, B, 1]), h), 0);
      s = parts.gruCell(input(tf.concat([x, context], 1)), recurrent(s), s);
      return s;
    });
    return parts.crossEntropy(project(tf.concat(decoded, 0)), targets);
  };
}
