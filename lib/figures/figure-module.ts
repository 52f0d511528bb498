import type { Figure, Row } from "../notebook/figure.js";

export type ComputeOptions = {
  /** A smaller run, or the recording of a training: the same claims, less certain numbers. */
  readonly fast?: boolean;
  /** Called with the part done, in [0, 1]. */
  readonly onProgress?: (done: number) => void;
  /** Stops a long computation, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Reads a file of data/; a figure of a trained model needs it unless `fast` shows a recording. */
  readonly read?: (file: string) => Promise<Uint8Array>;
};

/** What the figure measures, by name. Names say the unit: `log10Ratio`, `lastStepAboveOne`. */
export type Metrics = { readonly [name: string]: number };

/** Sizes, seeds and rates by name. */
export type Settings = { readonly [name: string]: number | string | readonly number[] };

/** The data of a full run, and the settings it was made with. */
export type Recording<Data> = { readonly settings: Settings; readonly data: Data };

/** One claim of the figure, and whether this run bears it out. */
export type Criterion = { readonly claim: string; readonly holds: boolean };

/** A figure as an experiment: numbers first, then what must be true of them, then the picture. */
export interface FigureModule<Data = unknown> {
  readonly number: number;
  /** File names and links: `chapter-demo`. */
  readonly slug: string;
  /** What it is about, without numbers. */
  readonly title: string;
  /** The chapter's section or the paper that it stands on. */
  readonly source: string;
  /** What a training that takes minutes is done with. */
  readonly settings?: Settings;
  /** The last full run of such a training, which `fast` shows: `npm run figures -- --only 8 --record` writes it. */
  readonly recorded?: Recording<Data>;
  compute(options: ComputeOptions): Data | Promise<Data>;
  metrics(data: Data): Metrics;
  criteria(metrics: Metrics): readonly Criterion[];
  /** The data as a table, for CSV and for readers who cannot see the plot. */
  rows(data: Data): readonly Row[];
  plot(data: Data): Figure;
}

export type FigureResult = {
  readonly data: unknown;
  readonly metrics: Metrics;
  readonly criteria: readonly Criterion[];
  readonly rows: readonly Row[];
  readonly figure: Figure;
};

/**
 * Computes a figure, or with `fast` takes the recording of its training where it has one.
 * In a notebook: `await show((await runFigure(transientGrowth)).figure)`.
 */
export async function runFigure<Data>(module: FigureModule<Data>, options: ComputeOptions = {}): Promise<FigureResult> {
  const data = options.fast && module.recorded ? module.recorded.data : await module.compute(options);
  const [metrics, rows] = [module.metrics(data), module.rows(data)];
  return { data, metrics, criteria: module.criteria(metrics), rows, figure: { ...module.plot(data), table: rows } };
}

/** Reports progress and lets an interrupt in; long computations call it between runs. */
export async function breathe(done: number, { onProgress, signal }: ComputeOptions): Promise<void> {
  onProgress?.(done);
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}
