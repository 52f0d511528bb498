import type { CharacterLstm } from "../../figures/character-lstm.js";
import { loadCharacterLstm, lstmParams } from "../../figures/character-lstm.js";
import { correlation, properties } from "../../figures/character-units.js";
import { hiddenUnitsRecorded } from "../../figures/recorded/hidden-units.js";
import { affine, softmax } from "../../kernels/vectors.js";
import { type LstmParams, lstmForward } from "../../lstm/cell.js";
import type { Figure } from "../../notebook/figure.js";
import { formatNumber } from "../../notebook/format.js";
import { letterGrounds } from "../../notebook/theme.js";
import type { Vec } from "../../tensor/dtype.js";
import { Rng } from "../../tensor/rng.js";
import { lstmCellFromTorch } from "../../weights/cells.js";
import { button, slider, textBox } from "../controls.js";
import { type LiveFigure, type LiveResult, liveFigure, type ReadData } from "../live-figure.js";

const length = 200;
const units = 128;
const lineWidth = 72;

/** A character LSTM writes, and one of its units colours what it writes (Karpathy et al. 2015). */
export const characterModelLive: LiveFigure = liveFigure({
  slug: "character-model",
  title: "A character model writes",
  controls: {
    prompt: textBox(
      "It begins with",
      "‘Why,’ said Alice, ",
      "Up to 100 letters, quotes ‘ and ’ included; it goes on from there.",
    ),
    temperature: slider("Temperature", { min: 0.1, max: 1.5, step: 0.1, value: 0.7 }),
    unit: slider("Hidden unit", { min: 0, max: units - 1, step: 1, value: hiddenUnitsRecorded.data.quotes.unit }),
    again: button("Write again"),
  },
  load: async (read: ReadData) => {
    const lstm = loadCharacterLstm(await read("character-lstm.safetensors"));
    return { ...lstm, cell: lstmCellFromTorch(lstmParams(lstm.model), "_l0") };
  },
  compute: ({ prompt, temperature, unit, again }, writer: Writer) => {
    const begin = prompt.slice(0, 100) || "\n";
    const strange = [...new Set(begin)].filter((character) => !writer.vocabulary.tokens.includes(character));
    if (strange.length > 0) return neverRead(strange);
    const written = write(writer, { begin, temperature, seed: again });
    const activity = written.activities.map((units) => units[unit]);
    return {
      figure: plot(written.text, activity, { unit, temperature }),
      reading: reading(written.text, activity, unit),
    };
  },
});

type Writer = CharacterLstm & { readonly cell: LstmParams };
type Written = { readonly text: string; readonly activities: readonly Vec[] };
type Sampling = { readonly begin: string; readonly temperature: number; readonly seed: number };

function neverRead(characters: readonly string[]): LiveResult {
  return {
    figure: null,
    reading: `The model read one book, and ${characters.join(" ")} is not in it. Try other letters.`,
  };
}

/** Reads the beginning, then draws each character from softmax(logits / temperature) and reads it in turn. */
function write({ model, vocabulary, cell }: Writer, { begin, temperature, seed }: Sampling): Written {
  const rng = new Rng(seed);
  const ids = vocabulary.encode(begin);
  const activities: Vec[] = [];
  let [h, c]: Vec[] = [new Float32Array(units), new Float32Array(units)];
  for (let t = 0; t < ids.length; t++) {
    ({ h, c } = lstmForward(cell, model.params["embed.weight"].row(ids[t]), h, c));
    activities.push(c.map(Math.tanh));
    if (t < begin.length - 1 || ids.length === begin.length + length) continue;
    const logits = affine(model.params["proj.weight"], h, model.params["proj.bias"]);
    ids.push(rng.categorical(softmax(logits.map((y) => y / temperature))));
  }
  return { text: vocabulary.decode(ids).join(""), activities };
}

function reading(text: string, activity: readonly number[], unit: number): string {
  const r = correlation(activity, properties["inside quotes"](text));
  return `It writes: ${text.replaceAll("\n", " ").trim()} … Unit ${unit} and “inside quotation marks”: r = ${r.toFixed(2).replace("-", "−")} in this text.`;
}

/** Lines of the text as [start, end): broken where it breaks, and after a word where they grow too long. */
function lines(text: string): (readonly [start: number, end: number])[] {
  const found: [number, number][] = [];
  for (let start = 0; start < text.length; start = found[found.length - 1][1]) {
    const most = text.slice(start, start + lineWidth);
    const stop = most.includes("\n")
      ? most.indexOf("\n")
      : start + lineWidth < text.length
        ? most.lastIndexOf(" ")
        : -1;
    found.push([start, start + (stop < 0 ? most.length : stop + 1)]);
  }
  return found;
}

type Shown = { readonly unit: number; readonly temperature: number };

function plot(text: string, activity: readonly number[], { unit, temperature }: Shown): Figure {
  const rows = lines(text);
  const fill = <Cell>(values: readonly Cell[], empty: Cell): Cell[][] =>
    rows.map(([start, end]) =>
      Array.from({ length: lineWidth }, (_, i) => (start + i < end ? values[start + i] : empty)),
    );
  const [low, high] = [Math.min(...activity), Math.max(...activity)].map((a) => a.toFixed(2).replace("-", "−"));
  return {
    title: `What it writes at temperature ${temperature}, coloured by unit ${unit}`,
    alt: `Text that the model wrote, a cell for each character, coloured by tanh(c) of unit ${unit}, which goes from ${low} to ${high}: ${text}`,
    data: [
      {
        ...{ type: "heatmap", name: `unit ${unit}`, z: fill<number | null>(activity, null), zmin: -1, zmax: 1 },
        ...{ text: fill([...text.replaceAll("\n", "↵")], ""), texttemplate: "%{text}", hoverongaps: false },
        ...letterGrounds,
        colorbar: { title: { text: "tanh c" }, thickness: 14 },
        hovertemplate: "“%{text}”: %{z:.2f}<extra></extra>",
      },
    ],
    layout: {
      height: 100 + 30 * rows.length,
      margin: { l: 10, r: 10, t: 60, b: 10 },
      xaxis: { visible: false },
      yaxis: { visible: false, autorange: "reversed" },
    },
    table: rows.map(([start, end]) => ({
      line: text.slice(start, end),
      "mean activity": formatNumber(mean(activity.slice(start, end))),
    })),
  };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, a) => sum + a, 0) / values.length;
