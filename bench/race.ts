import { Contestant, type Entry } from "./contestant.js";
import { calibrate, type Runner, takeTurns } from "./rounds.js";
import { type Ratio, type Result, ratioTo, summarise } from "./statistics.js";

export type Standing = Result & {
  readonly id: string;
  readonly family: string;
  readonly title: string;
  /** Against the best setting of each reference family that ran. */
  readonly ratios: Readonly<Record<string, Ratio>>;
};

export type Race = {
  /** The id of the best contestant of each reference family. */
  readonly references: Readonly<Record<string, string>>;
  readonly standings: readonly Standing[];
  readonly absent: readonly { readonly id: string; readonly reason: string }[];
};

export type RaceOptions = {
  readonly rounds: number;
  /** A turn takes about this long. */
  readonly turnMs: number;
  /** The families whose fastest settings the others are compared with. */
  readonly against: readonly string[];
  /** Whether a model that has learned nothing yet can have this loss on this workload. */
  readonly plausible: (firstLoss: number) => boolean;
  readonly onStatus: (text: string) => void;
};

/** Runs all contestants on one workload. One that does not start or breaks off is listed as absent, and the race goes on. */
export async function race(entries: readonly Entry[], workload: string, options: RaceOptions): Promise<Race> {
  const { rounds, turnMs, against, plausible, onStatus } = options;
  const started: Contestant[] = [];
  const endAll = (): void => {
    for (const contestant of started) contestant.end();
  };
  process.once("exit", endAll);
  try {
    const [runners, absent]: [Runner[], { id: string; reason: string }[]] = [[], []];
    for (const entry of entries) {
      onStatus(`${workload}  ${entry.id} warms up`);
      try {
        const contestant = await Contestant.start(entry, workload);
        started.push(contestant);
        runners.push(await calibrate(contestant, turnMs, plausible));
      } catch (error) {
        absent.push({ id: entry.id, reason: (error as Error).message });
      }
    }
    await takeTurns(runners, rounds, (round) => onStatus(`${workload}  round ${round} of ${rounds}`));
    for (const { contestant, broken } of runners) {
      if (broken !== undefined) absent.push({ id: contestant.entry.id, reason: broken });
    }
    const whole = runners.filter(({ broken }) => broken === undefined);
    return { ...rank(whole, against), absent };
  } finally {
    endAll();
    process.removeListener("exit", endAll);
    onStatus("");
  }
}

/** Everyone's result, and ratios to the best of the reference families. */
function rank(runners: readonly Runner[], against: readonly string[]): Pick<Race, "references" | "standings"> {
  const results = runners.map(({ contestant: { entry, title }, turns }) => {
    return { id: entry.id, family: entry.family, title, ...summarise(turns) };
  });
  const best = against.flatMap((name) => {
    const own = results.filter(({ family }) => family === name);
    return own.length === 0 ? [] : [own.reduce((a, b) => (b.ms < a.ms ? b : a))];
  });
  const standings = results.map((result) => ({
    ...result,
    ratios: Object.fromEntries(best.map((reference) => [reference.family, ratioTo(reference, result)])),
  }));
  return { references: Object.fromEntries(best.map(({ family, id }) => [family, id])), standings };
}
