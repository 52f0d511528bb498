import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { otherNodes } from "../../scripts/testing/nodes.js";
import { notebookLines } from "../reports/text.js";
import { Runner } from "../runner/runner.js";
import type { Limits } from "../runner/session.js";
import { nodeCommand, wrapped } from "../sandbox/command.js";
import { type Level, openSandbox } from "../sandbox/level.js";
import { courseRoot } from "../submissions/course.js";
import { type GradedNotebook, gradeNotebook, type RefusedNotebook } from "../submissions/grade-notebook.js";
import type { Attack } from "./attack.js";
import { bombs } from "./bombs.js";
import { escapes } from "./escapes.js";
import { injections, tamperings } from "./notebooks.js";
import { prototypes } from "./prototypes.js";
import { scripts, withoutPermissions } from "./scripts.js";
import { values } from "./values.js";
import { verdicts } from "./verdicts.js";

const LIMITS: Limits = { cellMs: 2000, callMs: 2000, nameMs: 10_000, submissionMs: 40_000 };
const SEED = 20_260_101;
const LANES = 2;

const folder = mkdtempSync(join(tmpdir(), "unrolled attacks "));
const canary = mkdtempSync(join(tmpdir(), "unrolled-canary-"));
const mark = `unrolled-mark-${process.pid}-${Date.now()}`;
let connections = 0;
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  port = (server.address() as { port: number }).port;
});
afterAll(() => {
  server.close();
  for (const made of [folder, canary]) rmSync(made, { recursive: true });
});

const filled = (text: string): string =>
  text
    .replaceAll("CANARY", canary)
    .replaceAll("PORT", String(port))
    .replaceAll("MARK", mark)
    .replaceAll("GRADER", String(process.pid))
    .replaceAll("COURSE", courseRoot());

/** The solved exercise 11. */
const solved = readFileSync(join(courseRoot(), "solutions", "11-rnn-forward-backward.ipynb"), "utf8");

let files = 0;
function written(content: string): string {
  const path = join(folder, `11-${++files}.ipynb`);
  writeFileSync(path, content);
  return path;
}

function submission({ code, bptt }: Pick<Attack, "code" | "bptt">): string {
  const notebook = JSON.parse(solved);
  for (const cell of notebook.cells) {
    if (cell.id === "rnn-forward") cell.source = filled(code);
    if (cell.id === "bptt" && bptt !== undefined) cell.source = filled(bptt);
  }
  return written(JSON.stringify(notebook));
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
  return async (path: string): Promise<GradedNotebook | RefusedNotebook> => {
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
        const result = await grade(submission(attack));
        expect(result).toMatchObject({ points: attack.earns, maxPoints: 10 });
        if (attack.says) expect(JSON.stringify(result)).toContain(attack.says);
      });
    });

    it.concurrent.each(tamperings.map((one) => [one.name, one] as const))("%s", async (_, { tamper, earns }) => {
      const notebook = JSON.parse(solved);
      const text = tamper(notebook);
      const result = await grade(written(text ?? JSON.stringify(notebook)));
      if (typeof earns === "number") expect(result).toMatchObject({ points: earns });
      else expect(result).toMatchObject({ refused: expect.stringContaining(earns) });
    });

    it.concurrent.each(injections.map((one) => [one.name, one] as const))(
      "with text that acts %s",
      async (_, { code }) => {
        const result = await grade(submission({ code }));
        expect(result).toMatchObject({ points: 6 });
        const report = notebookLines(result).join("\n");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(report).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      },
    );
  });

  const own = scripts.filter(({ from }) => from <= level);
  it.skipIf(!works(level)).each(own.map((one) => [one.name, one] as const))(
    "a script in the learner's process %s",
    (_, { source }) => {
      const { file, args } = openSandbox(level).command(filled(source));
      const { stdout } = spawnSync(file, args, { env: {}, encoding: "utf8", timeout: 20_000, killSignal: "SIGKILL" });
      expect(stdout).not.toContain("through");
    },
  );
});

describe("bubblewrap by itself", () => {
  it.skipIf(!works("L2")).each(withoutPermissions.map((one) => [one.name, one] as const))("%s", (_, { source }) => {
    const bwrap = openSandbox("L2").command("").file;
    const [file, ...args] = wrapped(bwrap, [nodeCommand([])[0], "--input-type=module", "--eval", filled(source)]);
    const { stdout } = spawnSync(file, args, { env: {}, encoding: "utf8", timeout: 20_000, killSignal: "SIGKILL" });
    expect(stdout).not.toContain("through");
    expect(stdout).toContain("held");
  });
});

describe("after all attacks", () => {
  it("no connection was made, no file written, no process left", async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(connections).toBe(0);
    expect(readdirSync(canary)).toEqual([]);
    expect(processesWith(mark)).toEqual([]);
    expect(childrenLeft()).toEqual([]);
  });
});

/** Linux tells the command line of every process; elsewhere nothing is seen. */
function processesWith(word: string): string[] {
  return processes().filter((pid) => readProc(pid, "cmdline").includes(word));
}

/** Learners' processes that are still ours. */
function childrenLeft(): string[] {
  return processes().filter(
    (pid) =>
      readProc(pid, "stat").split(") ")[1]?.split(" ")[1] === String(process.pid) &&
      readProc(pid, "cmdline").includes("--disable-proto"),
  );
}

const processes = (): string[] =>
  process.platform === "linux" ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // gone meanwhile
  }
}

for (const node of otherNodes()) {
  it(`all this on ${node}`, () => {
    const vitest = join(courseRoot(), "node_modules", "vitest", "vitest.mjs");
    const env = { ...process.env, UNROLLED_NODES: "" };
    const args = [vitest, "run", "grader/attacks", "grader/runner"];
    const { status, stdout } = spawnSync(node, args, { cwd: courseRoot(), env, encoding: "utf8" });
    expect(status, stdout).toBe(0);
  });
}
