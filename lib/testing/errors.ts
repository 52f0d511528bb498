/** The whole message of the error that `call` throws: `toThrow` would accept a part of it. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("the call threw nothing");
}
