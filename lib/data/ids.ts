import { checkInteger } from "../tensor/errors.js";

/** Refuses ids that are no integers of at least `least`: an Int32Array would make ids of them without a word. */
export function checkIds(where: string, name: string, ids: readonly number[], least = 0): void {
  for (let i = 0; i < ids.length; i++) {
    if (!(Number.isInteger(ids[i]) && ids[i] >= least)) checkInteger(where, `${name}[${i}]`, ids[i], least);
  }
}
