/** Steps, batch and width of the state (and of the input) of one LSTM layer. */
export type LstmSizes = { readonly T: number; readonly B: number; readonly H: number };
/** Forward and backward: the median in ms, and how much memory the process gained at its peak, in MiB. */
export type LstmCost = { readonly ms: number; readonly peakMiB: number };

/** What one axis costs, size by size, and the powers of the size that time and memory grow with. */
export type AxisCosts = {
  readonly axis: keyof LstmSizes;
  readonly base: LstmSizes;
  readonly values: readonly number[];
  readonly costs: readonly LstmCost[];
  readonly exponents: { readonly time: number; readonly memory: number };
};
