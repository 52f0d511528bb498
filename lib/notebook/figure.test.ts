import { expect, it } from "vitest";
import { figureRows } from "./figure.js";

const figure = { title: "t", alt: "a" };

it("makes a row of each point, named by its trace", () => {
  const data = [{ name: "loss", x: Float64Array.of(0, 1), y: [2, 1.5] }, { y: [7] }];
  expect(figureRows({ ...figure, data })).toEqual([
    { trace: "loss", x: 0, y: 2 },
    { trace: "loss", x: 1, y: 1.5 },
    { trace: "trace 2", x: 0, y: 7 },
  ]);
});

it("makes a row of each cell of a heatmap", () => {
  const data = [{ type: "heatmap", x: ["la", "maison"], y: ["the"], z: [[0.9, 0.1]] }];
  expect(figureRows({ ...figure, data })).toEqual([
    { x: "la", y: "the", value: 0.9 },
    { x: "maison", y: "the", value: 0.1 },
  ]);
});

it("prefers the figure's own table", () => {
  expect(figureRows({ ...figure, data: [{ y: [1] }], table: [{ k: 1 }] })).toEqual([{ k: 1 }]);
});
