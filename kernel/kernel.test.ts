import { rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelClient } from "./testing/client.js";
import { nodeVersions } from "./testing/node-versions.js";
import { installedArgv, notebookFolder } from "./testing/places.js";
import { printLines, probes } from "./testing/probes.js";

for (const node of nodeVersions()) {
  const missing = "missing" in node ? node.missing : undefined;

  describe.skipIf(missing)(`the kernel on Node ${node.version}${missing ? ` (${missing})` : ""}`, () => {
    let folder: string;
    let kernel: KernelClient;

    beforeAll(async () => {
      folder = notebookFolder();
      kernel = await KernelClient.start({ argv: installedArgv(folder, "path" in node ? node.path : ""), cwd: folder });
    });

    afterAll(async () => {
      await kernel?.kill();
      rmSync(folder, { recursive: true, force: true });
    });

    it("runs on that version", async () => {
      expect((await kernel.execute("process.versions.node")).stdout).toMatch(new RegExp(`^${node.version}\\.`));
    });

    it("imports the library by name and knows its types", async () => {
      await kernel.execute(`import * as unrolled from "unrolled"; import { Tensor } from "unrolled";`);
      expect((await kernel.execute("Tensor.from([[1, 2], [3, 4]]).at(1, 0)")).stdout).toBe("3\n");
      expect((await kernel.execute("const wrong: string = Tensor.zeros([2]);")).stderr).toContain(
        "Type 'Tensor' is not assignable to type 'string'",
      );
    });

    it("sees no export of the library as any", async () => {
      await kernel.execute(`import * as unrolled from "unrolled";
        type IsAny<T> = 0 extends 1 & T ? true : false;
        type Library = typeof unrolled;
        type Untyped = { [Name in keyof Library]: IsAny<Library[Name]> extends true ? Name : never }[keyof Library];`);
      const { stderr } = await kernel.execute(`const untyped: Untyped = "the names of those that are";`);
      expect(stderr).toContain("Type 'string' is not assignable to type 'never'");
    });

    it("imports quietly: no experimental warning in the notebook or the log", async () => {
      const { stderr } = await kernel.execute(`import { Rng } from "unrolled"; new Rng(1);`);
      expect(stderr + kernel.log).toBe("");
    });

    it("skips the cells behind a failure that is not allowed", async () => {
      const failing = kernel.execute("throw new Error('stop');", { stopOnError: true });
      const behind = kernel.execute("0;", { stopOnError: true });
      expect([(await failing).status, (await behind).status]).toEqual(["error", "abort"]);
      await setTimeout(300); // tslab skips what arrives within 200 ms
    });

    it("stops a synchronous loop on an interrupt and keeps its state", async () => {
      await kernel.execute("const kept = { value: 41 };");
      const loop = kernel.execute("console.log('spinning'); while (true) kept.value = 42;");
      await kernel.untilOutput("spinning");
      kernel.interrupt();
      expect((await loop).stderr).toContain("interrupted");
      expect((await kernel.execute("kept.value")).stdout).toBe("42\n");
    });

    it("survives an interrupt while idle", async () => {
      kernel.interrupt();
      expect((await kernel.execute("6 * 7")).stdout).toBe("42\n");
    });

    it("delivers 20,000 lines and the end of the cell", async () => {
      expect(await printLines(kernel, 20_000)).toEqual(["ok", true]);
    });

    for (const { repair, observe, sound } of probes) {
      it(`is free of: ${repair}`, async () => {
        expect(await observe(kernel)).toEqual(sound);
      });
    }
  });
}
