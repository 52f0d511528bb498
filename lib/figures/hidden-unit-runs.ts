import { ArgumentError } from "../tensor/errors.js";
import { type CharacterLstm, loadCharacterLstm, splitBook, untrainedCharacterLstm } from "./character-lstm.js";
import { activityOf, correlation, type Property, properties, type Reading, readCharacters } from "./character-units.js";
import { breathe, type ComputeOptions } from "./figure-module.js";
import { mean } from "./marks.js";

export const settings = {
  checkpoint: "character-lstm.safetensors",
  text: "alice.txt",
  searched: 12_000,
  passageFrom: "‘UNimportant, of course",
  passageLines: 9,
} as const;

/** The unit that goes best with a property on the training text, and r on both texts. */
export type FoundUnit = { readonly unit: number; readonly rSearched: number; readonly rHeldOut: number };

export type HiddenUnitsData = {
  readonly quotes: FoundUnit;
  readonly position: FoundUnit;
  /** What the same search finds for quotation marks in the network before training. */
  readonly untrained: FoundUnit;
  /** The share of held-out characters told right, inside or outside, by the quote unit alone; and by always saying outside. */
  readonly toldByUnit: number;
  readonly outside: number;
  /** Some lines of the held-out text, and after each character of them the unit's activity and its gates. */
  readonly passage: string;
  readonly inside: readonly number[];
  readonly activity: readonly number[];
  readonly forget: readonly number[];
  readonly input: readonly number[];
  readonly output: readonly number[];
};

/** Both texts as one network reads them. */
type Readings = { readonly searched: readonly Reading[]; readonly heldOut: readonly Reading[] };
type Texts = { readonly searched: string; readonly heldOut: string };

/** Reads two texts with the trained network: one to find units in, one to measure them on. */
export async function hiddenUnitsData(options: ComputeOptions): Promise<HiddenUnitsData> {
  const { read } = options;
  if (!read) throw new ArgumentError("hiddenUnits: needs the files of data/; { fast: true } shows the recording");
  const lstm = loadCharacterLstm(await read(settings.checkpoint));
  const { training, heldOut } = splitBook(new TextDecoder().decode(await read(settings.text)));
  const texts = { searched: training.slice(-settings.searched), heldOut };
  const readings = readBoth(lstm, texts);
  await breathe(0.5, options);
  const quotes = findUnit(readings, texts, "inside quotes");
  const before = readBoth({ ...lstm, model: untrainedCharacterLstm(lstm.vocabulary) }, texts);
  return {
    quotes,
    position: findUnit(readings, texts, "position in line"),
    untrained: findUnit(before, texts, "inside quotes"),
    ...toldRight(readings, texts, quotes.unit),
    ...passageOf(readings.heldOut, heldOut, quotes.unit),
  };
}

function readBoth(lstm: CharacterLstm, { searched, heldOut }: Texts): Readings {
  return { searched: readCharacters(lstm, searched), heldOut: readCharacters(lstm, heldOut) };
}

function findUnit(readings: Readings, texts: Texts, property: Property): FoundUnit {
  const r = (text: keyof Texts, unit: number): number =>
    correlation(activityOf(readings[text], unit), properties[property](texts[text]));
  const units = Array.from(readings.searched[0].activity, (_, unit) => ({ unit, rSearched: r("searched", unit) }));
  const best = units.reduce((a, b) => (Math.abs(b.rSearched) > Math.abs(a.rSearched) ? b : a));
  return { ...best, rHeldOut: r("heldOut", best.unit) };
}

/** The threshold lies halfway between the unit's two means on the searched text. */
function toldRight(readings: Readings, texts: Texts, unit: number): Pick<HiddenUnitsData, "toldByUnit" | "outside"> {
  const inside = properties["inside quotes"];
  const [activity, labels] = [activityOf(readings.searched, unit), inside(texts.searched)];
  const meanWhere = (label: number): number => mean(activity.filter((_, t) => labels[t] === label));
  const [low, high] = [meanWhere(0), meanWhere(1)];
  const told = activityOf(readings.heldOut, unit).map((a) => Number(a > (low + high) / 2 === high > low));
  const truth = inside(texts.heldOut);
  return { toldByUnit: mean(told.map((answer, t) => Number(answer === truth[t]))), outside: 1 - mean(truth) };
}

function passageOf(
  readings: readonly Reading[],
  text: string,
  unit: number,
): Pick<HiddenUnitsData, "passage" | "inside" | "activity" | "forget" | "input" | "output"> {
  const from = text.indexOf(settings.passageFrom);
  const passage = text.slice(from).split("\n").slice(0, settings.passageLines).join("\n");
  const shown = readings.slice(from, from + passage.length);
  const H = shown[0].activity.length;
  const gate = (block: number): number[] => shown.map(({ gates }) => gates[block * H + unit]); // f, i, g, o
  const inside = properties["inside quotes"](text).slice(from, from + passage.length);
  return { passage, inside, activity: activityOf(shown, unit), forget: gate(0), input: gate(1), output: gate(3) };
}
