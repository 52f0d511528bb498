import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./paths.mjs";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("npm start serves JupyterLab with the course's kernel only, and an interrupt leaves nothing behind", async () => {
  const args = [join(root, "scripts", "start.mjs"), "--no-browser", "--port", String(await freePort())];
  const start = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const closed = new Promise<number | null>((resolve) => start.on("close", resolve));
  const url = await new Promise<URL>((resolve, reject) => {
    const read = (data: Buffer) => {
      output += data;
      const found = /Open {2}(\S+)\s/.exec(output);
      if (found) resolve(new URL(found[1]));
    };
    start.stdout.on("data", read);
    start.stderr.on("data", read);
    start.on("close", () => reject(new Error(output)));
  });
  const api = async (path: string, method = "GET") => {
    const response = await fetch(new URL(`/api/${path}${url.search}`, url), { method });
    expect(response.ok, path).toBe(true);
    return response.json();
  };
  const { default: preset, kernelspecs } = await api("kernelspecs");
  expect([preset, Object.keys(kernelspecs)]).toEqual(["unrolled", ["unrolled"]]);
  const labPage = await fetch(url);
  expect(await labPage.text()).toContain(`"news": {"disabled": true}`);
  start.kill("SIGINT");
  expect(await closed, output).toBe(0);
  expect(output).toContain("JupyterLab and its kernels have stopped.");
  await expect(fetch(url)).rejects.toThrow();
  expect(isAlive(start.pid as number)).toBe(false);
});
