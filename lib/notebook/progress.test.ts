import { JSDOM } from "jsdom";
import { afterEach, expect, it, vi } from "vitest";
import { train } from "../training/loop.js";
import { interruptSignal, releaseInterrupt } from "./interrupt.js";
import { describeProgress, progress, progressHtml } from "./progress.js";

const listening = (): number => process.listenerCount("SIGINT");
const before = listening();
const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
afterEach(() => write.mockClear());
const written = (): string => write.mock.calls.map(([text]) => text).join("");

const now = { step: 340, steps: 1000, stepsPerSecond: 312.4, secondsLeft: 2.11, loss: 0.12345 };

it("tells step, rate, time left and loss", () => {
  expect(describeProgress(now, "running")).toBe("step 340 of 1,000 · 312 steps/s · 2.1 s left · loss 0.1235");
  expect(describeProgress({ ...now, gradNorm: 3 }, "stopped")).toBe(
    "stopped after step 340 of 1,000 · 312 steps/s · loss 0.1235 · gradient norm 3",
  );
  expect(describeProgress(undefined, "running")).toBe("starting");
});

it("shows a bar that a screen reader can read", () => {
  const bar = new JSDOM(progressHtml("<training>", now, "running").markup).window.document.querySelector("progress")!;
  expect([bar.value, bar.max, bar.getAttribute("aria-label")]).toEqual([340, 1000, "<training>"]);
  expect(bar.getAttribute("aria-valuetext")).toContain("step 340 of 1,000");
  const full = (state: "running" | "done" | "failed"): boolean =>
    progressHtml("training", undefined, state).markup.includes('value="1"');
  expect([full("running"), full("done"), full("failed")]).toEqual([false, true, false]);
});

it("leaves its last state, and no listener, behind a run that finished", async () => {
  const run = await train({ ...progress("training"), steps: 3, step: () => ({ loss: 1 }) });
  expect(run.next).toBe(3);
  expect(written()).toMatch(/^training: done at step 3 of 3 .* loss 1\n$/);
  expect(listening()).toBe(before);
});

it("stops a run on an interrupt, says so, and leaves no listener behind", async () => {
  const run = train({ ...progress("training"), steps: 1e9, step: () => ({ loss: 1 }) });
  setTimeout(() => process.emit("SIGINT"), 20);
  const { next } = await run;
  expect(next).toBeGreaterThan(0);
  expect(next).toBeLessThan(1e9);
  expect(written()).toContain("training: stopped after step ");
  expect(listening()).toBe(before);
});

it("ends its line of a run that has nothing left to do", async () => {
  await train({ ...progress("training"), from: 3, steps: 3, step: () => ({ loss: 1 }) });
  expect(written()).toBe("training: done\n");
  expect(listening()).toBe(before);
});

it("ends its line of a run that fails, before it begins or later", async () => {
  const step = (i: number) => ({ loss: i === 2 ? Number.NaN : 1 });
  await expect(train({ ...progress("training"), steps: 3, step })).rejects.toThrow("at step 2");
  expect(written()).toMatch(/^training: failed after step 2 of 3 .* loss 1\n$/);
  write.mockClear();
  await expect(train({ ...progress("training"), steps: -1, step })).rejects.toThrow("steps");
  expect(written()).toBe("training: failed\n");
  expect(listening()).toBe(before);
});

it("names the step that a stopped run did last", async () => {
  const step = (i: number) => {
    if (i === 6) process.emit("SIGINT");
    return { loss: 1 };
  };
  const { next } = await train({ ...progress("training"), steps: 1e9, step });
  expect(next).toBe(7);
  expect(written()).toMatch(/^training: stopped after step 7 of /);
});

it("gives back what it listens with only once, were it to serve two runs", async () => {
  const [other, twice] = [interruptSignal(), progress("training")];
  for (let run = 0; run < 2; run++) await train({ ...twice, steps: 1, step: () => ({ loss: 1 }) });
  expect(listening()).toBe(before + 1);
  releaseInterrupt(other);
  expect(listening()).toBe(before);
});

it("gives a new signal after an interrupt, and one listener for all", () => {
  const [a, b] = [interruptSignal(), interruptSignal()];
  expect(listening()).toBe(before + 1);
  process.emit("SIGINT");
  expect([a.aborted, b.aborted, listening()]).toEqual([true, true, before]);
  const c = interruptSignal();
  expect(c.aborted).toBe(false);
  process.emit("SIGINT");
  expect(c.aborted).toBe(true);
});
