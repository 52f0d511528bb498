/** The library as a program sees it: loaded from its source in Node, from dist/ in a browser. */
type Unrolled = typeof import("../index.js");

/** What a small training run comes to, as plain data that crosses from a browser to a test. */
export type SmallTraining = {
  /** The kernels that did the float32 work. */
  readonly kernels: string;
  /** Whether that work lay in memory that threads share. */
  readonly shared: boolean;
  /** How many tasks this thread has handed to helpers: the first number in the memory that they share. */
  readonly handedOut: number;
  /** The losses of a float32 LSTM's first steps. */
  readonly losses: readonly number[];
  /** A float64 LSTM's loss, the sum of each of its gradients, and its gradient check. */
  readonly loss: number;
  readonly gradientSums: readonly number[];
  readonly maxError: number;
};

/** Trains and checks a little. It is served to browsers as it stands, so it takes the library instead of importing it. */
export function smallTraining(unrolled: Unrolled): SmallTraining {
  const kernels = unrolled.getKernels();
  const { buffer } = kernels.allocate(1, "float32");
  const losses = float32Losses(unrolled);
  return {
    kernels: kernels.name,
    shared: typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer,
    handedOut: new Int32Array(buffer, 0, 1)[0],
    losses,
    ...float64Gradients(unrolled),
  };
}

/** Learns to repeat its input; large enough that two threads are worth it. */
function float32Losses({ Adam, Arena, LSTM, meanSquaredError, normalInit, Rng, zeroLayerGrads }: Unrolled): number[] {
  const [T, B, D] = [20, 16, 64];
  const x = normalInit(new Rng(1), [T, B, D], 1, "float32");
  const lstm = new LSTM({ inputSize: D, hiddenSize: D, seed: 2 });
  const [optimiser, arena] = [new Adam(lstm.params, { lr: 0.01 }), new Arena()];
  return Array.from({ length: 8 }, () =>
    arena.run(() => {
      const { output, cache } = lstm.forward(x);
      const { loss, dPredictions } = meanSquaredError(output, x);
      zeroLayerGrads(lstm);
      lstm.backward(cache, dPredictions);
      optimiser.step(lstm.grads);
      return loss;
    }),
  );
}

function float64Gradients({ gradCheck, LSTM, meanSquaredError, normalInit, Rng }: Unrolled) {
  const [T, B, D, H] = [3, 2, 2, 4];
  const [x, target] = [normalInit(new Rng(3), [T, B, D], 1), normalInit(new Rng(4), [T, B, H], 1)];
  const lstm = new LSTM({ inputSize: D, hiddenSize: H, dtype: "float64", seed: 5 });
  const { output, cache } = lstm.forward(x);
  const { loss, dPredictions } = meanSquaredError(output, target);
  lstm.backward(cache, dPredictions);
  const { maxError } = gradCheck(() => meanSquaredError(lstm.forward(x).output, target).loss, lstm.params, lstm.grads);
  const gradientSums = Object.values(lstm.grads).map(({ data }) =>
    Float64Array.from(data).reduce((sum, g) => sum + g, 0),
  );
  return { loss, gradientSums, maxError };
}
