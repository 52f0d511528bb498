import { echoTask, type Rng, Tensor } from "unrolled";
import {
  chunksOf, clipBySubmission, clipped, cutBySubmission, document, mapNetwork, NAMES, network, norm, right,
} from "./18-problem.js"; // biome-ignore format: a list
import { accuracy, type Network, type Options, type Steps, type Trained, trainByReference } from "./18-reference.js"; // biome-ignore format: a list
import { carriedForward } from "./carried.js";
import { expectClose } from "./compare.js";
import { type Asking, call } from "./conversation.js";
import type { Check } from "./exercise.js";
import { Failure } from "./failure.js";
import { formatSequence } from "./format.js";
import { describe, field, numbers } from "./structure.js";

/** T is no multiple of k, and no two sizes are the same. */
const CUTS = [{ T: 7, B: 2, k: 3 }, { T: 9, B: 4, k: 2 }, { T: 5, B: 3, k: 8 }] as const; // biome-ignore format: a list
/** What random gradients are multiplied by, and the limit: far above it, below it, all zero. */
const CLIPS = [[10, 0.5], [0.01, 5], [30, 5], [0, 1]] as const; // biome-ignore format: a list
const SIZES = { V: 3, H: 5, B: 2, T: [7, 8] } as const;

const cut: Check = {
  id: "cut",
  title: "cut takes a document apart, and loses nothing",
  points: 2,
  lookAt:
    "Step t of row b stands at t * B + b, so k steps are k * B entries, of the inputs and of the targets. What is left at the end counts too.",
  *run(rng) {
    for (const { T, B, k } of CUTS) {
      const source = document(rng, T, B, 10);
      const got = yield* cutBySubmission(source, k);
      const wanted = chunksOf(source, k);
      const input = (): string =>
        `T = ${T}, B = ${B}, k = ${k}\ninputs = ${formatSequence(source.inputs, [T, B])}\ntargets = ${formatSequence(source.targets, [T, B])}`;
      const lengths = (chunks: readonly Steps[]): Float64Array => Float64Array.from(chunks, (chunk) => chunk.T);
      if (got.length !== wanted.length) {
        throw new Failure({ problem: `cut: T = ${T} steps in chunks of k = ${k} are ${wanted.length} chunks, got ${got.length}`, input: input() }); // biome-ignore format: a line
      }
      expectClose("the steps of the chunks", [wanted.length], lengths(got), lengths(wanted), input);
      for (const [i, chunk] of wanted.entries()) {
        for (const name of ["inputs", "targets"] as const) {
          expectClose(`chunk ${i}: ${name}`, [chunk.T, B], got[i][name], chunk[name], input);
        }
      }
    }
    return undefined;
  },
};

const detach: Check = {
  id: "detach",
  title: "detach keeps the values and cuts the way back",
  points: 1,
  lookAt: "A state has two things in it: numbers, and a way back. Which of them goes on into the next chunk?",
  *run(rng) {
    const h = Float64Array.from({ length: 6 }, () => rng.uniform(-1, 1));
    const returned = yield* call("detach", { h, past: { chunk: "the one before" } });
    const values = numbers("detach", "h", "[B · H]", [6], field("detach", returned, "h"));
    expectClose("h", [6], values, h, () => `h = ${formatSequence(h, [6])}`);
    if ((returned as { past?: unknown }).past) throw new Failure({ problem: "detach: the state still has a `past`" });
    return undefined;
  },
};

const clip: Check = {
  id: "clip",
  title: "clip limits the global norm",
  points: 2,
  lookAt: "One norm for all tensors together, one factor for all of them, and none where the norm is small enough.",
  *run(rng) {
    for (const [scale, maxNorm] of CLIPS) {
      const grads = mapNetwork(network(rng, SIZES.V, SIZES.H), ({ data }) => Float64Array.from(data, (g) => g * scale));
      const got = yield* clipBySubmission(grads, maxNorm);
      const wanted = clipped(grads, maxNorm);
      const input = (): string => `a gradient of norm ${norm(grads).toFixed(4)}, clipped to ${maxNorm}`;
      for (const name of NAMES) {
        expectClose(name, wanted[name].shape, got[name].data as Float64Array, wanted[name].data as Float64Array, input);
      }
    }
    return undefined;
  },
};

