import { compete } from "../protocol.js";

/** A contestant that is as slow as it is told: fake.ts MS NAME. NAME "absent" cannot start, "crashes" and "fades" end in a turn. */
const [ms, name] = process.argv.slice(2);
console.error("a warning that means nothing");
if (name === "absent") throw new Error("no such library");

let steps = 0;
await compete(`fake of ${ms} ms`, () => {
  if ((name === "crashes" && steps > 0) || (name === "fades" && steps > 9)) throw new Error("out of memory");
  for (const start = performance.now(); performance.now() - start < Number(ms); );
  return ++steps;
});
