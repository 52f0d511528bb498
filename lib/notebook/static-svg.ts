import type { Figure } from "./figure.js";
import { html } from "./html.js";
import { plotlyWindow } from "./plotly-window.js";
import { defaultHeight, plotSpec } from "./spec.js";
import { theme } from "./theme.js";

/** Width in CSS pixels of a static picture: the text column of JupyterLab. */
const staticWidth = 760;

/** The figure as an SVG document on white paper, with its title and alt text inside. No browser is needed. */
export async function staticSvg(figure: Figure): Promise<string> {
  const window = await plotlyWindow();
  window.reseed();
  const { data, layout } = plotSpec(figure);
  const height = typeof layout.height === "number" ? layout.height : defaultHeight;
  const styled = {
    data,
    layout: { ...layout, width: staticWidth, height, template: theme("rgb(34,34,34)", "rgb(255,255,255)") },
  };
  // Parsed inside the window, so that plotly.js meets arrays and objects of its own realm.
  const own = window.JSON.parse(JSON.stringify(styled));
  try {
    const svg = await window.Plotly.toImage(own, { format: "svg", imageDataOnly: true, width: staticWidth, height });
    return describe(svg, figure);
  } catch (error) {
    throw new Error(`show: plotly.js cannot draw "${figure.title}": ${(error as Error).message}`);
  }
}

function describe(svg: string, { title, alt }: Figure): string {
  return svg.replace(/^<svg([^>]*)>/, (_, attributes: string) => {
    return `<svg${attributes} role="img" aria-labelledby="title desc">${html`<title id="title">${title}</title><desc id="desc">${alt}</desc>`}`;
  });
}
