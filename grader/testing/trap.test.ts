import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { setTrap } from "./trap.js";

it("sees a file, a connection and a process, and nothing where there is none", async () => {
  const trap = await setTrap();
  expect(await trap.harm()).toEqual([]);
  writeFileSync(trap.fill("CANARY/written"), "x");
  await once(connect(Number(trap.fill("PORT"))), "close");
  const left = spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)", trap.fill("MARK")]);
  const seen = await trap.harm();
  left.kill("SIGKILL");
  trap.close();
  const processLeft = process.platform === "linux" ? [`a process is left: ${left.pid}`] : [];
  expect(seen).toEqual(["a file was written: written", "connections were made: 1", ...processLeft]);
});
