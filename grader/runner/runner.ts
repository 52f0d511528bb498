import { type Level, openSandbox, type Sandbox } from "../sandbox/level.js";
import { learnerProgram } from "./bundle.js";
import { RunnerProblem } from "./peer.js";
import { type Launch, type Limits, type RunnableCell, Session } from "./session.js";
import { Transpiler } from "./transpile-client.js";

/** All that grading needs besides the submissions: opened once, used for any number of them, closed at the end. */
export class Runner {
  readonly transpiler: Transpiler = new Transpiler();

  private constructor(private readonly launch: Launch) {}

  /** At the highest level that works here, or the one asked for. @throws RunnerProblem when nothing can be run here */
  static async open(level?: Level): Promise<Runner> {
    const sandbox = sandboxFor(level);
    const { node, realm } = await learnerProgram();
    return new Runner({ command: sandbox.command(node), realm });
  }

  session(cells: readonly RunnableCell[], withheld: readonly string[], limits?: Limits): Session {
    return new Session(cells, withheld, this.launch, limits);
  }

  close(): void {
    this.transpiler.close();
  }
}

function sandboxFor(level: Level | undefined): Sandbox {
  try {
    return openSandbox(level);
  } catch (error) {
    throw new RunnerProblem((error as Error).message);
  }
}
