import { describe, expect, test } from "vitest";
import { bytesOf, noSource, requirementsOf, sourceFor } from "./wheels.mjs";

const linux = { platform: "linux", arch: "x64", gpu: false, glibc: "2.36" };
const machines = {
  linux,
  "linux with a card": { ...linux, gpu: true },
  "linux on arm": { ...linux, arch: "arm64" },
  mac: { platform: "darwin", arch: "arm64", gpu: false },
};

describe("the wheels for a machine", () => {
  test.each([
    ["linux", "tensorflow-cpu", ["manylinux_2_27_x86_64"], 1],
    ["linux on arm", "tensorflow", ["manylinux_2_27_aarch64"], 1],
    ["mac", "tensorflow", ["macosx_12_0_arm64"], 1],
    ["linux with a card", "tensorflow", expect.arrayContaining(["manylinux_2_27_x86_64"]), 13],
  ] as const)("%s", (machine, name, platforms, count) => {
    const source = sourceFor(machines[machine]);
    expect(source?.wheels[0]).toMatchObject({ name, version: "2.21.0" });
    expect(source?.wheels).toHaveLength(count);
    expect(source?.platforms).toEqual(platforms);
  });

  test("each has a checksum of its own", () => {
    const checksums = Object.values(machines).flatMap((machine) =>
      sourceFor(machine)!.wheels.map(({ sha256 }) => sha256),
    );
    expect(new Set(checksums).size).toBe(16);
    for (const checksum of checksums) expect(checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  test("what is kept is the library unpacked, larger than what is fetched", () => {
    for (const machine of Object.values(machines))
      expect(sourceFor(machine)!.kept).toBeGreaterThan(bytesOf(sourceFor(machine)!));
  });
});

test("pip gets every wheel with its checksum, without which it refuses them", () => {
  const lines = requirementsOf(sourceFor(machines["linux with a card"])!).split("\n");
  expect(lines[0]).toMatch(/^tensorflow==2\.21\.0 --hash=sha256:9056fbc9[0-9a-f]{56}$/);
  expect(lines.filter((line) => /^nvidia-[a-z-]+-cu12==[\d.]+ --hash=sha256:[0-9a-f]{64}$/.test(line))).toHaveLength(
    12,
  );
});

describe("where there is no wheel", () => {
  test.each([
    [{ platform: "win32", arch: "x64", gpu: false }, "TensorFlow offers no library for win32 on x64"],
    [{ platform: "darwin", arch: "x64", gpu: false }, "TensorFlow offers no library for darwin on x64"],
    [{ ...linux, glibc: undefined }, "needs glibc 2.27 or later; this Linux has another C library"], // Alpine
    [{ ...linux, glibc: "2.26" }, "needs glibc 2.27 or later; this Linux has 2.26"],
    [{ ...linux, arch: "arm64", gpu: true }, "Linux and Windows on x86-64 with an NVIDIA card"],
  ])("%o", (machine, why) => {
    expect(sourceFor(machine)).toBeUndefined();
    const { message, advice } = noSource(machine);
    expect(message).toMatch(/^tfjs-node(-gpu)? cannot be set up on this machine\.$/);
    expect(advice.join("\n")).toContain(why);
  });
});
