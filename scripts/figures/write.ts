import { existsSync } from "node:fs";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "csv-stringify/sync";
import { build } from "esbuild";
import type { FigureModule, FigureResult } from "../../lib/figures/figure-module.js";
import { figures } from "../../lib/figures/index.js";
import { plotlyFile } from "../../lib/notebook/plotly-window.js";
import { staticSvg } from "../../lib/notebook/static-svg.js";
import { figurePage, fileName, indexPage, type Report } from "./pages.js";

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What all pages share: plotly.js, the script that draws with it, and the style. Classic scripts, so that file:// works. */
export async function writeAssets(out: string): Promise<void> {
  await Promise.all([
    copyFile(plotlyFile(), join(out, "plotly.js")),
    copyFile(beside("pages.css"), join(out, "pages.css")),
    build({
      entryPoints: [beside("../../lib/notebook/view.ts")],
      bundle: true,
      format: "iife",
      globalName: "unrolledView",
      outfile: join(out, "view.js"),
    }),
  ]);
}

/** One figure as a page, a picture, a table and its metrics. */
export async function writeFigure(out: string, module: FigureModule, result: FigureResult): Promise<void> {
  const { number, slug, title, source } = module;
  const { metrics, criteria, figure } = result;
  const report: Report = { number, slug, title, source, alt: figure.alt, metrics, criteria };
  const files: [ending: string, content: string][] = [
    ["svg", await staticSvg(figure)],
    ["csv", stringify([...result.rows], { header: true, cast: { boolean: String } })],
    ["json", JSON.stringify(report, null, 2) + "\n"],
    ["html", await figurePage(report, figure)],
  ];
  await Promise.all(files.map(([ending, content]) => writeFile(join(out, `${fileName(module)}.${ending}`), content)));
}

/** The page that leads to all figures in `out`, those of earlier runs included. */
export async function writeIndex(out: string): Promise<void> {
  const files = figures.map((module) => join(out, `${fileName(module)}.json`)).filter((file) => existsSync(file));
  const reports = await Promise.all(
    files.map(async (file): Promise<Report> => JSON.parse(await readFile(file, "utf8"))),
  );
  await writeFile(join(out, "index.html"), indexPage(reports));
}
