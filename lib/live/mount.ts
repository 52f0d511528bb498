/** Runs in JupyterLab: finds the live figure that an output names, and what it needs, in the kernelspec's folder. */
import type { LiveFigure, ReadData } from "./live-figure.js";
import { bringToLife } from "./view.js";

/** `kernelUrl` is that folder: it holds this library, data/ and plotly.js. */
export async function mountLive(figure: HTMLElement, kernelUrl: string): Promise<void> {
  const module: Record<string, unknown> = await import(`./figures/${figure.dataset.live}.js`);
  const live = Object.values(module).find(isLive);
  if (!live) throw new Error(`lib/live/figures/${figure.dataset.live}.js exports no live figure`);
  await bringToLife(figure, live, fetchFrom(`${kernelUrl}data/`), `${kernelUrl}plotly.js`);
}

const isLive = (value: unknown): value is LiveFigure => typeof (value as LiveFigure | null)?.prepare === "function";

const fetchFrom =
  (folder: string): ReadData =>
  async (name) => {
    const response = await fetch(folder + name);
    if (!response.ok) throw new Error(`cannot load ${response.url}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
