import vm from "node:vm";

type Scope = Record<string, unknown>;

/**
 * Runs cells as tslab does: what a cell declares is there for the cells after it, and may be declared again by one of them;
 * `await` works at the top; a cell that fails keeps what it declared before.
 */
export class Cells {
  private readonly scope: Scope = Object.create(null);
  private readonly exports: Scope = redefinable(this.scope);

  /** @param modules what cells may import, by name */
  constructor(private readonly modules: { readonly [name: string]: object }) {}

  /** Runs a transpiled cell to its end. @throws what the cell throws */
  async run(name: string, code: string): Promise<void> {
    const wrapped = `return (async () => {${code}\n})()`;
    const cell = vm.compileFunction(wrapped, ["exports", "require"], {
      filename: name,
      contextExtensions: [this.scope],
    });
    await cell(this.exports, (id: string) => this.require(id));
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

/** A module's exports without the names that an exercise asks for: they throw when they are used. */
export function withhold(module: object, names: readonly string[]): object {
  const facade = { ...module };
  for (const name of names) {
    const get = (): never => {
      throw new Error(`the library's ${name} is withheld: this exercise asks you to write it`);
    };
    Object.defineProperty(facade, name, { get, enumerable: true });
  }
  return facade;
}

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
