import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repairs } from "./repairs.cjs";
import { KernelClient } from "./testing/client.js";
import { notebookFolder } from "./testing/places.js";
import { probes } from "./testing/probes.js";

describe("each repair is needed", () => {
  let folder: string;
  beforeAll(() => {
    folder = notebookFolder();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has a probe for every repair", () => {
    expect(probes.map(({ repair }) => repair)).toEqual(repairs.map(({ name }) => name));
  });

  for (const { repair, observe, sound } of probes) {
    it(`shows the defect without: ${repair}`, async () => {
      const launcher = join(import.meta.dirname, "testing", "launch-without.cjs");
      const kernel = await KernelClient.start({
        argv: [process.execPath, launcher, repair, "{connection_file}"],
        cwd: folder,
      });
      try {
        expect(await observe(kernel)).not.toEqual(sound);
      } finally {
        await kernel.kill();
      }
    });
  }
});
