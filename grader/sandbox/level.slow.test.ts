import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { learnerProgram } from "../runner/bundle.js";
import { Session } from "../runner/session.js";
import { transpileCell } from "../runner/transpile.js";
import { courseRoot } from "../submissions/course.js";
import { descendantsOf, isRunning } from "../testing/processes.js";
import { classRefusal, openSandbox } from "./level.js";

const folder = mkdtempSync(join(tmpdir(), "unrolled tools "));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

describe("the level", () => {
  it("is L1 where there is no bubblewrap, with an eye on memory where nothing bounds it", () => {
    vi.stubEnv("PATH", "");
    const { isolation, command } = openSandbox();
    expect(isolation).toMatchObject({ level: "L1", caution: expect.stringContaining("not against intent") });
    expect(command("").watchedBytes).toBe(2 ** 30);
    expect(() => openSandbox("L2")).toThrow("npm run doctor");
  });

  it.skipIf(process.platform === "win32")("is L1 where bubblewrap is there and does not work", () => {
    const bwrap = join(folder, "bwrap");
    writeFileSync(bwrap, "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n");
    chmodSync(bwrap, 0o755);
    vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
    expect(openSandbox().isolation.level).toBe("L1");
  });

  it("decides whether a class may be graded", () => {
    expect(classRefusal({ level: "L1", measures: [] })).toContain("level L2");
    expect(classRefusal({ level: "L2", measures: [] })).toBeUndefined();
  });
});

describe("memory that the system does not bound", () => {
  it("is looked at, and too much of it ends the process", async () => {
    vi.stubEnv("PATH", "");
    const { node, realm } = await learnerProgram();
    const command = { ...openSandbox().command(node), watchedBytes: 200 * 2 ** 20 };
    vi.unstubAllEnvs();
    const source =
      "const all = []; const hoard = () => { for (let i = 0; i < 400; i++) all.push(new Uint8Array(2 ** 20).fill(1)); for (;;); };";
    const limits = { cellMs: 10_000, callMs: 30_000, nameMs: 30_000, submissionMs: 60_000 };
    const session = new Session([{ id: "c", code: transpileCell(source).code }], [], { command, realm }, limits);
    expect(await session.answer({ kind: "call", name: "hoard", args: [] })).toMatchObject({
      trouble: { kind: "ended", message: expect.stringContaining("more memory") },
    });
    await session.close();
  });
});

/* Whatever ends the grader ends what it started: an endless loop does not outlive it. */
describe.skipIf(process.platform !== "linux")("a grader that is killed", () => {
  it.each(["L1", "L2"])("leaves no process at level %s", async (level) => {
    const at = (file: string): string => JSON.stringify(join(courseRoot(), "grader", "dist", file));
    const program = `
      const { Runner } = await import(${at("runner/runner.js")});
      const runner = await Runner.open("${level}").catch(() => process.exit(3));
      const session = runner.session([{ id: "c", code: "exports.loop = () => { for (;;); }" }], []);
      setTimeout(() => console.log("looping"), 1000);
      await session.answer({ kind: "call", name: "loop", args: [] });`;
    const grader = spawn(process.execPath, ["--input-type=module", "--eval", program]);
    const said = await new Promise((resolve) => {
      grader.stdout.once("data", () => resolve("looping"));
      grader.once("exit", () => resolve("ended"));
    });
    if (said === "ended") return expect(() => openSandbox("L2")).toThrow(); // this level does not work here
    const started = descendantsOf(grader.pid as number);
    expect(started.length).toBeGreaterThan(0);
    grader.kill("SIGKILL");
    await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), { timeout: 10_000 });
  });
});
