import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Script } from "node:vm";
import type { DOMWindow } from "jsdom";
import { pathLength, pointAt } from "./path-metrics.js";
import { boundingBox, localBox, textWidth } from "./text-metrics.js";

/** The two functions of plotly.js that the kit calls. */
export type Plotly = {
  newPlot(host: unknown, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  toImage(
    figure: unknown,
    options: { format: "svg"; imageDataOnly: true; width: number; height: number },
  ): Promise<string>;
};

/** A window without a screen, in which plotly.js draws. */
export type PlotlyWindow = DOMWindow & {
  readonly Plotly: Plotly;
  readonly JSON: JSON;
  /** Starts its random numbers anew: plotly.js draws ids from them, and a figure's picture must stay the same. */
  readonly reseed: () => void;
};

const reseed = "function reseed() { let n = 1; Math.random = () => (n = (n * 48271) % 2147483647) / 2147483647; }";

/** The plotly.js that this library is made for. */
export function plotlyFile(): string {
  return createRequire(import.meta.url).resolve("plotly.js-dist/plotly.js");
}

let loading: Promise<PlotlyWindow> | undefined;

/** plotly.js in a jsdom window of its own; about a second, once. Node's own globals stay as they are. */
export function plotlyWindow(): Promise<PlotlyWindow> {
  loading ??= load();
  return loading;
}

async function load(): Promise<PlotlyWindow> {
  const [{ JSDOM }, source] = await Promise.all([import("jsdom"), readFile(plotlyFile(), "utf8")]);
  const dom = new JSDOM("", { runScripts: "outside-only", pretendToBeVisual: true });
  supplyMissing(dom.window);
  new Script(reseed).runInContext(dom.getInternalVMContext());
  new Script(source, { filename: "plotly.js" }).runInContext(dom.getInternalVMContext());
  return dom.window as unknown as PlotlyWindow;
}

/** What plotly.js asks of a browser and jsdom 26 does not have. */
function supplyMissing(window: DOMWindow): void {
  const noListener = (): void => {};
  Object.assign(window, {
    TextDecoder,
    matchMedia: () => ({ matches: false, addEventListener: noListener, removeEventListener: noListener }),
  });
  Object.assign(window.URL, { createObjectURL: () => "" });
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return localBox(this);
    },
    getBoundingClientRect(this: Element) {
      return boundingBox(this);
    },
    getComputedTextLength(this: Element) {
      return textWidth(this);
    },
    getTotalLength(this: Element) {
      return pathLength(this);
    },
    getPointAtLength(this: Element, length: number) {
      return pointAt(this, length);
    },
  });
  supplyCanvas(window);
}

/** Heatmaps are painted on a canvas, and need a real one. */
function supplyCanvas(window: DOMWindow): void {
  const require = createRequire(import.meta.url);
  const canvases = new WeakMap<HTMLCanvasElement, import("@napi-rs/canvas").Canvas>();
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: HTMLCanvasElement, kind: string) {
      if (kind !== "2d") return null;
      const { createCanvas } = require("@napi-rs/canvas") as typeof import("@napi-rs/canvas");
      const canvas = createCanvas(this.width, this.height);
      canvases.set(this, canvas);
      return canvas.getContext("2d");
    },
    toDataURL(this: HTMLCanvasElement, type?: "image/png") {
      return canvases.get(this)?.toDataURL(type ?? "image/png") ?? "data:,";
    },
  });
}
