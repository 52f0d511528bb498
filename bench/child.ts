import { getKernels } from "unrolled";
import { compete } from "./protocol.js";
import { readWork, WORKLOADS } from "./workloads.js";

/** This library as a contestant: child.ts W2. UNROLLED_KERNELS and UNROLLED_THREADS choose what it runs on. */
const { workload, sizes } = readWork(process.argv[2]);
const step = WORKLOADS[workload].make(sizes);
await compete(`unrolled, ${getKernels().name}`, () => step().loss);
