/** Runs in the browser: a live figure's controls as a form of native HTML controls, so that every keyboard and screen reader knows them. */
import { type Html, html } from "../notebook/html.js";
import type { Control, Controls, Settings, Slider } from "./controls.js";
import { controlsStyle } from "./style.js";

/** A reader who types is still at it when keys follow each other faster than this. */
const TYPING_MS = 400;

/** The form, with `changed` called on every move; `settings` reads what it says now. */
export function buildForm(
  title: string,
  controls: Controls,
  changed: () => void,
): { readonly form: HTMLFormElement; readonly settings: () => Settings } {
  const form = document.createElement("form");
  form.className = "unrolled-controls";
  form.ariaLabel = `Controls: ${title}`;
  const fields = Object.entries(controls).map(([name, control]) => field(name, control));
  form.innerHTML = html`<style>${controlsStyle}</style>${fields}`.markup;
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const [name, control] of Object.entries(controls)) {
    const input = inputOf(form, name);
    input.dataset.lmSuppressShortcuts = "true"; // its keys are no shortcuts of JupyterLab; on the form it would come too late
    listen(input, control, changed);
  }
  const settings = (): Settings =>
    Object.fromEntries(
      Object.entries(controls).map(([name, control]) => [name, settingOf(inputOf(form, name), control)]),
    );
  return { form, settings };
}

type Input = HTMLInputElement | HTMLSelectElement | HTMLButtonElement;

const inputOf = (form: HTMLFormElement, name: string): Input => form.querySelector<Input>(`[name="${name}"]`)!;

let hints = 0;

function field(name: string, control: Control): Html {
  const { kind, label, value } = control;
  if (kind === "button") return html`<button type="button" name="${name}" value="${value}">${label}</button>`;
  if (kind === "select") {
    const options = control.options.map((option) => html`<option>${option}</option>`);
    return html`<label><span>${label}</span><select name="${name}">${options}</select></label>`;
  }
  if (kind === "text") {
    const hint = `unrolled-hint-${++hints}`;
    return html`<label class="wide"><span>${label}</span><input name="${name}" value="${value}" aria-describedby="${hint}"
 autocomplete="off" autocapitalize="off" spellcheck="false"></label><small class="wide" id="${hint}">${control.hint}</small>`;
  }
  const { min, max, step } = control;
  return html`<label><span>${label}</span><input type="range" name="${name}" min="${min}" max="${max}" step="${step}"
 value="${value}" aria-valuetext="${saidBy(control, value)}"><b aria-hidden="true">${saidBy(control, value)}</b></label>`;
}

function listen(input: Input, control: Control, changed: () => void): void {
  let typing: ReturnType<typeof setTimeout> | undefined;
  if (control.kind === "button") {
    input.addEventListener("click", () => {
      input.value = String(Number(input.value) + 1);
      changed();
    });
  } else if (control.kind === "text") {
    input.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(changed, TYPING_MS);
    });
  } else {
    input.addEventListener("input", () => {
      if (control.kind === "slider") sayValue(input, control);
      changed();
    });
  }
}

function sayValue(input: Input, control: Slider): void {
  const said = saidBy(control, Number(input.value));
  input.setAttribute("aria-valuetext", said);
  input.nextElementSibling!.textContent = said;
}

const saidBy = ({ say = String }: Slider, value: number): string => say(value).replace("-", "−");

const settingOf = ({ value }: Input, { kind }: Control): number | string =>
  kind === "slider" || kind === "button" ? Number(value) : value;