function* trainBySubmission(params: Network, documents: readonly Steps[], options: Options): Asking<Trained> {
  const returned = yield* call("train", params, documents, options);
  const trained = field("train", returned, "params");
  const read = (name: (typeof NAMES)[number]): Tensor => {
    const { shape } = params[name];
    return new Tensor(numbers("train", `params.${name}`, `[${shape.map(() => "·").join(", ")}]`, shape, field("train: params", trained, name)), shape); // biome-ignore format: a line
  };
  const losses = field("train", returned, "losses");
  if (!Array.isArray(losses) && !(losses instanceof Float64Array)) throw new Failure({ problem: `train: losses must be an array with one number a chunk, got ${describe(losses)}` }); // biome-ignore format: a line
  return {
    params: Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Network,
    losses: [...losses] as number[],
  };
}

/** The parameters after two short documents, and the loss of each chunk. */
function* compareTraining(rng: Rng): Asking<string | undefined> {
  const { V, H, B, T } = SIZES;
  for (const k of [3, 2]) {
    const start = network(rng, V, H);
    const documents = T.map((steps) => document(rng, steps, B, V));
    const options = { k, lr: 0.05, maxNorm: 0.3 };
    const got = yield* trainBySubmission(start, documents, options);
    const wanted = yield* trainByReference(copy(start), documents, options, right);
    const input = (): string => `documents of ${T.join(" and ")} steps, B = ${B}, k = ${k}, lr = ${options.lr}, maxNorm = ${options.maxNorm}, random parameters`; // biome-ignore format: a line
    try {
      compareTrained(got, wanted, input);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      const own = yield* trainByReference(copy(start), documents, options, {
        cut: cutBySubmission,
        clip: clipBySubmission,
      });
      try {
        compareTrained(got, own, input);
      } catch {
        throw failure;
      }
      return carriedForward("it", "cut", "clip");
    }
  }
  return undefined;
}

const copy = (params: Network): Network => mapNetwork(params, ({ data }) => Float64Array.from(data));

function compareTrained(got: Trained, wanted: Trained, input: () => string): void {
  const losses = numbers("train", "losses", "[chunks]", [wanted.losses.length], got.losses);
  expectClose("losses", [losses.length], losses, Float64Array.from(wanted.losses), input);
  for (const name of NAMES) {
    const { shape, data } = wanted.params[name];
    expectClose(`params.${name}`, shape, got.params[name].data as Float64Array, data as Float64Array, input);
  }
}

const train: Check = {
  id: "train",
  title: "train: the parameters after two short documents",
  points: 4,
  lookAt:
    "In each chunk: read it from the carried state, go back, clip, step, carry. A document begins with a state of zeros; the optimiser is made once.",
  run: compareTraining,
};

const ECHO = { H: 12, B: 8, lag: 5, documents: 20, chunks: 40, lr: 0.02, maxNorm: 1, testSteps: 120 } as const;

/** The accuracy that the submission's training reaches with windows of k steps. */
function* echo(rng: Rng, k: number): Asking<number> {
  const { H, B, lag, lr, maxNorm } = ECHO;
  const task = (T: number): Steps => {
    const { inputs, targets } = echoTask(rng, { T, lag, B });
    return { T, B, inputs: Float64Array.from(inputs), targets: Float64Array.from(targets) };
  };
  const documents = Array.from({ length: ECHO.documents }, () => task(ECHO.chunks * k));
  const { params } = yield* trainBySubmission(network(rng, 2, H), documents, { k, lr, maxNorm });
  return accuracy(params, task(ECHO.testSteps), lag);
}

/** `compareTraining`, in words for a check that has a question of its own and does not come to it. */
function* trainedRightly(rng: Rng): Asking<string | undefined> {
  try {
    return yield* compareTraining(rng);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { problem, wrong } = error.details;
    throw new Failure({ problem: `not tried, since \`train\` is not right yet: ${problem}`, wrong });
  }
}

const window: Check = {
  id: "window",
  title: "an echo of lag 5 is learnt with k = 6, and not with k = 5",
  points: 1,
  lookAt:
    'This part trains with your `train`: make that right first. Then run the cell under "Try it": from which k on does the loss fall below ln 2? Count the steps from a target back to the input that it repeats.',
  *run(rng) {
    // What is wrong, or carried forward, shows on two short documents: it need not be trained for seconds.
    const carried = yield* trainedRightly(rng.split(1));
    if (carried) return carried;
    const [short, long] = [yield* echo(rng.split(2), 5), yield* echo(rng.split(3), 6)];
    const told = `accuracy ${short.toFixed(3)} with k = 5, ${long.toFixed(3)} with k = 6`;
    if (long < 0.99) throw new Failure({ problem: `k = 6 should learn the echo: ${told}` });
    if (short > 0.8) throw new Failure({ problem: `k = 5 should not be able to learn the echo: ${told}` });
    return told;
  },
};

export const checks: readonly Check[] = [cut, detach, clip, train, window];
