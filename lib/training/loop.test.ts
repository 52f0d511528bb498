import { describe, expect, it } from "vitest";
import { ArgumentError } from "../tensor/errors.js";
import { type TrainOptions, type TrainProgress, train } from "./loop.js";

const sleep = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

describe("train", () => {
  it("does the steps in order and returns losses, norms and where it stands", async () => {
    const done: number[] = [];
    const step = (i: number) => {
      done.push(i);
      return { loss: 10 - i, gradNorm: i };
    };
    expect(await train({ steps: 3, step })).toEqual({ losses: [10, 9, 8], gradNorms: [0, 1, 2], next: 3 });
    expect(await train({ steps: 5, from: 3, step })).toEqual({ losses: [7, 6], gradNorms: [3, 4], next: 5 });
    expect(done).toEqual([0, 1, 2, 3, 4]);
  });

  it("waits for a step that answers with a promise before it does the next", async () => {
    const done: string[] = [];
    const step = async (i: number) => {
      done.push(`begin ${i}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      done.push(`end ${i}`);
      return { loss: 10 - i, gradNorm: i };
    };
    const saved: number[] = [];
    const checkpoint = { every: 1, save: (next: number) => void saved.push(next) };
    expect(await train({ steps: 2, step, checkpoint })).toEqual({ losses: [10, 9], gradNorms: [0, 1], next: 2 });
    expect(done).toEqual(["begin 0", "end 0", "begin 1", "end 1"]);
    expect(saved).toEqual([1, 2]);
    await expect(train({ steps: 1, step: () => Promise.reject(new Error("out of memory")) })).rejects.toThrow(
      "out of memory",
    );
    await expect(train({ steps: 3, step: async () => ({ loss: Number.NaN }) })).rejects.toThrow("at step 0");
  });

  it("waits for nothing between steps that answer at once", async () => {
    let tasks = 0;
    const count = async () => {
      for (; tasks < 1000; tasks++) await null;
    };
    const counting = count();
    const seen: number[] = [];
    await train({ steps: 50, step: () => ({ loss: seen.push(tasks) }) });
    expect(new Set(seen).size).toBe(1);
    await counting;
  });

  it("shows progress at most ten times a second, and the last step always", async () => {
    const shown: TrainProgress[] = [];
    const step = () => {
      sleep(4);
      return { loss: 1 };
    };
    const start = performance.now();
    await train({ steps: 80, step, onProgress: (progress) => shown.push(progress) });
    expect(shown.length).toBeGreaterThanOrEqual(3);
    expect(shown.length).toBeLessThanOrEqual((performance.now() - start) / 100 + 2); // a busy machine takes longer
    expect(shown.at(-1)).toMatchObject({ step: 80, steps: 80, loss: 1, secondsLeft: 0 });
    expect(shown[1].stepsPerSecond).toBeLessThanOrEqual(250);
    expect(shown[1].secondsLeft).toBeCloseTo((80 - shown[1].step) / shown[1].stepsPerSecond, 9);
  });

  it("lets timers run, so that an interrupt is heard, and goes on from `next`", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const step = () => {
      sleep(5);
      return { loss: 1 };
    };
    const { next, losses } = await train({ steps: 1000, step, signal: controller.signal });
    expect(next).toBeLessThan(100);
    expect(losses.length).toBe(next);
  });

  it("saves every n steps, at the end, and where it was stopped; never twice the same", async () => {
    const saved: number[] = [];
    const checkpoint = { every: 2, save: async (next: number) => void saved.push(next) };
    await train({ steps: 5, step: () => ({ loss: 1 }), checkpoint });
    await train({ steps: 4, step: () => ({ loss: 1 }), checkpoint });
    expect(saved).toEqual([2, 4, 5, 2, 4]);

    const controller = new AbortController();
    const stopAt = (i: number) => {
      if (i === 6) controller.abort();
      return { loss: 1 };
    };
    saved.length = 0;
    await train({ steps: 100, step: stopAt, checkpoint: { ...checkpoint, every: 5 }, signal: controller.signal });
    expect(saved).toEqual([5, 7]);
  });

  it("stops at a loss that is not finite, names the step, and does not save it", async () => {
    const saved: number[] = [];
    const run = train({
      steps: 9,
      step: (i) => ({ loss: i === 2 ? Number.NaN : 1 }),
      checkpoint: { every: 1, save: (next) => void saved.push(next) },
    });
    await expect(run).rejects.toThrow(
      new ArgumentError("train: the loss became NaN at step 2; lower the learning rate or clip the gradient"),
    );
    expect(saved).toEqual([1, 2]);
  });

  it("shows the last step that was done, once, also of a run that was stopped or failed", async () => {
    const controller = new AbortController();
    const shown: number[] = [];
    const onProgress = ({ step }: TrainProgress) => void shown.push(step);
    const step = (i: number) => {
      if (i === 3) controller.abort();
      return { loss: 1 };
    };
    await train({ steps: 100, step, onProgress, signal: controller.signal });
    expect(shown).toEqual([1, 4]);
    shown.length = 0;
    await expect(train({ steps: 9, step: (i) => ({ loss: i === 3 ? Number.NaN : 1 }), onProgress })).rejects.toThrow(
      "at step 3",
    );
    expect(shown).toEqual([1, 3]);
    shown.length = 0;
    await train({ steps: 1, step, onProgress });
    await train({ steps: 2, from: 2, step, onProgress });
    expect(shown).toEqual([1]);
  });

  it("tells how it ended after all else, whatever happened", async () => {
    const told: string[] = [];
    const options = {
      steps: 2,
      step: () => ({ loss: 1 }),
      onProgress: ({ step }: TrainProgress) => void told.push(`step ${step}`),
      checkpoint: { every: 2, save: async () => void told.push("saved") },
      onEnd: (how: string) => void told.push(how),
    };
    const story = async (changes: Partial<TrainOptions>): Promise<string> => {
      told.length = 0;
      await train({ ...options, ...changes }).catch(({ message }) => told.push(message));
      return told.join(", ");
    };
    const fail = (message: string) => () => {
      throw new Error(message);
    };
    expect(await story({})).toBe("step 1, step 2, saved, done");
    expect(await story({ from: 2 })).toBe("done");
    expect(await story({ signal: AbortSignal.abort() })).toBe("stopped");
    expect(await story({ step: fail("no memory") })).toBe("failed, no memory");
    expect(await story({ onProgress: fail("no screen") })).toBe("failed, no screen");
    expect(await story({ checkpoint: { every: 2, save: fail("no disk") } })).toBe("step 1, step 2, failed, no disk");
    expect(await story({ steps: -1 })).toMatch(/^failed, train: steps/);
  });

  it.each([
    [() => {}, "undefined"],
    [() => null, "null"],
    [() => 0.5, "0.5"],
    [async () => {}, "undefined"],
    [() => ({}), "undefined as its loss"],
    [() => ({ loss: "0.5" }), '"0.5" as its loss'],
  ])("%#: asks for a step that returns its loss", async (step, got) => {
    await expect(train({ steps: 1, step: step as never })).rejects.toThrow(
      new ArgumentError(`train: step must return { loss: number }, got ${got} at step 0`),
    );
  });

  it.each([
    [{ steps: -1 }, "train: steps must be a non-negative integer, got -1"],
    [{ steps: 1, from: 0.5 }, "train: from must be a non-negative integer, got 0.5"],
    [
      { steps: 1, checkpoint: { every: 0, save: () => {} } },
      "train: checkpoint.every must be a positive integer, got 0",
    ],
  ])("%#: names what is wrong", async (options, message) => {
    await expect(train({ step: () => ({ loss: 1 }), ...options })).rejects.toThrow(message);
  });
});
