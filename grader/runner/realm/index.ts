import * as unrolled from "unrolled";
import { messageOf, whatWasThrown } from "../../checks/local.js";
import { WireError } from "../../wire/caps.js";
import type { Answer } from "../../wire/envelope.js";
import { decodeValue, encodeValue } from "../../wire/values.js";
import { type Cell, Cells } from "./cells.js";
import { clone } from "./clone.js";
import { Printed } from "./printed.js";
import { Timers } from "./timers.js";

/*
 * What runs in the learner's context, with the library and nothing of Node. Node's side calls these functions with
 * strings, numbers and bytes, and takes the same from them: it hands in no object and no function of its own, and never
 * waits for a promise of this side. So there is nothing here through which code could reach Node.
 */

/** In a notebook these show something; here they are silent. */
const silent = { check: () => {}, hint: () => {} };

const printed = new Printed();
const timers = new Timers();
let cells: Cells = new Cells({});
let answered: Answer | undefined;

/** The names of earlier cells, where a new cell finds them. */
export const scope = (): object => cells.scope;

/** Before any cell: the library without what the exercise asks for, and what a notebook has besides the language. */
export function start(withheld: string): void {
  // A stack trace would be made by a function of Node's, whose own errors would then be objects of Node's.
  Object.defineProperty(Error, "stackTraceLimit", { value: undefined, writable: false, configurable: false });
  unrolled.setKernels("plain"); // WebAssembly is not allowed here
  const globals = { console: printed.console(), performance: { now: () => Date.now() }, structuredClone: clone };
  Object.assign(globalThis, globals, timers.functions());
  cells = new Cells({ unrolled: withhold(unrolled, JSON.parse(withheld)), "unrolled-grader": silent });
}

/** The language's own names, as JSON, for parameters of the next cell: a variable is found far quicker than a global. */
export const parameters = (): string => JSON.stringify(cells.parameters());

/** Room for the bytes of a request. */
export const allocate = (size: number): ArrayBuffer => new ArrayBuffer(size);

/** Runs a compiled cell; `answer` says when it has ended. */
export function run(name: string, cell: Cell): void {
  settle(name, async () => {
    await cells.run(cell);
    return { value: true };
  });
}

/**
 * What a name holds ("get"), what its function returns ("call"), or what it leaves of its arguments ("after"). A promise
 * is not waited for: it is no answer.
 */
export function ask(kind: string, name: string, tree: string, bytes: ArrayBuffer): void {
  settle(name, async () => {
    const value = cells.get(name);
    if (kind === "get") return { value };
    const args = decodeValue({ tree: JSON.parse(tree), body: new Uint8Array(bytes) }) as unknown[];
    const returned = (value as (...args: unknown[]) => unknown)(...args);
    return { value: kind === "after" ? args : returned };
  });
}

/** "function", "value", or "" when no cell declared the name. */
export const kindOf = (name: string): string =>
  cells.has(name) ? (typeof cells.get(name) === "function" ? "function" : "value") : "";

/** The answer as JSON without its bytes, once there is one. */
export const answer = (): string | undefined =>
  answered && JSON.stringify("trouble" in answered ? answered : { tree: answered.tree });
export const bytes = (): ArrayBuffer | undefined =>
  answered && "body" in answered ? (answered.body.buffer as ArrayBuffer) : undefined;

/** What was printed since it was last asked. */
export const output = (): string => printed.take();

/** Milliseconds until a timer is due; −1 without one. */
export const due = (): number => timers.due();
export const tick = (): void => timers.run();

function settle(name: string, work: () => Promise<{ value: unknown }>): void {
  answered = undefined;
  work()
    .then(({ value }) => encodeValue(value))
    .catch((error) => troubleOf(name, error))
    .then((answer) => {
      answered = answer;
    });
}

function troubleOf(name: string, error: unknown): Answer {
  if (error instanceof WireError) return { trouble: { kind: "unreadable", message: error.message } };
  return { trouble: { kind: "threw", message: whatWasThrown(name, messageOf(error)) } };
}

/** A module's exports without the names that an exercise asks for: they throw when they are used. */
function withhold(module: object, names: readonly string[]): object {
  const facade = { ...module };
  for (const name of names) {
    const get = (): never => {
      throw new Error(`the library's ${name} is withheld: this exercise asks you to write it`);
    };
    Object.defineProperty(facade, name, { get, enumerable: true });
  }
  return facade;
}
