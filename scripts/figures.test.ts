import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { JSDOM } from "jsdom";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { clipping } from "../lib/figures/index.js";
import { liveFigures } from "../lib/live/index.js";
import { makeFigures } from "./figures/make.js";
import { liveName } from "./figures/pages.js";
import { withRecording } from "./figures/record.js";

const script = fileURLToPath(new URL("figures.ts", import.meta.url));
const command = (...words: string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", script, ...words], { encoding: "utf8" });

const livePages = liveFigures.map((live) => `${liveName(live)}.html`);

vi.setConfig({ testTimeout: 60_000 }); // each run is a process that loads plotly.js

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "unrolled figures "));
});
afterAll(() => rm(out, { recursive: true }));
const read = (name: string): Promise<string> => readFile(join(out, name), "utf8");
const signal = new AbortController().signal;

it("writes a page, a picture, the data and the metrics of each figure", async () => {
  const { status, stdout } = command("--only", "3, clipping", "--fast", "--out", out);
  expect(stdout).toMatch(
    /figure {2}3 {2}transient-growth .* 4 of 4 claims hold\nfigure {2}6 {2}clipping .* 3 of 3 claims hold/,
  );
  expect(status).toBe(0);
  expect((await readdir(out)).sort()).toEqual([
    ...["csv", "html", "json", "svg"].map((ending) => `figure-03-transient-growth.${ending}`),
    ...["csv", "html", "json", "svg"].map((ending) => `figure-06-clipping.${ending}`),
    "index.html",
    ...[...livePages, "live-data.js", "live.js"].sort(),
    ...["pages.css", "plotly.js", "view.js"],
  ]); // biome-ignore format: a list
  const csv = (await read("figure-03-transient-growth.csv")).trim().split("\n");
  expect([csv[0], csv.length]).toEqual(["steps k,norm of A^k,spectral radius^k", 102]);
  const report = JSON.parse(await read("figure-06-clipping.json"));
  expect(report).toMatchObject({ number: 6, metrics: { normByNorm: expect.closeTo(5) } });
  expect(report.criteria.every(({ holds }: { holds: boolean }) => holds)).toBe(true);
  expect(await read("figure-06-clipping.svg")).toMatch(/^<svg [^>]*role="img"[^>]*><title/);
});

it("leads from the index to every figure there is, with what each must show", async () => {
  const { document } = new JSDOM(await read("index.html")).window;
  expect([...document.querySelectorAll("a")].map((a) => a.getAttribute("href"))).toEqual([
    "figure-03-transient-growth.html",
    "figure-06-clipping.html",
    ...livePages,
  ]);
  expect([...document.querySelectorAll("img")].every((img) => img.alt.length > 50)).toBe(true);
  expect(document.querySelectorAll(".claims .holds")).toHaveLength(7);
});

it("fails, and says why, when a claim does not hold", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const broken = { ...clipping, criteria: () => [{ claim: "one is two", holds: false }] };
  expect(await makeFigures([broken], { fast: true, out, signal })).toBe(1);
  const told = log.mock.calls.flat().join("\n");
  log.mockRestore();
  expect(told).toContain("0 of 1 claims hold");
  expect(told).toContain("does not hold: one is two");
  expect(await read("index.html")).toContain("<strong>does not hold</strong>");
});

it("keeps a full run in the place of the last one, to five digits", () => {
  const source =
    "/** Written by hand. */\nexport const recorded: Recording<Data> = { settings: {}, data: { a: [1] } };\n";
  const kept = withRecording(source, { settings: { seed: 1 }, data: { a: [0.1234567, 3000] } });
  expect(kept).toBe(
    "/** Written by hand. */\n" +
      'export const recorded: Recording<Data> = {"settings":{"seed":1},"data":{"a":[0.12346,3000]}};\n',
  );
  expect(() => withRecording("const a = 1;", {})).toThrow("A recording must be one exported constant with a type.");
});

it("names the figures there are when one is asked for that is not", async () => {
  const { status, stderr } = command("--only", "99");
  expect(status).toBe(1);
  expect(stderr).toContain('There is no figure "99". There are 1 (chapter-demo), 2 (tanh-jacobians)');
});
