import type { Level } from "../sandbox/level.js";

/**
 * What code could try if it had broken out of its context: scripts that run in the learner's process in place of our own
 * program. A script prints "through" when it has got what it wanted.
 */
export type Script = { readonly name: string; readonly from: Level; readonly source: string };

const script = (from: Level, name: string, source: string): Script => ({
  name,
  from,
  source: `try { ${source} } catch (error) { console.log("held:", error.code ?? error.message); }\nprocess.exit();`,
});

export const scripts: readonly Script[] = [
  script(
    "L1",
    "reads a file",
    `const fs = await import("node:fs"); console.log("through", fs.readFileSync("/etc/passwd", "utf8"));`,
  ),
  script(
    "L1",
    "reads the grader",
    `const fs = await import("node:fs"); console.log("through", fs.readdirSync("COURSE"));`,
  ),
  script(
    "L1",
    "reads through a link in /proc",
    `const fs = await import("node:fs"); console.log("through", fs.readFileSync("/proc/self/root/etc/passwd"));`,
  ),
  script(
    "L1",
    "writes a file",
    `const fs = await import("node:fs"); fs.writeFileSync("CANARY/written", "x"); console.log("through");`,
  ),
  script(
    "L1",
    "writes a file later",
    `const fs = await import("node:fs/promises"); await fs.appendFile("CANARY/later", "x"); console.log("through");`,
  ),
  script(
    "L1",
    "links and renames",
    `const fs = await import("node:fs"); fs.symlinkSync("/etc", "CANARY/link"); console.log("through");`,
  ),
  script(
    "L1",
    "starts a process",
    `const { spawnSync } = await import("node:child_process"); spawnSync("sleep", ["60", "MARK"]); console.log("through");`,
  ),
  script(
    "L1",
    "starts a daemon",
    `const { spawn } = await import("node:child_process"); spawn(process.execPath, ["-e", "setInterval(()=>{},1e3)", "MARK"], { detached: true, stdio: "ignore" }).unref(); console.log("through");`,
  ),
  script(
    "L1",
    "forks itself",
    `const { fork } = await import("node:child_process"); fork("CANARY/none.js", ["MARK"], { detached: true }); console.log("through");`,
  ),
  script(
    "L1",
    "starts a worker",
    `const { Worker } = await import("node:worker_threads"); new Worker("for(;;);", { eval: true }); console.log("through");`,
  ),
  script("L1", "loads an addon", `process.dlopen({ exports: {} }, "CANARY/addon.node"); console.log("through");`),
  script(
    "L1",
    "opens a database",
    `const { DatabaseSync } = await import("node:sqlite"); new DatabaseSync("CANARY/database").exec("create table t(a)"); console.log("through");`,
  ),
  script(
    "L1",
    "opens the inspector",
    `const inspector = await import("node:inspector"); const session = new inspector.Session(); session.connectToMainThread(); console.log("through");`,
  ),
  script("L1", "evaluates text", `console.log("through", (0, eval)("1"), Function("return 1")());`),
  script(
    "L1",
    "asks for more permission",
    `process.permission.grant?.("fs.read"); process.binding("fs"); console.log(process.permission.has("fs.read") ? "through" : "held");`,
  ),
  script(
    "L1",
    "reads the environment",
    `console.log(Object.keys(process.env).some((name) => name !== "PWD") ? "through" : "held");`,
  ),
  script(
    "L1",
    "uses up memory",
    `const all = []; for (let i = 0; i < 4096; i++) all.push(new Uint8Array(2 ** 20).fill(1)); console.log("through");`,
  ),
  script(
    "L2",
    "connects",
    `const net = await import("node:net"); await new Promise((done, fail) => net.connect(PORT, "127.0.0.1", done).on("error", fail)); console.log("through");`,
  ),
  script(
    "L2",
    "asks for a name",
    `const dns = await import("node:dns/promises"); console.log("through", await dns.resolve4("localhost.", { server: "1.1.1.1" }));`,
  ),
  script(
    "L2",
    "sends a datagram",
    `const dgram = await import("node:dgram"); const socket = dgram.createSocket("udp4"); await new Promise((done, fail) => socket.send("x", PORT, "192.0.2.1", (error) => (error ? fail(error) : done()))); console.log("through");`,
  ),
  script("L2", "kills the grader", `process.kill(GRADER, "SIGKILL"); console.log("through");`),
  script("L2", "signals everything it may", `process.kill(-1, 0); console.log("through");`),
  script(
    "L2",
    "has privileges",
    `console.log(process.getuid() === 0 ? "through" : "held"); process.setuid(0); console.log("through");`,
  ),
];

/** The same again for bubblewrap alone: without Node's permission model in front of it. */
export const withoutPermissions: readonly Script[] = [
  script(
    "L2",
    "reads the course",
    `const fs = await import("node:fs"); console.log("through", fs.readdirSync("COURSE"));`,
  ),
  script(
    "L2",
    "reads the accounts",
    `const fs = await import("node:fs"); console.log("through", fs.readFileSync("/etc/passwd", "utf8"));`,
  ),
  script(
    "L2",
    "writes anywhere",
    `const fs = await import("node:fs"); for (const at of ["/", "/tmp/", "/usr/", "/dev/shm/", "CANARY/"]) try { fs.writeFileSync(at + "MARK", "x"); console.log("through", at); } catch {} console.log("held");`,
  ),
  script(
    "L2",
    "sees other processes",
    `const fs = await import("node:fs"); console.log("through", fs.readdirSync("/proc"));`,
  ),
  script(
    "L2",
    "floods with processes",
    `const { spawn } = await import("node:child_process"); for (let i = 0; i < 30; i++) spawn("/usr/bin/sleep", ["60", "MARK"], { detached: true, stdio: "ignore" }).on("error", () => {}).unref(); console.log("held");`,
  ),
  script(
    "L2",
    "connects from a shell",
    `const { execFileSync } = await import("node:child_process"); execFileSync("/bin/bash", ["-c", "echo > /dev/tcp/127.0.0.1/PORT"]); console.log("through");`,
  ),
];
