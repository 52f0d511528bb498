import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exercisesFolder, generateAll, strangers } from "./exercises/course.js";

/** `npm run exercises`: writes exercises/ from solutions/. */
for (const [file, content] of generateAll()) {
  writeFileSync(join(exercisesFolder, file), content);
  console.log(`exercises/${file}`);
}
const left = strangers(exercisesFolder);
if (left.length > 0) {
  console.error(`No exercise has this name: ${left.join(", ")}. Is it left over? Remove it from exercises/.`);
  process.exitCode = 1;
}
