import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import type { Entry } from "./contestant.js";
import type { WorkloadName } from "./workloads.js";

/** Where `npm run bench:peers` puts the peers. */
export const PEERS_FOLDER: string = resolve(import.meta.dirname, "../.cache/peers");

export const FAMILIES = ["torch", "torch-1.13", "numpy", "tfjs", "jax"] as const;
export type Family = (typeof FAMILIES)[number];

/** Two, as in the targets, where there are two. */
const THREADS = Math.min(2, availableParallelism());

const here = (file: string): string => resolve(import.meta.dirname, file);
const venv = process.platform === "win32" ? "Scripts/python.exe" : "bin/python";
export const PEERS_PYTHON: string = resolve(PEERS_FOLDER, "python", venv);
/** PyTorch of 2022, which the targets were set against, needs a Python and a NumPy of its time. */
export const OLD_TORCH_PYTHON: string = resolve(PEERS_FOLDER, "python-torch-1.13", venv);

/** Everyone who could run this workload; whether a peer is installed shows when it is started. */
export function roster(workload: WorkloadName, families: readonly Family[], node: string): Entry[] {
  const peers = {
    torch: torch("torch", PEERS_PYTHON),
    "torch-1.13": torch("torch-1.13", OLD_TORCH_PYTHON),
    numpy: numpy(workload),
    tfjs: tfjs(node),
    jax: jax(node),
  };
  return [...unrolled(node), ...families.flatMap((family) => peers[family])];
}

const typescript = (node: string, file: string): Pick<Entry, "command" | "args"> => ({
  command: node,
  args: ["--import", "tsx", here(file)],
});

function unrolled(node: string): Entry[] {
  const own = { family: "unrolled", ...typescript(node, "child.ts") };
  const simd = (threads: number): Entry => ({
    ...own,
    id: `unrolled-simd-${threads}`,
    env: { UNROLLED_KERNELS: "simd", UNROLLED_THREADS: String(threads) },
  });
  const plain = { ...own, id: "unrolled-plain", env: { UNROLLED_KERNELS: "plain" } };
  return [...range(THREADS).map(simd), plain];
}

/** One thread and more; by default its threads spin while they wait for work, which can cost more than it gains. */
function torch(family: Family, python: string): Entry[] {
  const own = { family, command: python };
  return range(THREADS).flatMap((threads) => {
    const setting = { ...own, args: [here("peers/torch_peer.py"), "--threads", String(threads)] };
    const passive = {
      ...setting,
      id: `${family}-${threads}-passive`,
      env: { OMP_WAIT_POLICY: "passive" },
      note: "passive",
    };
    return threads === 1 ? [{ ...setting, id: `${family}-1` }] : [passive, { ...setting, id: `${family}-${threads}` }];
  });
}

/** The chapter has code for the character RNN. */
function numpy(workload: WorkloadName): Entry[] {
  if (!workload.startsWith("W1")) return [];
  return ["float64", "float32"].map((precision) => ({
    id: `numpy-${precision}`,
    family: "numpy",
    command: PEERS_PYTHON,
    args: [here("peers/numpy_peer.py"), "--precision", precision],
  }));
}

/** Their models are made by this library, whose threads have nothing to do there. */
function tfjs(node: string): Entry[] {
  const { command, args } = typescript(node, "peers/tfjs.ts");
  return ["node", "wasm", "cpu"].map((backend) => ({
    id: `tfjs-${backend}`,
    family: "tfjs",
    command,
    args: [...args, backend],
    env: { UNROLLED_KERNELS: "plain" },
  }));
}

function jax(node: string): Entry[] {
  return [{ id: "jax-js-wasm", family: "jax", ...typescript(node, "peers/jax.ts") }];
}

const range = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
