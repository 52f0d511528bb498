import { describe, expect, it } from "vitest";

/*
 * What the library says to a wrong call: the exact message, and that it is the library's own error and not an accident
 * further in. The tests' `never` casts do what the types forbid and a notebook's cell does anyway.
 */

/** Wrong calls under the messages they must give. */
export function refuses(room: string, calls: Readonly<Record<string, () => unknown>>): void {
  describe(room, () => {
    it.each(Object.entries(calls))("%s", async (message, call) => {
      const error = await errorOf(call);
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toBe(message);
      expect(["ShapeError", "ArgumentError"]).toContain((error as Error).name);
    });
  });
}

/** What `call` throws, at once or later. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}
