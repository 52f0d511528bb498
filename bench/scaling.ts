import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { status, table } from "./report.js";
import type { AxisCosts, LstmCost, LstmSizes } from "./scaling-costs.js";
import { writeScalingFigure } from "./scaling-figure.js";
import { exponent } from "./statistics.js";

const FIGURE = resolve(import.meta.dirname, "../figures-out/bench-scaling.svg");
const BASE: LstmSizes = { T: 64, B: 16, H: 128 };
const AXES = {
  T: [32, 64, 128, 256, 512],
  B: [8, 16, 32, 64, 128],
  H: [64, 128, 256, 512, 1024],
} as const satisfies Readonly<Record<keyof LstmSizes, readonly number[]>>;

/** Each size in a process of its own, one size grows and the others stay. Writes the curves as a picture, too. */
export async function measureScaling(node: string): Promise<object> {
  const scaling: AxisCosts[] = [];
  for (const axis of ["T", "B", "H"] as const) {
    const costs: LstmCost[] = [];
    for (const value of AXES[axis]) {
      status(`scaling in ${axis}: ${value}`);
      costs.push(await measureOne(node, { ...BASE, [axis]: value }));
    }
    status("");
    const slopes = { time: slope(axis, costs, "ms"), memory: slope(axis, costs, "peakMiB") };
    console.log(`\n${scalingTable(axis, costs, slopes)}`);
    scaling.push({ axis, base: BASE, values: AXES[axis], costs, exponents: slopes });
  }
  await writeScalingFigure(FIGURE, scaling);
  console.log(`\nThe curves are in ${FIGURE}`);
  return { scaling };
}

async function measureOne(node: string, { T, B, H }: LstmSizes): Promise<LstmCost> {
  const child = resolve(import.meta.dirname, "scaling-child.ts");
  const { stdout } = await promisify(execFile)(node, ["--import", "tsx", child, ...[T, B, H].map(String)]);
  return JSON.parse(stdout);
}

const slope = (axis: keyof LstmSizes, costs: readonly LstmCost[], of: keyof LstmCost): number =>
  exponent(
    AXES[axis],
    costs.map((cost) => cost[of]),
  );

function scalingTable(axis: keyof LstmSizes, costs: readonly LstmCost[], p: { time: number; memory: number }): string {
  const fixed = (["T", "B", "H"] as const).filter((other) => other !== axis).map((other) => `${other}=${BASE[other]}`);
  const rows = costs.map(({ ms, peakMiB }, i) => [String(AXES[axis][i]), ms.toFixed(2), peakMiB.toFixed(1)]);
  const last = [`grows with ${axis} to the`, p.time.toFixed(2), p.memory.toFixed(2)];
  const lines = table([[axis, "ms, forward and backward", "MiB at the peak"], ...rows, last]);
  return [`LSTM layer, ${fixed.join(", ")}`, ...lines].join("\n");
}
