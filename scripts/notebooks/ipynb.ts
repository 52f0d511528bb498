import { readFileSync } from "node:fs";

/** A notebook in Jupyter's format 4.5, as far as these scripts look at it. */
export type Notebook = {
  readonly cells: readonly Cell[];
  readonly metadata: {
    readonly kernelspec?: { readonly name: string };
    readonly language_info?: { readonly name: string };
  };
  readonly nbformat: number;
  readonly nbformat_minor: number;
};

export type Cell = {
  readonly id: string;
  readonly cell_type: "code" | "markdown" | "raw";
  readonly source: string | readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Code cells only. */
  readonly outputs?: readonly Output[];
  readonly execution_count?: number | null;
};

export type Output = {
  readonly output_type: "stream" | "display_data" | "execute_result" | "error";
  readonly name?: "stdout" | "stderr";
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
};

export const readNotebook = (file: string): Notebook => JSON.parse(readFileSync(file, "utf8"));

/** The format keeps long text as a list of lines. */
export const textOf = (text: string | readonly string[] = ""): string =>
  typeof text === "string" ? text : text.join("");

export const codeCells = ({ cells }: Notebook): readonly Cell[] => cells.filter((cell) => cell.cell_type === "code");

/** What a cell wrote to one of its streams. */
export const streamOf = (cell: Cell, name: "stdout" | "stderr"): string =>
  (cell.outputs ?? [])
    .filter((output) => output.output_type === "stream" && output.name === name)
    .map((output) => textOf(output.text))
    .join("");

/** What a cell shows, as one MIME type. */
export const displaysOf = (cell: Cell, type: string): string[] =>
  (cell.outputs ?? []).flatMap(({ data = {} }) => (type in data ? [textOf(data[type])] : []));
