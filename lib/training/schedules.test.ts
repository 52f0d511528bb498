import { describe, expect, it } from "vitest";
import { constantSchedule, cosineSchedule, type Schedule, stepSchedule, warmup } from "./schedules.js";

const at = (schedule: Schedule, ...steps: number[]) => steps.map((step) => Number(schedule(step).toFixed(12)));

describe("schedules", () => {
  it("constant", () => expect(at(constantSchedule(0.1), 0, 5, 1e6)).toEqual([0.1, 0.1, 0.1]));
  it("step: halves at every tenth step", () => {
    expect(at(stepSchedule(0.8, { every: 10, factor: 0.5 }), 0, 9, 10, 19, 20, 30)).toEqual([
      0.8, 0.8, 0.4, 0.4, 0.2, 0.1,
    ]);
  });
  it("cosine: whole, half and none, and none after the end", () => {
    const half = Math.SQRT1_2 / 2;
    expect(at(cosineSchedule(2, { steps: 8 }), 0, 4, 8, 99)).toEqual([2, 1, 0, 0]);
    expect(cosineSchedule(1, { steps: 8 })(2)).toBeCloseTo(0.5 + half, 12);
  });
  it("warm-up: rises in a line, then the other schedule from its beginning", () => {
    const schedule = warmup(4, stepSchedule(1, { every: 2, factor: 0.1 }));
    expect(at(schedule, 0, 1, 2, 3, 4, 5, 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1, 0.1]);
  });

  it.each([
    [() => constantSchedule(0), "constantSchedule: lr must be a positive number, got 0"],
    [() => stepSchedule(1, { every: 0, factor: 0.5 }), "stepSchedule: every must be a positive integer, got 0"],
    [() => stepSchedule(1, { every: 1, factor: -1 }), "stepSchedule: factor must be a positive number, got -1"],
    [() => cosineSchedule(1, { steps: 2.5 }), "cosineSchedule: steps must be a positive integer, got 2.5"],
    [() => warmup(0, constantSchedule(1)), "warmup: steps must be a positive integer, got 0"],
  ])("%#: names what is wrong", (call, message) => {
    expect(call).toThrow(message);
  });
});
