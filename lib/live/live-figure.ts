import type { Figure } from "../notebook/figure.js";
import type { Controls, Settings, SettingsOf } from "./controls.js";

/** A figure for some settings, and the sentence to take from it. */
export type LiveResult = {
  /** Null where these settings have none: then the last one stays, and the reading says what is missing. */
  readonly figure: Figure | null;
  /** One line, read out when it changes. */
  readonly reading: string;
};

export type Compute = (settings: Settings) => LiveResult;

/** A file of data/, wherever the figure is shown. */
export type ReadData = (name: string) => Promise<Uint8Array>;

/** A figure that computes again whenever the reader moves one of its controls, in a notebook's output or on a page. */
export type LiveFigure = {
  /** Its file in lib/live/figures/, from which the browser loads it. */
  readonly slug: string;
  /** What it lets the reader try. */
  readonly title: string;
  readonly controls: Controls;
  /** Loads what it needs, once. */
  readonly prepare: (read: ReadData) => Promise<Compute>;
};

type Definition<C extends Controls, Model> = Omit<LiveFigure, "controls" | "prepare"> & {
  readonly controls: C;
  readonly compute: (settings: SettingsOf<C>, model: Model) => LiveResult;
};

type Loading<Model> = { readonly load: (read: ReadData) => Promise<Model> };

/** Defines a live figure. `compute` is a pure function of the settings, and of the model where `load` brings one. */
export function liveFigure<C extends Controls>(definition: Definition<C, undefined>): LiveFigure;
export function liveFigure<C extends Controls, Model>(definition: Definition<C, Model> & Loading<Model>): LiveFigure;
export function liveFigure<C extends Controls, Model>(
  definition: Definition<C, Model | undefined> & Partial<Loading<Model>>,
): LiveFigure {
  const { slug, title, controls, load, compute } = definition;
  const prepare = async (read: ReadData): Promise<Compute> => {
    const model = await load?.(read);
    return (settings) => compute(settings as SettingsOf<C>, model);
  };
  return { slug, title, controls, prepare };
}
