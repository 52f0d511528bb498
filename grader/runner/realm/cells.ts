type Scope = Record<string, unknown>;

/** A compiled cell: a function of what a module has, and of the language's names. */
export type Cell = (exports: object, require: (id: string) => object, ...values: unknown[]) => Promise<unknown>;

/**
 * Runs cells as tslab does: what a cell declares is there for the cells after it, and may be declared again by one of them;
 * `await` works at the top; a cell that fails keeps what it declared before.
 */
export class Cells {
  readonly scope: Scope = Object.create(null);
  private readonly exports: Scope = redefinable(this.scope);
  private readonly globals: readonly string[] = Object.getOwnPropertyNames(globalThis).filter(isParameter);

  /** @param modules what cells may import, by name */
  constructor(private readonly modules: { readonly [name: string]: object }) {}

  /** Names of the language that no cell has declared anew. */
  parameters(): string[] {
    return this.globals.filter((name) => !(name in this.scope));
  }

  /** Runs a cell that was compiled with `parameters()`, to its end. @throws what the cell throws */
  async run(cell: Cell): Promise<void> {
    const values = this.parameters().map((name) => (globalThis as Scope)[name]);
    await cell(this.exports, (id) => this.require(id), ...values);
  }

  has(name: string): boolean {
    return name in this.scope;
  }

  get(name: string): unknown {
    return this.scope[name];
  }

  private require(id: string): object {
    if (Object.hasOwn(this.modules, id)) return this.modules[id];
    const known = Object.keys(this.modules).map((name) => `"${name}"`);
    throw new Error(`"${id}" cannot be imported where it is graded, only ${known.join(" and ")}`);
  }
}

const isParameter = (name: string): boolean =>
  /^[A-Za-z]\w*$/.test(name) && !["undefined", "NaN", "Infinity", "eval", "globalThis"].includes(name);

/** Exports that a later cell may define anew. TypeScript defines them once and for all, imports as getters. */
function redefinable(scope: Scope): Scope {
  return new Proxy(scope, {
    defineProperty: (target, name, { get, set, value, enumerable }) => {
      const property = get || set ? { get, set, enumerable } : { value, enumerable, writable: true };
      return Reflect.defineProperty(target, name, { ...property, configurable: true });
    },
    set: (target, name, value) =>
      Reflect.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true }),
  });
}
