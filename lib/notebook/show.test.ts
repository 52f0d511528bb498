import { JSDOM } from "jsdom";
import { expect, it, vi } from "vitest";
import { figureHtml } from "./figure-html.js";
import { html } from "./html.js";
import { show } from "./show.js";
import { staticSvg } from "./static-svg.js";

const line = {
  title: "A <falling> line",
  alt: 'It falls from "1" to 0',
  data: [
    { type: "scatter", mode: "lines", name: "loss", x: Float64Array.of(0, 1, 2), y: [1, 0.5123456789, Number.NaN] },
  ],
  layout: {
    xaxis: { title: { text: "step" } },
    annotations: [{ x: 1, y: 0.5, ax: 0, ay: 0, axref: "x", ayref: "y", text: "" }],
  },
};

const parse = (svg: string): Document => new JSDOM(svg, { contentType: "image/svg+xml" }).window.document;

it("draws without a browser, with title and description inside", async () => {
  const root = parse(await staticSvg(line)).documentElement;
  expect([root.querySelector("title")?.textContent, root.querySelector("desc")?.textContent]).toEqual([
    line.title,
    line.alt,
  ]);
  expect(root.getAttribute("role")).toBe("img");
  expect(root.textContent).toContain("step");
  expect(root.querySelector(".scatterlayer path.js-line")?.getAttribute("d")).toMatch(/^M\d.*L/);
  expect(root.querySelector(".annotation-arrow-g path")).not.toBeNull();
  expect(root.outerHTML).not.toMatch(/NaN|undefined/);
});

it("begins the plot below the title where no legend stands between them", async () => {
  const top = async (figure: typeof line): Promise<number> =>
    Number(
      parse(await staticSvg(figure))
        .querySelector(".bglayer .bg")
        ?.getAttribute("y"),
    );
  const second = { ...line.data[0], name: "second" };
  expect(await top(line)).toBeLessThan((await top({ ...line, data: [...line.data, second] })) - 15);
});

it("draws the same picture twice, and leaves no globals behind", async () => {
  const [first, second] = [await staticSvg(line), await staticSvg(line)];
  expect(second === first).toBe(true); // not toBe: the difference would fill the screen
  expect(["window", "document", "Plotly", "matchMedia"].filter((name) => name in globalThis)).toEqual([]);
});

it("paints heatmaps", async () => {
  const heat = { title: "Weights", alt: "Two by two", data: [{ type: "heatmap", z: [[0, 1], [1, 0]] }] }; // biome-ignore format: matrix
  const image = parse(await staticSvg(heat)).querySelector(".heatmaplayer image");
  expect(image?.getAttribute("xlink:href")).toMatch(/^data:image\/png;base64,.{50}/);
});

it("names the figure that plotly.js cannot draw", async () => {
  const broken = { title: "Broken", alt: "", data: [], layout: { height: -1 } };
  await expect(staticSvg(broken)).rejects.toThrow(/^show: plotly.js cannot draw "Broken": Height and width/);
});

it("needs no script: picture, alt text, table; and carries the plot as JSON for scripts", async () => {
  const { document } = new JSDOM((await figureHtml(line, html``)).markup).window;
  const img = document.querySelector("img")!;
  expect(img.alt).toBe(line.alt);
  expect(Buffer.from(img.src.replace("data:image/svg+xml;base64,", ""), "base64").toString()).toMatch(
    /^<svg .*<\/svg>$/s,
  );
  expect([...document.querySelectorAll("details tbody tr")].map((row) => row.textContent)).toEqual([
    "loss01.0000",
    "loss10.5123",
    "loss2NaN",
  ]);
  const { alt, data, layout } = JSON.parse(document.querySelector("script")!.textContent!);
  expect([alt, data[0].x, data[0].y]).toEqual([line.alt, [0, 1, 2], [1, 0.51235, null]]);
  expect(layout.title.text).toBe("A <falling> line");
});

it("keeps long data out of the notebook's table, and says so", async () => {
  const long = { title: "Long", alt: "", data: [{ y: Array.from({ length: 300 }, (_, i) => i) }] };
  const { document } = new JSDOM((await figureHtml(long, html``)).markup).window;
  expect(document.querySelectorAll("tbody tr")).toHaveLength(60);
  expect(document.querySelector("caption")?.textContent).toBe("Long (one row in 5)");
});

it("prints its title and alt text outside a notebook", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await show(line);
  expect(log).toHaveBeenCalledWith(`${line.title}: ${line.alt}`);
  log.mockRestore();
});
