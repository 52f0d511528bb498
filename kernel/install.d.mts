export function installKernel(options: { projectRoot: string; target: string }): { target: string; changed: boolean };
