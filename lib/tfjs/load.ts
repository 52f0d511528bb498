import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import util from "node:util";
import { ArgumentError, checkChoice } from "../tensor/errors.js";
import type { Tf } from "./tf.js";

/** What does the arithmetic: plain JavaScript, WebAssembly, TensorFlow in C++, TensorFlow on CUDA, WebGPU. */
export type TfjsBackend = "cpu" | "wasm" | "node" | "node-gpu" | "webgpu";

/** TensorFlow.js, ready to compute. */
export type LoadedTfjs = { readonly tf: Tf; readonly backend: TfjsBackend };

/** Packages in the order of loading, and what installs them. In Node the core has gradients only once the layers are there. */
const CORE = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"];
const BACKENDS: Readonly<Record<TfjsBackend, { readonly packages: readonly string[]; readonly setup?: string }>> = {
  cpu: { packages: [...CORE, "@tensorflow/tfjs-backend-cpu"] },
  wasm: { packages: [...CORE, "@tensorflow/tfjs-backend-wasm"] },
  webgpu: { packages: [...CORE, "webgpu", "@tensorflow/tfjs-backend-webgpu"] },
  node: { packages: ["@tensorflow/tfjs-node"], setup: "npm run setup:tfjs-node" },
  "node-gpu": { packages: ["@tensorflow/tfjs-node-gpu"], setup: "npm run setup:tfjs-node-gpu" },
};

/** A backend cannot be used: a package is not there (`"missing"`), or is there and does not work here (`"broken"`). */
export class TfjsUnavailableError extends Error {
  override readonly name = "TfjsUnavailableError";

  constructor(
    readonly backend: TfjsBackend,
    readonly reason: "missing" | "broken",
    problem: string,
    { help = `run: ${commandFor(backend)}`, ...options }: ErrorOptions & { readonly help?: string } = {},
  ) {
    super(`loadTfjs: ${problem}; ${help}`, options);
  }
}

/** What installs a backend. */
function commandFor(backend: TfjsBackend): string {
  const { packages, setup } = BACKENDS[backend];
  return setup ?? `npm install ${packages.map(exact).join(" ")}`;
}

/** TensorFlow.js's packages belong together in one version, its last. */
const exact = (name: string): string => (name.startsWith("@tensorflow/") ? `${name}@4.22.0` : name);

/**
 * TensorFlow.js on the given backend; nothing of it is loaded before the first call. A process computes on one backend at
 * a time, the one loaded last: call this again to go back to another.
 *
 * @throws TfjsUnavailableError when a package is missing or does not work here, with the command that helps
 */
export async function loadTfjs(backend: TfjsBackend): Promise<LoadedTfjs> {
  checkChoice("loadTfjs", "backend", Object.keys(BACKENDS) as TfjsBackend[], backend);
  repairUtil();
  keepTensorFlowQuiet();
  const tf = requireFirst(backend, places(backend));
  if (backend === "webgpu") await checkWebGpu();
  const native = backend === "node" || backend === "node-gpu";
  if (!(await start(tf, native ? "tensorflow" : backend))) {
    throw new TfjsUnavailableError(backend, "broken", `"${backend}" does not start on this machine`);
  }
  if (native) checkNative(backend, tf.backend());
  return { tf, backend };
}

/**
 * Or TensorFlow tells every learner how it was built and, where a processor has 512-bit vectors, that oneDNN's operations
 * round differently there: no level keeps that second message back, so they are off, and results are alike everywhere.
 */
function keepTensorFlowQuiet(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  process.env.TF_ENABLE_ONEDNN_OPTS ??= "0";
}

/** WebGPU itself, which browsers have and Node has not: from the package `webgpu`. */
type Dawn = { create(options: readonly string[]): unknown; readonly globals: object };

/** Puts WebGPU where a browser has it; TensorFlow.js looks there when its backend is loaded. */
function provideWebGpu({ create, globals }: Dawn): void {
  const browser = globalThis as { navigator?: { gpu?: unknown } };
  if (browser.navigator?.gpu) return;
  Object.assign(globalThis, globals);
  if (!browser.navigator)
    Object.defineProperty(browser, "navigator", { value: {}, configurable: true, writable: true });
  Object.defineProperty(browser.navigator, "gpu", { value: create([]), configurable: true });
}

