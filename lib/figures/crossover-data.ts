/** A language model of one LSTM layer with as many inputs as units, V characters, T steps. */
export const settings = {
  V: 65,
  T: 25,
  batch: [1, 32],
  hidden: [8, 16, 32, 64, 128, 256, 512, 1024],
} as const;

/** This library on SIMD kernels; TensorFlow.js on WebAssembly; TensorFlow.js on TensorFlow itself. */
export const engines = ["scratch", "wasm", "node"] as const;
export type Engine = (typeof engines)[number];

/** What a training step costs on each engine, and how that was measured. */
export type CrossoverData = {
  readonly made: {
    readonly date: string;
    readonly machine: string;
    readonly engines: readonly string[];
    readonly command: string;
    /** The share of turns that nothing else on the machine disturbed. */
    readonly cleanTurns: number;
  };
  /** ms a step, by batch and then by width, in the order of the settings. */
  readonly ms: Readonly<Record<Engine, readonly (readonly number[])[]>>;
};
