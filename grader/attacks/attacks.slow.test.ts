import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notebookLines } from "../reports/text.js";
import { Runner } from "../runner/runner.js";
import type { Limits } from "../runner/session.js";
import { nodeCommand, wrapped } from "../sandbox/command.js";
import { type Level, openSandbox } from "../sandbox/level.js";
import { gradeNotebook } from "../submissions/grade-notebook.js";
import { attackNotebook, tamperedNotebook } from "../testing/hostile-notebooks.js";
import { childrenOf, commandLineOf } from "../testing/processes.js";
import { Secrets, TOKEN } from "../testing/secrets.js";
import { setTrap, type Trap } from "../testing/trap.js";
import type { Attack } from "./attack.js";
import { bombs } from "./bombs.js";
import { escapes } from "./escapes.js";
import { injections, tamperings } from "./notebooks.js";
import { prototypes } from "./prototypes.js";
import { readings } from "./readings.js";
import { scripts, withoutPermissions } from "./scripts.js";
import { values } from "./values.js";
import { verdicts } from "./verdicts.js";

const LIMITS: Limits = { cellMs: 2000, callMs: 2000, nameMs: 10_000, submissionMs: 40_000 };
const SEED = 20_260_101;
const LANES = 2;

const folder = mkdtempSync(join(tmpdir(), "unrolled attacks "));
const secrets = new Secrets();
let trap: Trap;

beforeAll(async () => {
  trap = await setTrap();
});
afterAll(() => {
  trap.close();
  secrets.remove();
  rmSync(folder, { recursive: true });
});

let files = 0;
function written(content: string): string {
  const path = join(folder, `11-${++files}.ipynb`);
  writeFileSync(path, content);
  return path;
}

/** Some graders at once, so that waiting for a limit holds up only one of them. */
function lanes(level: Level) {
  const free: Runner[] = [];
  const waiting: ((runner: Runner) => void)[] = [];
  beforeAll(async () => {
    for (let i = 0; i < LANES; i++) free.push(await Runner.open(level));
  });
  afterAll(() => {
    for (const runner of free) runner.close();
  });
  return async (path: string): ReturnType<typeof gradeNotebook> => {
    const runner = free.pop() ?? (await new Promise<Runner>((resolve) => waiting.push(resolve)));
    const giveBack = (): void => {
      const next = waiting.shift();
      if (next) next(runner);
      else free.push(runner);
    };
    return gradeNotebook(path, SEED, runner, { limits: LIMITS }).finally(giveBack);
  };
}

const works = (level: Level): boolean => {
  try {
    return openSandbox(level).isolation.level === level;
  } catch {
    return false;
  }
};

const classes: readonly [string, readonly Attack[]][] = Object.entries({
  verdicts,
  prototypes,
  escapes,
  bombs,
  values,
});

describe.each(["L1", "L2"] as const)("at level %s", (level) => {
  describe.skipIf(!works(level))("a submission", () => {
    const grade = lanes(level);

    describe.each(classes)("%s", (_, attacks) => {
      it.concurrent.each(attacks.map((attack) => [attack.name, attack] as const))("%s", async (_, attack) => {
        const result = await grade(written(attackNotebook(attack, trap)));
        expect(result).toMatchObject({ points: attack.earns, maxPoints: 10 });
        if (attack.says) expect(JSON.stringify(result)).toContain(attack.says);
      });
    });

    it.concurrent.each(tamperings.map((one) => [one.name, one] as const))("%s", async (_, one) => {
      const { earns } = one;
      const result = await grade(written(tamperedNotebook(one)));
      if (typeof earns === "number") expect(result).toMatchObject({ points: earns });
      else expect(result).toMatchObject({ refused: expect.stringContaining(earns) });
    });

    it.concurrent.each(injections.map((one) => [one.name, one] as const))(
      "with text that acts %s",
      async (_, { code }) => {
        const result = await grade(written(attackNotebook({ code }, trap)));
        expect(result).toMatchObject({ points: 6 });
        const report = notebookLines(result).join("\n");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(report).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      },
    );

    it.concurrent.each(readings.map((one) => [one.name, one] as const))("that reads by %s", async (_, { code }) => {
      const told = async (folder: string): Promise<string> => {
        const result = await grade(written(attackNotebook({ code: Secrets.fill(code, folder) }, trap)));
        return Secrets.blank(JSON.stringify({ ...result, path: "", seconds: 0 }), folder);
      };
      const found = await told(secrets.there);
      expect(found).not.toContain(TOKEN);
      expect(found).toEqual(await told(secrets.gone)); // nor whether anything is there
    });
  });

  const own = scripts.filter(({ from }) => from <= level);
  it.skipIf(!works(level)).each(own.map((one) => [one.name, one] as const))(
    "a script in the learner's process %s",
    (_, { source }) => {
      const { file, args } = openSandbox(level).command(trap.fill(source));
      const { stdout } = spawnSync(file, args, { env: {}, encoding: "utf8", timeout: 20_000, killSignal: "SIGKILL" });
      expect(stdout).not.toContain("through");
    },
  );
});

describe("bubblewrap by itself", () => {
  it.skipIf(!works("L2")).each(withoutPermissions.map((one) => [one.name, one] as const))("%s", (_, { source }) => {
    const bwrap = openSandbox("L2").command("").file;
    const [file, ...args] = wrapped(bwrap, [nodeCommand([])[0], "--input-type=module", "--eval", trap.fill(source)]);
    const { stdout } = spawnSync(file, args, { env: {}, encoding: "utf8", timeout: 20_000, killSignal: "SIGKILL" });
    expect(stdout).not.toContain("through");
    expect(stdout).toContain("held");
  });
});

describe("after all attacks", () => {
  it("no connection was made, no file written, no process left", async () => {
    expect(await trap.harm()).toEqual([]);
    const learners = childrenOf(process.pid).filter((pid) => commandLineOf(pid).includes("--disable-proto"));
    expect(learners).toEqual([]);
  });
});
