import { isArrayBuffer } from "node:util/types";
import vm from "node:vm";
import { CAPS } from "../wire/caps.js";
import type { Answer, Envelope } from "../wire/envelope.js";

const LANGUAGE =
  "Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z][a-z]/.test(name) && name !== 'Infinity').join()";
type Realm = typeof import("./realm/index.js");

/**
 * Node's side of the learner's context. Only strings, numbers and bytes go in and come out; no object of the context is
 * looked into, no promise of it awaited, no error of it read: each would call code of the learner's with objects of ours.
 */
export class Context {
  private readonly context: vm.Context;
  private readonly realm: Realm;

  /** @param source the realm as one script that declares `realm` */
  constructor(source: string) {
    const codeGeneration = { strings: false, wasm: false };
    this.context = vm.createContext(Object.create(null), { codeGeneration });
    // The language's names as parameters: a global of such a context takes 1 µs to find, a variable nothing.
    const names: string = vm.runInContext(LANGUAGE, this.context);
    const script = `((${names}) => { ${source}\nreturn realm; })(${names})`;
    this.realm = vm.runInContext(script, this.context, { filename: "realm" });
  }

  start(withheld: readonly string[]): void {
    this.realm.start(JSON.stringify(withheld));
  }

  /** @throws anything, which is not to be looked at */
  async answer({ kind, name, tree, body }: Envelope): Promise<Answer> {
    const { realm } = this;
    realm.tick();
    if (kind === "run") {
      const cell = this.compile(name, String(tree));
      if (!cell) return trouble("threw", `${name} is not JavaScript that runs here`);
      realm.run(name, cell as never);
    } else {
      const found = realm.kindOf(name);
      if (found === "") return trouble("missing", `\`${name}\` is not defined`);
      if (kind !== "get" && found !== "function") return trouble("missing", `\`${name}\` is not a function`);
      const bytes = realm.allocate(body.length);
      new Uint8Array(bytes).set(body);
      realm.ask(kind, name, JSON.stringify(tree), bytes);
    }
    return this.settled();
  }

  /** What the code printed since it was last asked. */
  output(): string {
    const text: unknown = this.realm.output();
    return typeof text === "string" ? text : "";
  }

  private compile(name: string, code: string): unknown {
    const parameters: unknown = JSON.parse(this.realm.parameters());
    if (!Array.isArray(parameters) || !parameters.every((one) => /^\w+$/.test(one))) return undefined;
    try {
      return vm.compileFunction(`return (async () => {${code}\n})()`, ["exports", "require", ...parameters], {
        filename: name,
        parsingContext: this.context,
        contextExtensions: [this.realm.scope()],
      });
    } catch {
      return undefined;
    }
  }

  /** Lets promises and timers run until there is an answer, or nothing left that could bring one. */
  private async settled(): Promise<Answer> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const text: unknown = this.realm.answer();
      if (typeof text === "string") return this.read(text);
      const wait: unknown = this.realm.due();
      if (typeof wait !== "number" || !(wait >= 0)) return trouble("threw", "it waits for something that never comes");
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 1000)));
      this.realm.tick();
    }
  }

  private read(text: string): Answer {
    if (text.length > CAPS.header) return trouble("unreadable", "the value is too large");
    const answer = JSON.parse(text);
    if (answer.trouble) return { trouble: answer.trouble };
    const bytes: unknown = this.realm.bytes();
    return { tree: answer.tree, body: isArrayBuffer(bytes) ? new Uint8Array(bytes) : new Uint8Array() };
  }
}

const trouble = (kind: "missing" | "threw" | "unreadable", message: string): Answer => ({ trouble: { kind, message } });
