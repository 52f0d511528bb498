/** `npm run checkpoints -- translator`: trains the models that notebooks load, and puts them into data/. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Argument, Command } from "commander";
import { additive, settings } from "../lib/figures/alignment-runs.js";
import { saveCharacterLstm, trainCharacterLstm } from "../lib/figures/character-lstm.js";
import { type TranslatorSettings, trainTranslator } from "../lib/figures/translator.js";
import { saveTranslator } from "../lib/figures/translator-checkpoint.js";
import { writeCheckpoint } from "../lib/notebook/checkpoint.js";
import { root } from "./setup/paths.mjs";

/** Each file in data/, without its ending, and the training that makes it. */
const checkpoints: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  translator: () => trained(settings),
  "translator-additive": () => trained(additive),
  "character-lstm": async () => saveCharacterLstm(await trainCharacterLstm(book)),
};

const book = readFileSync(join(root, "data", "alice.txt"), "utf8");

async function trained(settings: TranslatorSettings): Promise<Uint8Array> {
  return saveTranslator((await trainTranslator(settings, {})).model, settings);
}

const names = Object.keys(checkpoints);
const { args } = new Command("npm run checkpoints --")
  .description("Train the models that notebooks load, and put them into data/.")
  .addArgument(new Argument("[names...]", "these only").choices(names))
  .parse();

for (const name of args.length > 0 ? args : names) {
  const file = join(root, "data", `${name}.safetensors`);
  const began = performance.now();
  writeCheckpoint(file, await checkpoints[name]());
  console.log(`data/${name}.safetensors, after ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
