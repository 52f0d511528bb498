/** `npm run bench`: this library and its peers on the same work, side by side. bench/README.md tells how to read it. */
import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { measureCrossover } from "./crossover.js";
import { describeMachine } from "./machine.js";
import { measureMemory } from "./memory.js";
import { race } from "./race.js";
import { machineLine, raceTable, status } from "./report.js";
import { FAMILIES, type Family, roster } from "./roster.js";
import { measureScaling } from "./scaling.js";
import { WORKLOADS, type WorkloadName } from "./workloads.js";

type Options = {
  readonly only: readonly WorkloadName[];
  readonly rounds: number;
  readonly peers: readonly Family[];
  readonly node: string;
  readonly json?: string;
  readonly scaling: boolean;
  readonly memory: boolean;
  readonly crossover: boolean;
  readonly record: boolean;
};

const TURN_MS = 500;
const names = Object.keys(WORKLOADS) as WorkloadName[];
const options = new Command("npm run bench --")
  .description("Measure this library and its peers on the same training steps, in turns.")
  .option("--only <workloads>", "these only, as in W1,W2", listOf(names), names)
  .option("--rounds <number>", "turns of half a second that each one takes", atLeastOne, 9)
  .option("--peers <families>", `any of ${FAMILIES.join(",")}, or none`, listOf(FAMILIES), [...FAMILIES])
  .option("--node <path>", "the Node that runs the contestants in JavaScript", process.execPath)
  .option("--scaling", "instead: time and memory of an LSTM layer against T, B and H", false)
  .option("--memory", "instead: 10,000 steps of W1, and the memory after each 1,000", false)
  .option("--crossover", "instead: a step of an LSTM against its width, here and on TensorFlow.js", false)
  .option("--record", "with --crossover: keep the result as the course's figure 21", false)
  .option("--json <file>", "write everything that was measured there, too")
  .parse()
  .opts<Options>();

process.once("SIGINT", () => process.exit(130));
const machine = describeMachine(options.node);
console.log(machineLine(machine));
const measured = await measure(options);
if (options.json) {
  const report = { date: new Date().toISOString(), command: process.argv.slice(2), machine, ...measured };
  writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
}
process.exit(0);

function measure({ scaling, memory, crossover, record, node, rounds }: Options): Promise<object> {
  if (scaling) return measureScaling(node);
  if (crossover)
    return measureCrossover({
      machine,
      command: `npm run bench -- ${process.argv.slice(2).join(" ")}`,
      node,
      rounds,
      record,
    });
  return memory ? measureMemory(node) : measureRaces(options);
}

async function measureRaces({ only, peers, rounds, node }: Options): Promise<object> {
  const races = [];
  for (const workload of only) {
    const fresh = Math.log(WORKLOADS[workload].sizes.V); // the loss of an even guess
    const plausible = (loss: number): boolean => Math.abs(loss / fresh - 1) < 0.2;
    const settings = { rounds, turnMs: TURN_MS, against: ["torch", "torch-1.13"], plausible, onStatus: status };
    const result = await race(roster(workload, peers, node), workload, settings);
    console.log(`\n${raceTable(`${workload}  ${WORKLOADS[workload].title}`, result)}`);
    races.push({ workload, title: WORKLOADS[workload].title, ...result });
  }
  return { races };
}

function listOf<Name extends string>(known: readonly Name[]): (text: string) => Name[] {
  return (text) => {
    if (text === "none") return [];
    return text.split(",").map((word) => {
      const found = known.find((name) => name.toLowerCase() === word.trim().toLowerCase());
      if (found === undefined) throw new InvalidArgumentError(`There is no "${word}". There are ${known.join(", ")}.`);
      return found;
    });
  };
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("It takes a whole number from 1 on.");
  return number;
}
