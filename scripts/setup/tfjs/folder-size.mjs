import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * The bytes in a folder, which another process may be changing at this moment.
 * @param {string} folder
 */
export function folderSize(folder) {
  if (!existsSync(folder)) return 0;
  const sizes = readdirSync(folder, { recursive: true, encoding: "utf8" }).map(
    (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
