import type { Message } from "./protocol.js";

/** What a cell came to, complete once the kernel has replied and said `idle`. */
export interface CellResult {
  /** `abort`: skipped, since a cell before it failed. */
  status: "ok" | "error" | "abort";
  stdout: string;
  stderr: string;
  /** One MIME bundle per display_data. */
  displays: Record<string, unknown>[];
}

/** A request on its way: gathers what the kernel says about it. */
export class PendingCell {
  readonly result: Promise<CellResult>;
  readonly soFar: CellResult = { status: "ok", stdout: "", stderr: "", displays: [] };
  private readonly awaited: Set<"reply" | "idle"> = new Set(["reply", "idle"]);
  private readonly timer: NodeJS.Timeout;
  private resolve!: (result: CellResult) => void;
  private reject!: (error: Error) => void;

  /** @param timeout how long the kernel may be silent, in ms */
  constructor(what: string, timeout: number) {
    this.timer = setTimeout(
      () => this.fail(`no ${[...this.awaited].join(" and no ")}, silent for ${timeout} ms`),
      timeout,
    );
    this.result = new Promise<CellResult>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = (error) => reject(new Error(`${error.message}: ${what}\n${this.soFar.stderr}`));
    }).finally(() => clearTimeout(this.timer));
  }

  fail(reason: string): void {
    this.reject(new Error(reason));
  }

  take({ type, content }: Message): void {
    this.timer.refresh();
    if (type === "stream") this.soFar[content.name as "stdout" | "stderr"] += content.text;
    if (type === "display_data") this.soFar.displays.push(content.data as Record<string, unknown>);
    if (type === "status" && content.execution_state === "idle") this.awaited.delete("idle");
    if (type.endsWith("_reply")) {
      this.soFar.status = (content.status ?? "ok") as CellResult["status"];
      this.awaited.delete("reply");
    }
    if (this.awaited.size === 0) this.resolve(this.soFar);
  }
}
