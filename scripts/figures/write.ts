import { existsSync } from "node:fs";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "csv-stringify/sync";
import { build } from "esbuild";
import type { FigureModule, FigureResult } from "../../lib/figures/figure-module.js";
import { figures } from "../../lib/figures/index.js";
import { liveFigures } from "../../lib/live/index.js";
import { readData } from "../../lib/live/read-data.js";
import { plotlyFile } from "../../lib/notebook/plotly-window.js";
import { staticSvg } from "../../lib/notebook/static-svg.js";
import { figurePage, fileName, indexPage, liveName, livePage, type Report } from "./pages.js";

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What all pages share: plotly.js, the script that draws with it, and the style. Classic scripts, so that file:// works. */
export async function writeAssets(out: string): Promise<void> {
  await Promise.all([
    copyFile(plotlyFile(), join(out, "plotly.js")),
    copyFile(beside("pages.css"), join(out, "pages.css")),
    bundle("../../lib/notebook/view.ts", "unrolledView", join(out, "view.js")),
    bundle("live-page.ts", "unrolledLive", join(out, "live.js")),
  ]);
}

async function bundle(entry: string, globalName: string, outfile: string): Promise<void> {
  await build({ entryPoints: [beside(entry)], bundle: true, format: "iife", globalName, outfile, logLevel: "error" });
}

/** All live figures as pages, and the models they need, in base64. */
export async function writeLivePages(out: string): Promise<void> {
  const models = (await readdir(beside("../../data"))).filter((name) => name.endsWith(".safetensors"));
  const texts = models.map(async (name) => [name, Buffer.from(await readData(name)).toString("base64")] as const);
  const data = JSON.stringify(Object.fromEntries(await Promise.all(texts)));
  await writeFile(join(out, "live-data.js"), `globalThis.unrolledData = ${data};\n`);
  for (const live of liveFigures) await writeFile(join(out, `${liveName(live)}.html`), await livePage(live));
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
  await writeFile(join(out, "index.html"), indexPage(reports, liveFigures));
}
