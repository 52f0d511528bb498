import type { Figure, Trace } from "../../notebook/figure.js";
import { formatNumber } from "../../notebook/format.js";
import { palette } from "../../notebook/theme.js";
import { slider } from "../controls.js";
import { type LiveFigure, liveFigure } from "../live-figure.js";
import { depth, expand, type Node, wordsOf } from "./beam-tree.js";

/** Beam search step by step, over a model small enough to see all of it (ch. 9, "The Encoder-Decoder Architecture"). */
export const beamSearchLive: LiveFigure = liveFigure({
  slug: "beam-search",
  title: "Beam search, step by step",
  controls: {
    width: slider("Beam width", { min: 1, max: 4, step: 1, value: 1 }),
    step: slider("Steps taken", { min: 1, max: depth, step: 1, value: depth }),
  },
  compute: ({ width, step }) => {
    const nodes = expand(width, step);
    return { figure: plot(nodes, width, step), reading: reading(nodes, width, step) };
  },
});

const sentence = (node: Node): string => wordsOf(node).join(" ");

const probability = (node: Node): string => formatNumber(Math.exp(node.logProb));

/** The likeliest of those that go on or have ended. */
function best(nodes: readonly Node[], step: number): Node {
  const open = nodes.filter(({ kept, tokens, finished }) => kept && (finished || tokens.length === step));
  return open.reduce((a, b) => (b.logProb > a.logProb ? b : a));
}

function reading(nodes: readonly Node[], width: number, step: number): string {
  const top = best(nodes, step);
  const method = width === 1 ? "Greedy search (width 1)" : `A beam of ${width}`;
  const dropped = nodes.filter(({ kept }) => !kept).length;
  return `${method} after ${step} ${step === 1 ? "step" : "steps"}: best is “${sentence(top)}” with p = ${probability(top)}, ln p = ${formatNumber(top.logProb)}; ${dropped} beginnings are dropped.`;
}

function plot(nodes: readonly Node[], width: number, step: number): Figure {
  const heights = spread(nodes);
  const top = best(nodes, step);
  const kept = nodes.filter((node) => node.kept).map(sentence);
  return {
    title: `The hypotheses that a beam of ${width} compares`,
    alt:
      `A tree of word sequences, growing from left to right over ${step} of ${depth} steps; each node gives its word's probability and the ` +
      `ln p of the sequence. Kept: ${kept.join("; ")}. The likeliest that is left is “${sentence(top)}”, p = ${probability(top)}.`,
    data: [
      branches(
        "dropped",
        nodes.filter((node) => !node.kept),
        heights,
      ),
      branches(
        "kept",
        nodes.filter((node) => node.kept),
        heights,
      ),
      dots(nodes, heights, top),
    ],
    layout: {
      ...{ height: 520, margin: { l: 20, r: 20, t: 60, b: 50 }, showlegend: true },
      xaxis: { title: { text: "step" }, range: [-0.15, depth + 0.8], dtick: 1, showgrid: false },
      yaxis: { visible: false, range: [-0.03, 1.08] },
    },
    table: nodes.map((node) => ({
      sequence: sentence(node),
      "p of its last word": node.p,
      "ln p": node.logProb,
      kept: node.kept,
    })),
  };
}

type Heights = ReadonlyMap<string, number>;

const keyOf = (tokens: readonly number[]): string => tokens.join();

/** Where nodes stand, in [0, 1]: leaves evenly from top to bottom, parents in the middle of their children. */
function spread(nodes: readonly Node[]): Heights {
  const heights = new Map<string, number>();
  const isLeaf = (node: Node): boolean => !nodes.some(({ parent }) => parent === keyOf(node.tokens));
  const leaves = nodes.filter(isLeaf).sort((a, b) => order(a.tokens, b.tokens));
  for (const [i, { tokens }] of leaves.entries()) heights.set(keyOf(tokens), 1 - (i + 0.5) / leaves.length);
  const parents = [...new Set(nodes.map(({ parent }) => parent))].sort((a, b) => b.length - a.length);
  for (const parent of parents) {
    const children = nodes.filter((node) => node.parent === parent).map(({ tokens }) => heights.get(keyOf(tokens))!);
    heights.set(parent, children.reduce((a, b) => a + b, 0) / children.length);
  }
  return heights;
}

/** Sequences in the order of a dictionary. */
function order(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((token, i) => token !== b[i]);
  return at < 0 ? a.length - b.length : a[at] - (b[at] ?? -1);
}

/** A line from each node to its parent. */
function branches(name: "kept" | "dropped", nodes: readonly Node[], heights: Heights): Trace {
  const ends = nodes.map(({ tokens, parent }) => [heights.get(parent)!, heights.get(keyOf(tokens))!]);
  const line = name === "kept" ? { color: palette.blue, width: 3 } : { color: palette.grey, width: 1.5, dash: "dot" };
  return {
    ...{ type: "scatter", mode: "lines", name, hoverinfo: "skip", line },
    x: nodes.flatMap(({ tokens }) => [tokens.length - 1, tokens.length, null]),
    y: ends.flatMap(([from, to]) => [from, to, null]),
  };
}

function dots(nodes: readonly Node[], heights: Heights, top: Node): Trace {
  const color = (node: Node): string => (node === top ? palette.vermillion : node.kept ? palette.blue : palette.grey);
  return {
    ...{ type: "scatter", mode: "markers+text", name: "hypothesis", showlegend: false, hoverinfo: "text" },
    x: nodes.map(({ tokens }) => tokens.length),
    y: nodes.map(({ tokens }) => heights.get(keyOf(tokens))),
    text: nodes.map(
      (node) => `${wordsOf(node).at(-1)} ${formatNumber(node.p)} (${formatNumber(Number(node.logProb.toFixed(2)))})`,
    ),
    textposition: nodes.map(({ tokens }) => (tokens.length === depth ? "middle right" : "top center")),
    textfont: { size: 11.5 },
    hovertext: nodes.map((node) => `${sentence(node)}: p = ${probability(node)}`),
    marker: { color: nodes.map(color), symbol: nodes.map((node) => (node === top ? "star" : "circle")), size: 9 },
  };
}
