import { getKernels } from "unrolled";
import { compete } from "./protocol.js";
import { WORKLOADS, type WorkloadName } from "./workloads.js";

/** This library as a contestant: child.ts W2. UNROLLED_KERNELS and UNROLLED_THREADS choose what it runs on. */
const { make, sizes } = WORKLOADS[process.argv[2] as WorkloadName];
const step = make(sizes);
await compete(`unrolled, ${getKernels().name}`, () => step().loss);
