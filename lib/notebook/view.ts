/** Runs in the browser: turns the picture of a figure into the interactive figure. */
import type { PlotSpec } from "./spec.js";
import { theme } from "./theme.js";

/** What is used of plotly.js here. */
type BrowserPlotly = {
  react(host: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  relayout(host: HTMLElement, change: unknown): Promise<unknown>;
  Plots: { resize(host: HTMLElement): void };
};

type WithPlotly = typeof globalThis & { Plotly?: BrowserPlotly };

/** No "Share chart…": it would send the figure's data to Plotly's servers. */
const config = {
  displaylogo: false,
  showSendToCloud: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d"],
  responsive: false,
};

/** Puts the interactive figure in place of the picture inside `figure`, which `show` made. */
export async function mount(figure: Element, plotlyUrl: string): Promise<void> {
  const json = figure.querySelector('script[type="application/json"]')?.textContent;
  const picture = figure.querySelector("img");
  if (!json || !picture) return;
  const host = document.createElement("div");
  picture.before(host);
  await drawIn(host, JSON.parse(json), plotlyUrl);
  picture.remove();
}

/** A plot in a page, which can be replaced by another version of itself. */
export type Plot = { update(spec: PlotSpec): Promise<void> };

/** Draws `spec` in `host`, which is in the page, and follows the host's width and the page's theme. */
export async function drawIn(host: HTMLElement, spec: PlotSpec, plotlyUrl: string): Promise<Plot> {
  const plotly = await loadPlotly(plotlyUrl);
  const look = (): object => theme(getComputedStyle(host).color, "rgba(0,0,0,0)");
  const update = async ({ alt, data, layout }: PlotSpec): Promise<void> => {
    await plotly.react(host, data, { ...layout, autosize: true, template: look() }, config);
    nameDrawing(host, alt);
  };
  await update(spec);
  new ResizeObserver(() => host.isConnected && plotly.Plots.resize(host)).observe(host);
  onThemeChange(() => host.isConnected && plotly.relayout(host, { template: look() }));
  return { update };
}

/** The alt text belongs to the drawing, not to `host`: that also holds buttons, which a role of "img" would hide. */
function nameDrawing(host: HTMLElement, alt: string): void {
  const [drawing, ...layers] = host.querySelectorAll(".main-svg");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", alt);
  for (const layer of layers) layer.setAttribute("aria-hidden", "true");
}

/** JupyterLab tells its theme by attributes of the body; a plain page follows the system. */
export function onThemeChange(react: () => void): void {
  new MutationObserver(react).observe(document.body, { attributeFilter: ["data-jp-theme-name"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", react);
}

let loading: Promise<BrowserPlotly> | undefined;

/** plotly.js, once per page whatever the number of figures. */
function loadPlotly(url: string): Promise<BrowserPlotly> {
  loading ??= new Promise((resolve, reject) => {
    const { Plotly } = globalThis as WithPlotly;
    if (Plotly) return resolve(Plotly);
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve((globalThis as WithPlotly).Plotly!);
    script.onerror = () => reject(new Error(`cannot load ${url}`));
    document.head.append(script);
  });
  return loading;
}
