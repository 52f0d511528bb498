import { checks } from "./checks.mjs";
import { cross, paint, tick } from "./progress.mjs";

const marks = { present: tick(), absent: paint("yellow", "–"), missing: cross() };

/** `npm run doctor`: what is on this machine, and how to get what is not. Ends with status 1 when Unrolled cannot run. */
export async function main() {
  let missing = 0;
  for (const [part, list] of Object.entries(checks)) {
    console.log(`\n${paint("bold", part)}`);
    for (const { title, look } of list) {
      const { state, text, advice = [] } = look();
      console.log(`${marks[state]} ${title.padEnd(14)} ${text}`);
      for (const line of advice) console.log(`  ${"".padEnd(14)} ${paint("dim", `→ ${line}`)}`);
      if (state === "missing") missing++;
    }
  }
  console.log(
    missing === 0
      ? "\nUnrolled can run here. What is marked – comes with npm start or is optional."
      : `\nMissing: ${missing}. Repair what is marked ${cross()}.`,
  );
  process.exitCode = missing === 0 ? 0 : 1;
}