async function checkWebGpu(): Promise<void> {
  const { gpu } = globalThis.navigator as unknown as { gpu: { requestAdapter(): Promise<unknown> } };
  if (await gpu.requestAdapter()) return;
  const help = "is its driver for Vulkan, Metal or Direct3D 12 installed?";
  throw new TfjsUnavailableError("webgpu", "broken", "WebGPU finds no graphics card", { help });
}

/** What only loading needs of TensorFlow.js. */
type Loadable = Tf & {
  enableProdMode(): void;
  setBackend(name: string): Promise<boolean>;
  backend(): NativeBackend;
};

/**
 * Computes on that backend from now on. WebAssembly's glue code would end the process, and so a kernel with all that it
 * holds, at any error that nobody catches: what it adds for that is taken away again.
 */
async function start(tf: Loadable, name: string): Promise<boolean> {
  const events = ["uncaughtException", "unhandledRejection"];
  const before = events.flatMap((event) => process.rawListeners(event));
  const started = await tf.setBackend(name);
  for (const event of events) {
    const added = process.rawListeners(event).filter((listener) => !before.includes(listener));
    for (const listener of added) process.off(event, listener as () => void);
  }
  return started;
}

/** What tfjs-node and tfjs-node-gpu say of themselves; others say nothing. */
type NativeBackend = { readonly isGPUPackage?: boolean; readonly isUsingGpuDevice?: boolean };

/** TensorFlow would compute on the processor without a word, where it finds no card, or where both packages are loaded. */
export function checkNative(backend: "node" | "node-gpu", { isGPUPackage, isUsingGpuDevice }: NativeBackend): void {
  const wanted = backend === "node-gpu";
  if (isGPUPackage !== wanted) {
    const other = wanted ? "node" : "node-gpu";
    throw new ArgumentError(`loadTfjs: this process has loaded "${other}"; "${backend}" needs a process of its own`);
  }
  if (wanted && !isUsingGpuDevice) {
    throw new TfjsUnavailableError(backend, "broken", "TensorFlow finds no NVIDIA card that it can use");
  }
}

/** Where packages are looked for: Node's `require`, as seen from a folder. */
export type Place = { (name: string): unknown; resolve(name: string): string };

/** Loads the packages from the first place where they work; what is wrong at one that has them tells more than an absence. */
export function requireFirst(backend: TfjsBackend, places: readonly Place[]): Loadable {
  const errors: TfjsUnavailableError[] = [];
  for (const place of places) {
    try {
      return requirePackages(backend, place);
    } catch (error) {
      if (!(error instanceof TfjsUnavailableError)) throw error;
      errors.push(error);
    }
  }
  throw errors.find(({ reason }) => reason === "broken") ?? errors[0];
}

function requirePackages(backend: TfjsBackend, require: Place): Loadable {
  const modules = BACKENDS[backend].packages.map((name, n): unknown => {
    if (!canResolve(name, require)) throw new TfjsUnavailableError(backend, "missing", `${name} is not installed`);
    try {
      const module = require(name);
      if (n === 0) (module as Loadable).enableProdMode(); // all it does is to keep advice off the console
      if (name === "webgpu") provideWebGpu(module as Dawn);
      return module;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
      const problem = `${name} is installed but does not load (${why})`;
      throw new TfjsUnavailableError(backend, "broken", problem, { cause });
    }
  });
  return modules[0] as Loadable;
}

function canResolve(name: string, require: Place): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** The ordinary way from here; for TensorFlow itself also the folder of the project that its setup command fills. */
function places(backend: TfjsBackend): Place[] {
  const here = fileURLToPath(import.meta.url);
  const places: Place[] = [createRequire(here)];
  if (!backend.startsWith("node")) return places;
  for (let folder = dirname(here); folder !== dirname(folder); folder = dirname(folder)) {
    places.push(createRequire(join(folder, ".cache", `tfjs-${backend}`, "package.json")));
  }
  return places;
}

/** tfjs-node 4.22 calls two functions that Node deprecates with a warning, or has already taken away. */
function repairUtil(): void {
  const isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  Object.assign(util, { isNullOrUndefined, isArray: Array.isArray });
}
