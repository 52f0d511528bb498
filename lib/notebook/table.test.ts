import { JSDOM } from "jsdom";
import { expect, it, vi } from "vitest";
import { table, tableText } from "./table.js";
import { tableHtml } from "./table-html.js";

const rows = [
  { name: "W_hh", numbers: 4096, norm: 1.6e-27 },
  { name: "<b>", numbers: 64, note: "bias" },
];

it("names its caption, columns and rows for a screen reader", () => {
  const { document } = new JSDOM(tableHtml(rows, "Parameters & sizes").markup).window;
  expect(document.querySelector("caption")?.textContent).toBe("Parameters & sizes");
  expect([...document.querySelectorAll("thead th[scope=col]")].map((th) => th.textContent)).toEqual([
    "name",
    "numbers",
    "norm",
    "note",
  ]);
  expect([...document.querySelectorAll("tbody th[scope=row]")].map((th) => th.textContent)).toEqual(["W_hh", "<b>"]);
  expect([...document.querySelectorAll("tbody td")].map((td) => td.textContent)).toEqual([
    "4,096",
    "1.60e−27",
    "",
    "64",
    "",
    "bias",
  ]);
});

it("puts numbers to the right and words to the left", () => {
  const { document } = new JSDOM(tableHtml(rows, "").markup).window;
  expect([...document.querySelectorAll<HTMLElement>("thead th")].map((th) => th.style.textAlign)).toEqual([
    "left",
    "right",
    "right",
    "left",
  ]);
});

it("lines up the decimals of a column", () => {
  const { document } = new JSDOM(
    tableHtml(
      [
        { t: 1, h: 0.871 },
        { t: 2, h: 0.68424 },
      ],
      "",
    ).markup,
  ).window;
  expect([...document.querySelectorAll("td")].map((td) => td.textContent)).toEqual(["0.8710", "0.6842"]);
});

it("prints aligned text outside a notebook", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  table(rows, { caption: "Parameters" });
  expect(log).toHaveBeenCalledWith(tableText(rows, "Parameters"));
  expect(tableText(rows, "Parameters")).toBe(
    "Parameters\nname  numbers      norm  note\nW_hh    4,096  1.60e−27\n<b>        64            bias",
  );
  log.mockRestore();
});
