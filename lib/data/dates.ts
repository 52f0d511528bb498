import type { Rng } from "../tensor/rng.js";

/** A date as people write it, and the same date as ISO 8601 wants it. */
export type DatePair = { readonly source: string; readonly target: string };

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];

type DateParts = { readonly day: number; readonly month: string; readonly number: string; readonly year: number };

const WRITTEN: readonly ((parts: DateParts, weekday: string) => string)[] = [
  ({ day, month, year }) => `${day} ${month} ${year}`,
  ({ day, month, year }) => `${month} ${day}, ${year}`,
  ({ day, month, year }) => `${day} ${month.slice(0, 3).toLowerCase()} ${year}`,
  ({ day, number, year }) => `${day}/${number}/${year}`,
  ({ day, month, year }, weekday) => `${weekday}, ${day} ${month} ${year}`,
];

/** "Friday, 4 May 1979" → "1979-05-04": translation by characters, small enough to learn in a minute. */
export function datePair(rng: Rng): DatePair {
  const first = Date.UTC(1950, 0, 1);
  const days = (Date.UTC(2050, 0, 1) - first) / 86_400_000;
  const date = new Date(first + rng.int(days) * 86_400_000);
  const target = date.toISOString().slice(0, 10);
  const parts = {
    day: date.getUTCDate(),
    month: MONTHS[date.getUTCMonth()],
    number: target.slice(5, 7),
    year: date.getUTCFullYear(),
  };
  return { source: rng.choice(WRITTEN)(parts, WEEKDAYS[date.getUTCDay()]), target };
}
