import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as zmq from "zeromq";
import { type CellResult, PendingCell } from "./cell.js";
import { decode, encodeRequest } from "./protocol.js";

export interface KernelOptions {
  /** As in a kernel.json, with "{connection_file}" where the connection file goes. */
  argv: readonly string[];
  /** The notebook's folder. */
  cwd: string;
}

/** A Jupyter client in the small: starts a kernel and runs cells on it. */
export class KernelClient {
  /** What the process wrote outside of cells: Jupyter shows it in its terminal. */
  log = "";
  private readonly key: string = randomUUID();
  private readonly folder: string = mkdtempSync(join(tmpdir(), "unrolled kernel "));
  private readonly pending: Map<string, PendingCell> = new Map();
  private readonly shell: zmq.Dealer = new zmq.Dealer({ linger: 0 });
  private readonly control: zmq.Dealer = new zmq.Dealer({ linger: 0 });
  private readonly iopub: zmq.Subscriber = new zmq.Subscriber({ receiveHighWaterMark: 0, linger: 0 });
  private readonly process: ChildProcess;
  private readonly ended: Promise<unknown>;

  /** @throws when the kernel does not answer within 30 s */
  static async start(options: KernelOptions): Promise<KernelClient> {
    const [shell_port, iopub_port, control_port, stdin_port, hb_port] = await freePorts(5);
    const client = new KernelClient(options, { shell_port, iopub_port, control_port, stdin_port, hb_port });
    await client.untilReady();
    return client;
  }

  private constructor({ argv, cwd }: KernelOptions, ports: Record<string, number>) {
    const connectionFile = join(this.folder, "connection.json");
    const how = { transport: "tcp", ip: "127.0.0.1", key: this.key, signature_scheme: "hmac-sha256" };
    writeFileSync(connectionFile, JSON.stringify({ ...how, ...ports }));
    const [command, ...args] = argv.map((word) => word.replace("{connection_file}", () => connectionFile));
    this.process = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.log += text;
      });
    }
    this.ended = once(this.process, "close").then(() => this.release());
    this.shell.connect(`tcp://127.0.0.1:${ports.shell_port}`);
    this.control.connect(`tcp://127.0.0.1:${ports.control_port}`);
    this.iopub.connect(`tcp://127.0.0.1:${ports.iopub_port}`);
    this.iopub.subscribe();
    for (const socket of [this.shell, this.control, this.iopub]) void this.listen(socket);
  }

  /** Sends a cell. Several may be on their way at once: the kernel runs them in turn. It fails after `timeout` ms of silence. */
  execute(code: string, { stopOnError = false, timeout = 30_000 } = {}): Promise<CellResult> {
    return this.request("execute_request", { code, stop_on_error: stopOnError }, timeout);
  }

  /** Resolves once a running cell has printed `text`. */
  async untilOutput(text: string): Promise<void> {
    while (![...this.pending.values()].some((cell) => cell.soFar.stdout.includes(text))) await setTimeout(10);
  }

  /** What Jupyter does with interrupt_mode "signal". */
  interrupt(): void {
    this.process.kill("SIGINT");
  }

  /** Asks the kernel to end, as Jupyter does when it stops. @returns whether the process ended within `timeout` ms */
  async shutdown(timeout = 5000): Promise<boolean> {
    void this.control.send(encodeRequest("shutdown_request", { restart: false }, this.key).frames);
    return Promise.race([this.ended.then(() => true), setTimeout(timeout, false, { ref: false })]);
  }

  /** Ends the process whatever its state. */
  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.ended;
  }

  private request(type: string, content: Record<string, unknown>, timeout: number): Promise<CellResult> {
    const { id, frames } = encodeRequest(type, content, this.key);
    const cell = new PendingCell(JSON.stringify(content), timeout);
    this.pending.set(id, cell);
    void this.shell.send(frames);
    return cell.result.finally(() => this.pending.delete(id));
  }

  /** A subscriber misses what is published before its connection stands, so: ask until an `idle` comes through. */
  private async untilReady(): Promise<void> {
    for (let attempt = 0; attempt < 60; attempt++) {
      const answered = await this.request("kernel_info_request", {}, 500).then(
        () => true,
        () => false,
      );
      if (answered) return;
      if (this.process.exitCode !== null) break;
    }
    await this.kill();
    throw new Error(`the kernel does not answer\n${this.log}`);
  }

  private async listen(socket: zmq.Dealer | zmq.Subscriber): Promise<void> {
    for await (const frames of socket) {
      const message = decode(frames, this.key);
      this.pending.get(message.parentId ?? "")?.take(message);
    }
  }

  private release(): void {
    for (const socket of [this.shell, this.control, this.iopub]) socket.close();
    for (const cell of this.pending.values()) cell.fail("the kernel ended");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
