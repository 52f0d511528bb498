import { attentionMap } from "../../figures/marks.js";
import { end, english, french, translate } from "../../figures/translator.js";
import { loadTranslator } from "../../figures/translator-checkpoint.js";
import type { Figure } from "../../notebook/figure.js";
import { argmax, type Hypothesis } from "../../seq2seq/decoding.js";
import type { Seq2Seq } from "../../seq2seq/seq2seq.js";
import { textBox } from "../controls.js";
import { type LiveFigure, type LiveResult, liveFigure, type ReadData } from "../live-figure.js";

const most = 16;

/**
 * A translator shows where it looks, for a sentence of the reader's own (ch. 9, "The Attention Mechanism"; Bahdanau et al.
 * 2015).
 */
export const attentionLive: LiveFigure = liveFigure({
  slug: "attention",
  title: "What a translator looks at",
  controls: {
    sentence: textBox(
      "A French sentence",
      "la petite maison bleue et un chat noir",
      `It has learnt sentences such as “la maison rouge”, joined by et, avec, sur or sous, from the words ${wordsOf().join(", ")}.`,
    ),
  },
  load: async (read: ReadData) => loadTranslator(await read("translator.safetensors")).model,
  compute: ({ sentence }, model: Seq2Seq) => answer(model, sentence),
});

/** The French words, without padding and the like. */
function wordsOf(): string[] {
  return french.tokens.filter((token) => !token.startsWith("<"));
}

function answer(model: Seq2Seq, sentence: string): LiveResult {
  const words =
    sentence
      .toLowerCase()
      .normalize("NFC")
      .match(/[\p{L}’'-]+/gu) ?? [];
  const unknown = [...new Set(words.filter((word) => !french.tokens.includes(word)))];
  if (words.length === 0) return { figure: null, reading: "Type a French sentence: la maison bleue, for example." };
  if (unknown.length > 0) return { figure: null, reading: unknownWords(unknown) };
  if (words.length > most) {
    return { figure: null, reading: `That is ${words.length} words; the picture has room for ${most}.` };
  }
  const translation = translate(model, words);
  return { figure: plot(words, translation), reading: `${words.join(" ")} → ${said(translation)}` };
}

function unknownWords(unknown: readonly string[]): string {
  const quoted = unknown.slice(0, 5).map((word) => `“${word}”`);
  const like = unknown.length === 1 ? nearest(unknown[0]) : undefined;
  const hint = like ? ` Did you mean “${like}”?` : " The words it knows stand above.";
  return `The translator never saw ${quoted.join(", ")}.${hint}`;
}

/** The known word that shares the longest beginning with this one, of three letters at least. */
function nearest(word: string): string | undefined {
  const shared = (other: string): number => {
    let length = 0;
    while (length < word.length && word[length] === other[length]) length++;
    return length;
  };
  const best = wordsOf().sort((a, b) => shared(b) - shared(a) || a.length - b.length)[0];
  return shared(best) >= 3 ? best : undefined;
}

const wordOf = (id: number): string => (id === end ? "(end)" : english.tokens[id]);

const said = ({ tokens }: Hypothesis): string =>
  tokens
    .filter((id) => id !== end)
    .map(wordOf)
    .join(" ");

function plot(source: readonly string[], { tokens, alphas }: Hypothesis): Figure {
  const written = tokens.map(wordOf);
  const weights = alphas.map((alpha) => Array.from(alpha, (a) => Math.round(1000 * a) / 1000));
  const looks = written.map((word, t) => `${word} at ${source[argmax(alphas[t])]}`);
  const ticks = (words: readonly string[]): object => ({
    tickvals: words.map((_, i) => i),
    ticktext: words,
    showgrid: false,
  });
  return {
    title: "Each English word, and the French words it looks at",
    alt:
      `Attention weights as a grid, a row for each English word and a column for each French word of “${source.join(" ")}”. ` +
      `Where each looks most: ${looks.join(", ")}.`,
    data: [{ ...attentionMap(weights, "row %{y}, column %{x}"), xgap: 1, ygap: 1 }],
    layout: {
      height: 150 + 30 * Math.max(6, written.length),
      xaxis: { title: { text: "French word, read" }, ...ticks(source) },
      yaxis: { title: { text: "English word, written" }, ...ticks(written), autorange: "reversed" },
    },
    table: weights.map((row, t) => ({
      "English word": written[t],
      ...Object.fromEntries(source.map((word, j) => [`${j + 1} ${word}`, row[j]])),
    })),
  };
}
