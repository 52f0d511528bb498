/** A number to move along a line. */
export type Slider = {
  readonly kind: "slider";
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** How a value reads, seen and heard; the number itself when left out. */
  readonly say?: (value: number) => string;
};

/** One of a few words. */
export type Select = {
  readonly kind: "select";
  readonly label: string;
  readonly options: readonly string[];
  readonly value: string;
};

/** A line that the reader types. */
export type TextBox = {
  readonly kind: "text";
  readonly label: string;
  /** What may be typed. */
  readonly hint: string;
  readonly value: string;
};

/** Something to do again; its value counts the presses. */
export type Button = { readonly kind: "button"; readonly label: string; readonly value: number };

export type Control = Slider | Select | TextBox | Button;

/** Controls by the name of what they set. */
export type Controls = { readonly [name: string]: Control };

/** What the controls say: numbers of sliders and buttons, words of the others. */
export type SettingsOf<C extends Controls> = { readonly [Name in keyof C]: C[Name]["value"] };

export type Settings = SettingsOf<Controls>;

export const slider = (label: string, range: Omit<Slider, "kind" | "label">): Slider => ({
  kind: "slider",
  label,
  ...range,
});

/** The first option is the default. */
export const select = (label: string, options: readonly string[]): Select => ({
  kind: "select",
  label,
  options,
  value: options[0],
});

export const textBox = (label: string, value: string, hint: string): TextBox => ({ kind: "text", label, hint, value });

export const button = (label: string): Button => ({ kind: "button", label, value: 0 });

/** The settings that a figure begins with. */
export function defaults<C extends Controls>(controls: C): SettingsOf<C> {
  const entries = Object.entries(controls).map(([name, { value }]) => [name, value]);
  return Object.fromEntries(entries);
}
