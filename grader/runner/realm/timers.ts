type Callback = (...args: unknown[]) => void;
type Timer = { readonly work: () => void; readonly every: number | undefined; at: number };

/** setTimeout and its kin, without a clock of their own: Node's side asks when one is due, and lets it run. */
export class Timers {
  private readonly timers: Map<number, Timer> = new Map();
  private last = 0;

  functions(): { readonly [name: string]: unknown } {
    const add =
      (repeat: boolean) =>
      (work: Callback, ms?: number, ...args: unknown[]) => {
        const wait = Math.max(1, Number(ms) || 0);
        const timer = { work: () => work(...args), every: repeat ? wait : undefined, at: Date.now() + wait };
        this.timers.set(++this.last, timer);
        return this.last;
      };
    const clear = (id: unknown): void => void this.timers.delete(id as number);
    return {
      setTimeout: add(false),
      setInterval: add(true),
      setImmediate: (work: Callback, ...args: unknown[]) => add(false)(work, 0, ...args),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
      queueMicrotask: (work: Callback) => void Promise.resolve().then(() => work()),
    };
  }

  due(): number {
    const times = [...this.timers.values()].map(({ at }) => Math.max(0, at - Date.now()));
    return times.length > 0 ? Math.min(...times) : -1;
  }

  /** Runs what is due. As in Node, a callback that throws does not stop the others. */
  run(): void {
    for (const [id, timer] of [...this.timers]) {
      if (timer.at > Date.now() || !this.timers.has(id)) continue;
      if (timer.every === undefined) this.timers.delete(id);
      else timer.at = Date.now() + timer.every;
      Promise.resolve().then(timer.work);
    }
  }
}
