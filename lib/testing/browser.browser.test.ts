import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import ts from "typescript";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser } from "../../scripts/browser/lab.js";
import { findChromium } from "../../scripts/setup/chromium.mjs";
import * as unrolled from "../index.js";
import { type SmallTraining, smallTraining } from "./small-training.js";

/*
 * lib/dist, as `npm run build` left it, in a real browser: loaded as an ES module from a plain file server, without a
 * bundler. A bare or a node: import would fail to load there.
 */

const TESTING = dirname(fileURLToPath(import.meta.url));
const DIST = resolve(TESTING, "../dist");

/** With these headers a page may share memory between threads; a page that anybody's server delivers has neither. */
const ISOLATION = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const PAGE = `<!doctype html><meta charset="utf-8"><title>unrolled</title><link rel="icon" href="data:,">
<script>
  train = async () => (await import("/small-training.js")).smallTraining(await import("/index.js"));
</script>`;

const program = ts.transpileModule(readFileSync(join(TESTING, "small-training.ts"), "utf8"), {
  compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
}).outputText;

const executablePath = findChromium();
if (!executablePath && process.env.CI === "true") throw new Error("no Chromium on this machine, and CI needs one");

let browser: Browser;
let expected: SmallTraining;
beforeAll(async () => {
  if (!executablePath) return;
  expected = smallTraining(unrolled);
  browser = await launchBrowser(executablePath);
});
afterAll(() => browser?.close());
beforeEach(({ skip }) => skip(!executablePath, "no Chromium on this machine: npm run doctor says how to get one"));

describe.each([
  { page: "a page of its own", headers: {}, threads: 1 },
  { page: "a cross-origin isolated page", headers: ISOLATION, threads: 2 },
])("the library in $page", ({ headers, threads }) => {
  let server: Server;
  let page: Page;
  let found: SmallTraining;
  const [asked, troubles]: [string[], string[]] = [[], []];

  beforeAll(async () => {
    if (!executablePath) return;
    server = await serve(headers);
    page = await browser.newPage();
    page.on("request", (request) => asked.push(request.url()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => troubles.push(message.text()));
    await page.goto(originOf(server));
    found = await train(page);
  });
  afterAll(async () => {
    await page?.close();
    server?.close();
  });

  it("loads without a word, and nothing from anywhere else", () => {
    expect(troubles).toEqual([]);
    expect(asked).toContain(`${originOf(server)}/index.js`);
    const foreign = asked.filter((url) => !url.startsWith(originOf(server)) && !url.startsWith("data:"));
    expect(foreign).toEqual([]);
    expect(asked.filter((url) => /\/(notebook|figures|tfjs)\//.test(url))).toEqual([]);
  });

  it("runs the SIMD kernels, and trains in float32 as Node does", () => {
    expect(found.kernels).toMatch(/^simd/);
    expect(found.losses).toHaveLength(expected.losses.length);
    for (const [i, loss] of found.losses.entries()) expect(relativeError(loss, expected.losses[i])).toBeLessThan(1e-5);
    expect(found.losses.at(-1)).toBeLessThan(0.9 * found.losses[0]);
  });

  it("gets the float64 numbers of Node, and its gradient check", () => {
    expect(relativeError(found.loss, expected.loss)).toBeLessThan(1e-13);
    for (const [i, sum] of found.gradientSums.entries()) {
      expect(relativeError(sum, expected.gradientSums[i])).toBeLessThan(1e-12);
    }
    expect(found.maxError).toBeLessThan(1e-6);
  });

  it(`works on ${threads} ${threads === 1 ? "thread" : "threads"}`, async () => {
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(threads > 1);
    expect(found.shared).toBe(threads > 1);
    await expect.poll(() => page.workers().length).toBe(threads - 1); // a helper takes its time to load
    await expect.poll(async () => (await train(page)).handedOut > 0).toBe(threads > 1);
    expect((await train(page)).losses).toEqual(found.losses); // however many they are
  });
});

/** lib/dist on a free port of this machine. */
function serve(headers: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer(({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    try {
      const [type, body] = contentOf(pathname);
      response.writeHead(200, { ...headers, "Content-Type": type }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

function contentOf(pathname: string): [type: string, body: string] {
  if (pathname === "/") return ["text/html", PAGE];
  if (pathname === "/small-training.js") return ["text/javascript", program];
  if (extname(pathname) !== ".js") throw new Error(`${pathname} is no module`);
  return ["text/javascript", readFileSync(join(DIST, pathname), "utf8")];
}

const train = (page: Page): Promise<SmallTraining> => page.evaluate<SmallTraining>("train()");

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const relativeError = (a: number, b: number): number => Math.abs(a - b) / Math.max(Math.abs(b), 1e-3);
