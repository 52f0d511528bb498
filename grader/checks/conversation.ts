/*
 * A check is a generator: it yields what it wants of a submission and receives the reply. So the same check runs at
 * once against functions in a notebook, and across a pipe against a process that the grader does not trust.
 */

/** What a check asks of a submission. */
export type Request =
  | { readonly kind: "get"; readonly name: string }
  | { readonly kind: "call" | "after"; readonly name: string; readonly args: readonly unknown[] };

/** Why there is no value: nothing of that name, an exception, too slow, process ended, or a value that cannot be read. */
export type Trouble = {
  readonly kind: "missing" | "threw" | "slow" | "ended" | "unreadable";
  readonly message: string;
};

export type Reply = { readonly value: unknown } | { readonly trouble: Trouble };

/** A conversation that ends in a `T`. */
export type Asking<T> = Generator<Request, T, Reply>;

/** A question that got no value. */
export class NoAnswer extends Error {
  constructor(
    readonly request: Request,
    readonly trouble: Trouble,
  ) {
    super(trouble.message);
  }
}

/** The value that the submission gives to `name`. */
export function* get(name: string): Asking<unknown> {
  return yield* ask({ kind: "get", name });
}

/** What the submission's function `name` returns. */
export function* call(name: string, ...args: readonly unknown[]): Asking<unknown> {
  return yield* ask({ kind: "call", name, args });
}

/** The arguments as they are after a call of the submission's function `name`. */
export function* argumentsAfter(name: string, ...args: readonly unknown[]): Asking<unknown> {
  return yield* ask({ kind: "after", name, args });
}

function* ask(request: Request): Asking<unknown> {
  const reply = yield request;
  if ("trouble" in reply) throw new NoAnswer(request, reply.trouble);
  return reply.value;
}

/** Holds the conversation with someone who answers at once. */
export function converse<T>(asking: Asking<T>, answer: (request: Request) => Reply): T {
  let turn = asking.next();
  while (!turn.done) turn = asking.next(answer(turn.value));
  return turn.value;
}

/** Holds the conversation with someone who takes time. */
export async function converseAsync<T>(asking: Asking<T>, answer: (request: Request) => Promise<Reply>): Promise<T> {
  let turn = asking.next();
  while (!turn.done) turn = asking.next(await answer(turn.value));
  return turn.value;
}
