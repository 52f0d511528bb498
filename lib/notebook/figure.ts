/** One Plotly trace as JSON: `{ type: "scatter", x, y, name, … }`. plotly.js' own types would cost .3 s in every cell. */
export type Trace = { readonly [key: string]: unknown };

/** Plotly layout as JSON; merged over the kit's own style. */
export type Layout = { readonly [key: string]: unknown };

/** One line of a table: column → value. */
export type Row = { readonly [column: string]: Cell };

export type Cell = string | number | boolean | null | undefined;

/** A Plotly figure that says in words what it shows. */
export type Figure = {
  readonly title: string;
  /** What a reader who cannot see the plot needs to know: what is drawn, and what follows from it. */
  readonly alt: string;
  readonly data: readonly Trace[];
  readonly layout?: Layout;
  /** The data as a table, where the traces themselves would make a poor one. */
  readonly table?: readonly Row[];
};

/** The numbers of a figure as rows: its own `table`, or else one row per point, named by trace. */
export function figureRows(figure: Figure): readonly Row[] {
  return figure.table ?? figure.data.flatMap(traceRows);
}

function traceRows(trace: Trace, index: number): Row[] {
  const name = typeof trace.name === "string" ? trace.name : `trace ${index + 1}`;
  const [x, y, z] = [list(trace.x), list(trace.y), list(trace.z)];
  if (z.length > 0) {
    return z.flatMap((line, i) =>
      list(line).map((value, j) => ({ x: cell(x[j] ?? j), y: cell(y[i] ?? i), value: cell(value) })),
    );
  }
  return y.map((value, i) => ({ trace: name, x: cell(x[i] ?? i), y: cell(value) }));
}

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : [];

const cell = (value: unknown): Cell => (typeof value === "number" || typeof value === "string" ? value : String(value));
