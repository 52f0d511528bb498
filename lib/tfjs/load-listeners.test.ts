import { expect, it } from "vitest";
import { loadTfjs } from "./load.js";

const events = ["uncaughtException", "unhandledRejection"];
const listeners = () => events.flatMap((event) => process.rawListeners(event));

it("leaves it to the process what becomes of an error that nobody catches", async () => {
  const ours = () => {};
  process.on("uncaughtException", ours);
  const before = listeners();
  await loadTfjs("wasm");
  expect(listeners()).toEqual(before);
  expect(before).toContain(ours);
  process.off("uncaughtException", ours);
});
