import pidusage from "pidusage";

const EVERY_MS = 500;

/** Looks at a process's memory twice a second, for systems that do not bound it. Returns how to stop looking. */
export function watchMemory(pid: number, bytes: number, onExceeded: () => void): () => void {
  const look = async (): Promise<void> => {
    const usage = await pidusage(pid).catch(() => undefined); // gone already
    if (usage && usage.memory > bytes) onExceeded();
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
