import { ArgumentError, checkInteger, checkPositive, describe } from "./errors.js";

/** The whole state of an `Rng`: plain numbers, so that a checkpoint can hold it. */
export type RngState = {
  readonly key: readonly [number, number];
  readonly drawn: number;
  readonly spare: number | null;
};

/**
 * Seeded random numbers, the same on every machine: Philox4x32-10 (Salmon et al. 2011), a counter put through a cipher.
 * Streams made with `split` are independent, so adding a draw in one place never changes the draws of another.
 */
export class Rng {
  private readonly key: readonly [number, number];
  private drawn = 0;
  private spare: number | null = null;
  private block: Uint32Array = new Uint32Array(4);

  /** @param seed a whole number in [0, 2^53). */
  constructor(seed: number) {
    checkInteger("Rng", "seed", seed, 0);
    this.key = [seed >>> 0, Math.floor(seed / 2 ** 32)];
  }

  /** Continues where `state()` was taken. */
  static fromState({ key, drawn, spare }: RngState): Rng {
    if (!Array.isArray(key)) throw new ArgumentError(`Rng.fromState: key must be two numbers, got ${describe(key)}`);
    checkInteger("Rng.fromState", "drawn", drawn, 0);
    if (spare !== null && !Number.isFinite(spare)) {
      throw new ArgumentError(`Rng.fromState: spare must be null or a finite number, got ${describe(spare)}`);
    }
    const rng = new Rng(key[1] * 2 ** 32 + key[0]);
    rng.drawn = drawn;
    rng.spare = spare;
    if (drawn % 4 !== 0) rng.block = philox4x32(counterOf(Math.floor(drawn / 4)), rng.key);
    return rng;
  }

  /** Where this stream stands, for `fromState`. */
  state(): RngState {
    return { key: this.key, drawn: this.drawn, spare: this.spare };
  }

  /** An independent stream; the same label always gives the same stream. */
  split(label: number): Rng {
    checkInteger("Rng.split", "label", label, 0);
    const [lo, hi] = philox4x32([label >>> 0, Math.floor(label / 2 ** 32), 0, 0x73706c69], this.key); // tag: "spli"
    return new Rng((hi >>> 11) * 2 ** 32 + lo);
  }

  /** A whole number in [0, 2^32). */
  nextUint32(): number {
    const lane = this.drawn % 4;
    if (lane === 0) this.block = philox4x32(counterOf(this.drawn / 4), this.key);
    this.drawn++;
    return this.block[lane];
  }

  /** A number in [low, high), with 53 random bits. */
  uniform(low = 0, high = 1): number {
    const bits = (this.nextUint32() >>> 5) * 2 ** 26 + (this.nextUint32() >>> 6);
    return low + (high - low) * (bits / 2 ** 53);
  }

  /** A Gaussian number (Box & Muller 1958). */
  normal(mean = 0, std = 1): number {
    if (this.spare !== null) {
      const spare = this.spare;
      this.spare = null;
      return mean + std * spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return mean + std * radius * Math.cos(angle);
  }

  /** A whole number in [0, n), without modulo bias. */
  int(n: number): number {
    checkInteger("Rng.int", "n", n);
    if (n > 2 ** 32) throw new ArgumentError(`Rng.int: n must be at most 2^32, got ${n}`);
    const fair = 2 ** 32 - (2 ** 32 % n);
    let draw = this.nextUint32();
    while (draw >= fair) draw = this.nextUint32();
    return draw % n;
  }

  /** One of `items`. */
  choice<T>(items: readonly T[]): T {
    if (items.length === 0) throw new ArgumentError("Rng.choice: items must not be empty");
    return items[this.int(items.length)];
  }

  /** An index drawn in proportion to `weights` (they need not sum to 1). */
  categorical(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0)) {
        throw new ArgumentError(`Rng.categorical: weights must be ≥ 0, got ${describe(weights[i])} at index ${i}`);
      }
      total += weights[i];
    }
    checkPositive("Rng.categorical", "the sum of weights", total);
    let left = this.uniform() * total;
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) return i;
    }
    return lastPositive(weights); // rounding can leave a crumb
  }

  /** A shuffled copy (Fisher & Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    return shuffled;
  }
}

/** The Philox4x32-10 block cipher: 128 counter bits and 64 key bits in, 128 random bits out. */
export function philox4x32(counter: readonly number[], key: readonly [number, number]): Uint32Array {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(c0, 0xd2511f53);
    const low1 = Math.imul(c2, 0xcd9e8d57);
    [c0, c2] = [mulHigh(c2, 0xcd9e8d57) ^ c1 ^ k0, mulHigh(c0, 0xd2511f53) ^ c3 ^ k1];
    [c1, c3] = [low1, low0];
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  return Uint32Array.of(c0, c1, c2, c3);
}

/** The upper 32 bits of a 32 × 32 bit product, which a double cannot hold whole. */
function mulHigh(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000);
}

const counterOf = (block: number): readonly number[] => [block >>> 0, Math.floor(block / 2 ** 32), 0, 0];

function lastPositive(weights: ArrayLike<number>): number {
  let i = weights.length - 1;
  while (weights[i] === 0) i--;
  return i;
}
