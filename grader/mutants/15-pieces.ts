import { type RnnParams, rnnForward, Tensor, type Vec } from "unrolled";
import type { BothWays, Reading } from "../checks/15-masked-stacked-bidirectional.js";
import type { Answers } from "../checks/exercise.js";

/*
 * The solution cut into the places where people go wrong. It walks all T steps with a mask, while the reference reads
 * each row only as far as it goes; a mutant replaces one piece.
 */

/** One turn of the loop: the cell that is read, the one that is written, and whether it is a real word (mₜ). */
export type Turn = { readonly read: number; readonly write: number; readonly real: boolean };
/** A row of a batch, and the way in which it is read. */
export type Row = {
  readonly T: number;
  readonly lengths: readonly number[];
  readonly b: number;
  readonly reverse: boolean;
};
/** Where one direction of one layer ends, [B, H], and the row of states there. */
type Ends = readonly Tensor[];

export type Pieces = {
  readonly turns: (row: Row) => Turn[];
  /** The numbers of row b at step t. */
  readonly vectorAt: (x: Tensor, t: number, b: number) => Vec;
  readonly step: (params: RnnParams, x: Vec, hPrev: Vec, real: boolean) => Vec;
  /** What a row begins with; `before` is where the row before it ended. */
  readonly start: (zero: Vec, before: Vec) => Vec;
  /** The new state, from the one before and what the cell makes of the step. */
  readonly keep: (hPrev: Vec, proposed: Vec, real: boolean) => Vec;
  readonly emit: (h: Vec, real: boolean) => Vec;
  /** A row's final state, from its last state and its outputs. */
  readonly final: (h: Vec, outputs: readonly Vec[]) => Vec;
  /** The output of both directions at a word. */
  readonly sideBySide: (right: Vec, left: Vec) => Vec;
  /** The weights of the backward direction. */
  readonly backward: (layer: BothWays) => RnnParams;
  readonly ends: (right: Reading, left: Reading) => Ends;
  readonly allEnds: (layers: readonly Ends[]) => Ends;
  readonly output: (outputs: readonly Tensor[]) => Tensor;
  /** The lengths that a layer is told. */
  readonly told: (lengths: readonly number[], T: number, l: number) => readonly number[];
  readonly finish: (reading: Reading) => { readonly output: unknown; readonly hN: unknown };
};

const pieces: Pieces = {
  turns: ({ T, lengths, b, reverse }) =>
    Array.from({ length: T }, (_, k) => {
      const real = k < lengths[b];
      const t = real && reverse ? lengths[b] - 1 - k : k;
      return { read: t, write: t, real };
    }),
  vectorAt: ({ data, shape: [, B, n] }, t, b) => data.subarray((t * B + b) * n, (t * B + b + 1) * n),
  step: (params, x, hPrev) => rnnForward(params, x, hPrev).h,
  start: (zero) => zero,
  keep: (hPrev, proposed, real) => (real ? proposed : hPrev),
  emit: (h, real) => (real ? h : h.map(() => 0)),
  final: (h) => h,
  sideBySide: (right, left) => Float64Array.from([...right, ...left]),
  backward: ({ backward }) => backward,
  ends: (right, left) => [right.hN, left.hN],
  allEnds: (layers) => layers.flat(),
  output: (outputs) => outputs[outputs.length - 1],
  told: (lengths) => lengths,
  finish: (reading) => reading,
};

const joined = (tensors: readonly Tensor[]): Tensor =>
  new Tensor(Float64Array.from(tensors.flatMap(({ data }) => [...data])), [tensors.length, ...tensors[0].shape]);

/** The three functions of exercise 15, with some pieces replaced. */
export function solution(replaced: Partial<Pieces> = {}): Answers {
  const p = { ...pieces, ...replaced };

  function readLayer(params: RnnParams, x: Tensor, lengths: readonly number[], reverse: boolean): Reading {
    const [T, B] = x.shape;
    const H = params.bh.size;
    const [output, hN] = [Tensor.zeros([T, B, H]), Tensor.zeros([B, H])];
    for (let b = 0; b < B; b++) {
      let h = p.start(new Float64Array(H), hN.row(Math.max(b - 1, 0)));
      for (const { read, write, real } of p.turns({ T, lengths, b, reverse })) {
        h = p.keep(h, p.step(params, p.vectorAt(x, read, b), h, real), real);
        pieces.vectorAt(output, write, b).set(p.emit(h, real));
      }
      hN.row(b).set(
        p.final(
          h,
          Array.from({ length: T }, (_, t) => pieces.vectorAt(output, t, b)),
        ),
      );
    }
    return { output, hN };
  }

  function bothWays(layer: BothWays, x: Tensor, lengths: readonly number[]): { output: Tensor; ends: Ends } {
    const right = readLayer(layer.forward, x, lengths, false);
    const left = readLayer(p.backward(layer), x, lengths, true);
    const [T, B] = x.shape;
    const rows = Array.from({ length: T * B }, (_, n) => {
      const at = (half: Reading): Vec => pieces.vectorAt(half.output, Math.floor(n / B), n % B);
      return [...p.sideBySide(at(right), at(left))];
    });
    const output = new Tensor(Float64Array.from(rows.flat()), [T, B, rows[0].length]);
    return { output, ends: p.ends(right, left) };
  }

  function stack(layers: readonly BothWays[], x: Tensor, lengths: readonly number[]): Reading {
    const [outputs, ends]: [Tensor[], Ends[]] = [[], []];
    for (const [l, layer] of layers.entries()) {
      const reading = bothWays(layer, outputs[l - 1] ?? x, p.told(lengths, x.shape[0], l));
      outputs.push(reading.output);
      ends.push(reading.ends);
    }
    return { output: p.output(outputs), hN: joined(p.allEnds(ends)) };
  }

  return {
    readLayer: (...args: Parameters<typeof readLayer>) => p.finish(readLayer(...args)),
    readBothWays: (...args: Parameters<typeof bothWays>) => {
      const { output, ends } = bothWays(...args);
      return p.finish({ output, hN: joined(ends) });
    },
    readStack: (...args: Parameters<typeof stack>) => p.finish(stack(...args)),
  };
}
