/** Runs in the browser: brings a live figure to life. Every move computes again, with the library itself. */
import type { Figure } from "../notebook/figure.js";
import { figureTable } from "../notebook/figure-table.js";
import { plotSpec } from "../notebook/spec.js";
import { drawIn, onThemeChange, type Plot } from "../notebook/view.js";
import { buildForm } from "./form.js";
import type { LiveFigure, LiveResult, ReadData } from "./live-figure.js";

/** Puts controls and an interactive plot in place of the picture that `liveHtml` made. */
export async function bringToLife(
  element: HTMLElement,
  live: LiveFigure,
  read: ReadData,
  plotlyUrl: string,
): Promise<void> {
  const compute = await live.prepare(read);
  const { form, settings } = buildForm(live.title, live.controls, () => refresh());
  const refresh = await painter(element, () => compute(settings()), plotlyUrl);
  element.querySelector(".unrolled-still")!.replaceWith(form);
  const follow = (): void => {
    form.style.colorScheme = isLight(getComputedStyle(form).color) ? "dark" : "light";
  };
  follow();
  onThemeChange(follow);
}

/** Draws the first result in place of the picture. Returns what draws the next one, once a frame at most. */
async function painter(
  element: HTMLElement,
  result: () => LiveResult,
  plotlyUrl: string,
): Promise<() => Promise<void>> {
  const picture = element.querySelector("img")!;
  const host = document.createElement("div");
  picture.before(host);
  const plot = await drawIn(host, plotSpec(result().figure!), plotlyUrl);
  picture.remove();
  let [wanted, busy] = [false, false];
  return async () => {
    wanted = true;
    if (busy) return;
    busy = true;
    while (wanted) {
      wanted = false;
      await new Promise(requestAnimationFrame);
      await show(element, plot, answer(result));
    }
    busy = false;
  };
}

/** An error is said, not thrown: the reader can move on. */
function answer(result: () => LiveResult): LiveResult {
  try {
    return result();
  } catch (error) {
    return { figure: null, reading: (error as Error).message };
  }
}

async function show(element: HTMLElement, plot: Plot, { figure, reading }: LiveResult): Promise<void> {
  if (figure) await redraw(element, plot, figure);
  element.querySelector(".unrolled-reading")!.textContent = reading;
}

async function redraw(element: HTMLElement, plot: Plot, figure: Figure): Promise<void> {
  await plot.update(plotSpec(figure));
  const data = element.querySelector("details > [role=region]")!;
  data.ariaLabel = `Data: ${figure.title}`;
  data.innerHTML = figureTable(figure).markup;
}

/** Whether a colour is nearer to white, as text on dark paper is. */
function isLight(color: string): boolean {
  const [r, g, b] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return r + g + b > 1.5 * 255;
}
