import { Arena } from "../kernels/arena.js";
import { type Layer, zeroLayerGrads } from "../layers/layer.js";
import { ArgumentError, checkIds, checkInteger, ShapeError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import { clipScale } from "./clip.js";
import { type StepResult, type TrainOptions, type TrainResult, train } from "./loop.js";
import { crossEntropy } from "./losses.js";
import type { Optimiser } from "./optimisers.js";
import type { Schedule } from "./schedules.js";

/** States by name, each [.., B, H]: h, or h and c. */
export type CarriedState = { readonly [name: string]: Tensor | undefined };

/** What truncated backpropagation trains: logits for each token it reads, from a state. `SequenceModel` is one. */
export interface StreamModel<State extends CarriedState, Cache> extends Layer {
  /** ids: [T, B], from `state` (zeros when left out) → logits: [T, B, V], and the state after them. */
  forward(
    tokens: { readonly T: number; readonly B: number; readonly ids: ArrayLike<number> },
    options: { readonly state?: State },
  ): { readonly logits: Tensor; readonly state: State; readonly cache: Cache };
  /** Adds the gradients of that forward pass into `grads`. */
  backward(cache: Cache, dLogits: Tensor): unknown;
}

/** The next k steps of B parallel rows, as `documentChunks` cuts them: ids [T, B], time-major. */
export type Chunk = {
  readonly T: number;
  readonly B: number;
  readonly inputs: ArrayLike<number>;
  /** −1 where nothing is to be learned. */
  readonly targets: ArrayLike<number>;
  /** Row b begins a new document with this chunk, and with a state of zeros; all of them: nothing is carried. */
  readonly starts: readonly boolean[];
};

/** A long labelled sequence, [T, B], in chunks of k steps; the last may be shorter. All rows begin with the first chunk. */
export function cutIntoChunks({ T, B, inputs, targets }: Omit<Chunk, "starts">, k: number): Chunk[] {
  for (const [name, size] of Object.entries({ T, B, k })) checkInteger("cutIntoChunks", name, size);
  const whole = { inputs: copyIds("inputs", T * B, inputs, 0), targets: copyIds("targets", T * B, targets, -1) };
  return Array.from({ length: Math.ceil(T / k) }, (_, i) => {
    const [from, to] = [i * k, Math.min(T, (i + 1) * k)];
    const cut = (ids: Int32Array): Int32Array => ids.subarray(from * B, to * B);
    const starts = new Array<boolean>(B).fill(i === 0);
    return { T: to - from, B, inputs: cut(whole.inputs), targets: cut(whole.targets), starts };
  });
}

/** T · B ids of at least `least`. */
function copyIds(name: string, size: number, ids: ArrayLike<number>, least: number): Int32Array {
  if (ids.length !== size)
    throw new ShapeError(`cutIntoChunks: ${name} must hold T · B = ${size} ids, got ${ids.length}`);
  checkIds("cutIntoChunks", name, ids, least);
  return Int32Array.from(ids);
}

/** A run over a stream. */
export type TruncatedBpttOptions<State extends CarriedState, Cache> = Pick<
  TrainOptions,
  "from" | "onProgress" | "onEnd" | "signal"
> & {
  readonly model: StreamModel<State, Cache>;
  /** The stream in order, k steps a chunk. */
  readonly chunks: readonly Chunk[];
  readonly optimiser: Optimiser;
  /** How often the whole stream is read; its state begins at zero each time. */
  readonly passes?: number;
  /** The global norm to clip to; the chapter's 5 when left out, Infinity for none. */
  readonly maxNorm?: number;
  /** The learning rate at each step; the optimiser's own when left out. */
  readonly schedule?: Schedule;
  /**
   * Goes on from here, together with `from`: the state that a run before returned or saved. It may be left out only where a
   * pass begins.
   */
  readonly state?: State;
  /** As for `train`; the state belongs into the checkpoint too. */
  readonly checkpoint?: {
    readonly every: number;
    readonly save: (next: number, state: State | undefined) => void | Promise<void>;
  };
};

/**
 * Truncated backpropagation through time (ch. 9, "Truncated Backpropagation Through Time"; Williams & Peng 1990, with
 * k₁ = k₂ = k): reads the stream k steps at a time, learns within the chunk, and carries the values of the state, but no
 * gradient, into the next one. Memory depends on k and not on the stream. What lies further back than k steps still
 * reaches the state, but is never credited for it: the gradient is biased.
 */
export async function trainTruncatedBptt<State extends CarriedState, Cache>(
  options: TruncatedBpttOptions<State, Cache>,
): Promise<TrainResult & { readonly state: State | undefined }> {
  const { chunks, optimiser, passes = 1, schedule, checkpoint } = options;
  checkRun(options);
  const arena = new Arena();
  let { state } = options;
  const step = (i: number): StepResult => {
    const chunk = chunks[i % chunks.length];
    const before = i % chunks.length === 0 ? undefined : state && resetStarted(state, chunk);
    if (schedule) optimiser.lr = schedule(i);
    const { after, ...result } = arena.run(() => learn(options, chunk, before));
    state = after;
    return result;
  };
  const { from, onProgress, onEnd, signal } = options;
  const saving = checkpoint && { ...checkpoint, save: (next: number) => checkpoint.save(next, state) };
  const told = { onProgress, onEnd, signal };
  const result = await train({ ...told, from, checkpoint: saving, steps: passes * chunks.length, step });
  return { ...result, state };
}

/** `train` would tell the end of a run that begins; of one that cannot, this does. */
function checkRun<State extends CarriedState, Cache>(options: TruncatedBpttOptions<State, Cache>): void {
  const { chunks, passes = 1, from = 0, onEnd } = options;
  try {
    if (chunks.length === 0) throw new ArgumentError("trainTruncatedBptt: chunks must hold at least one, got none");
    checkInteger("trainTruncatedBptt", "passes", passes);
    checkInteger("trainTruncatedBptt", "from", from, 0);
    if (options.state || from >= passes * chunks.length || beginsAnew(chunks, from)) return;
    throw new ArgumentError(
      `trainTruncatedBptt: from = ${from} is inside a pass: give the state that the run before returned`,
    );
  } catch (error) {
    onEnd?.("failed");
    throw error;
  }
}

/** Whether nothing is carried into step i. */
function beginsAnew(chunks: readonly Chunk[], i: number): boolean {
  const { B, starts } = chunks[i % chunks.length];
  return i % chunks.length === 0 || (starts.length === B && starts.every(Boolean));
}

/** One chunk: forward from the carried state, backward to its beginning and no further, clip, step. */
function learn<State extends CarriedState, Cache>(
  { model, optimiser, maxNorm = 5 }: TruncatedBpttOptions<State, Cache>,
  { T, B, inputs, targets }: Chunk,
  before: State | undefined,
): StepResult & { after: State } {
  const { logits, state, cache } = model.forward({ T, B, ids: inputs }, { state: before });
  const { loss, dLogits } = crossEntropy(logits, targets);
  zeroLayerGrads(model);
  model.backward(cache, dLogits); // the gradient of the state before is dropped: the chapter's detach()
  const { norm, scale } = clipScale(model.grads, maxNorm);
  optimiser.step(model.grads, scale);
  return { loss, gradNorm: norm, after: mapTensors(state, (tensor) => tensor.clone()) }; // out of the arena
}

/** The same state with zeros in the rows that begin a document. */
function resetStarted<State extends CarriedState>(state: State, { B, starts }: Chunk): State {
  return mapTensors(state, (tensor, name) => {
    const [rows, H] = tensor.shape.slice(-2);
    if (rows !== B) {
      throw new ShapeError(`trainTruncatedBptt: chunks must all have B = ${rows} rows, as ${name} has, got ${B}`);
    }
    const reset = tensor.clone();
    for (let at = 0, row = 0; at < reset.size; at += H, row++) if (starts[row % B]) reset.data.fill(0, at, at + H);
    return reset;
  });
}

function mapTensors<State extends CarriedState>(state: State, change: (tensor: Tensor, name: string) => Tensor): State {
  const entries = Object.entries(state).map(([name, tensor]) => [name, tensor && change(tensor, name)]);
  return Object.fromEntries(entries) as State;
}
