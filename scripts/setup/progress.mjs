import { styleText } from "node:util";
import { Problem } from "./problem.mjs";

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const out = process.stdout;

/**
 * styleText itself drops colour when the output is no terminal or NO_COLOR is set.
 * @param {"green" | "red" | "yellow" | "cyan" | "dim" | "bold"} style
 * @param {string} text
 */
export const paint = (style, text) => styleText(style, text, { stream: out });

export const tick = () => paint("green", "✓");
export const cross = () => paint("red", "✗");

/** @param {number} since milliseconds, from performance.now() */
export function elapsed(since) {
  const seconds = (performance.now() - since) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Runs one step and shows it: on a terminal as a live line with what it last reported, elsewhere as plain lines.
 * The last report stays beside the time.
 * @template T
 * @param {string} title
 * @param {(report: (text: string) => void) => T | Promise<T>} work
 * @param {(result: T) => boolean} [good] a result that is not gets a cross, as an error does
 * @returns {Promise<T>}
 */
export async function step(title, work, good = () => true) {
  const start = performance.now();
  const live = out.isTTY === true;
  const label = title.padEnd(14);
  let detail = "";
  let frame = 0;
  const draw = () => {
    const line = `${frames[frame++ % frames.length]} ${label} ${detail} ${elapsed(start)}`;
    out.write(`\r\x1b[K${line.slice(0, (out.columns || 80) - 1)}`);
  };
  const timer = live ? setInterval(draw, 100) : undefined;
  if (!live) out.write(`· ${title} …\n`);
  const finish = (/** @type {string} */ mark) => {
    clearInterval(timer);
    out.write(`${live ? "\r\x1b[K" : ""}${mark} ${label} ${detail} ${paint("dim", `(${elapsed(start)})`)}\n`);
  };
  try {
    const result = await work((text) => {
      detail = text;
    });
    finish(good(result) ? tick() : cross());
    return result;
  } catch (error) {
    finish(cross());
    throw error;
  }
}

/**
 * The last words of a command that could not go on.
 * @param {unknown} error
 */
export function showProblem(error) {
  if (!(error instanceof Problem)) throw error;
  console.error(`\n${cross()} ${paint("bold", error.message)}`);
  for (const line of error.advice) console.error(`  ${line}`);
  console.error("");
}
