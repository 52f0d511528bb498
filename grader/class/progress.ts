import { clearLine, cursorTo } from "node:readline";

const QUIET_EVERY_MS = 10_000;

/** How far a run is, how fast, and how long it will take: one line that is rewritten, or a line now and then in a log. */
export class Progress {
  private done = 0;
  private graded = 0;
  private failed = 0;
  private readonly start: number = performance.now();
  private said: number = performance.now();

  constructor(
    private readonly total: number,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  /** @param isNew whether it was graded now; undefined when the grader failed */
  tick(isNew: boolean | undefined): void {
    this.done++;
    if (isNew) this.graded++;
    if (isNew === undefined) this.failed++;
    const now = performance.now();
    const every = this.stream.isTTY ? 100 : QUIET_EVERY_MS;
    if (now - this.said < every && this.done < this.total) return;
    this.said = now;
    this.say(this.line(now));
  }

  /** What is there, at once on its line. */
  private say(line: string): void {
    if (!this.stream.isTTY) {
      this.stream.write(`${line}\n`);
      return;
    }
    cursorTo(this.stream, 0);
    this.stream.write(line);
    clearLine(this.stream, 1);
    if (this.done === this.total) this.stream.write("\n");
  }

  private line(now: number): string {
    const seconds = (now - this.start) / 1000;
    const rate = (this.graded || this.done) / seconds; // what was known before took no time
    const left =
      this.done < this.total ? `, ${inWords((this.total - this.done) / rate)} left` : `, ${inWords(seconds)}`;
    const known = this.done - this.graded - this.failed;
    const notes = [known > 0 && `${known} known before`, this.failed > 0 && `${this.failed} failed`].filter(Boolean);
    return `${this.done} of ${this.total} notebooks, ${rate.toFixed(1)} a second${left}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
  }
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
