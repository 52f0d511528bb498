let controller = new AbortController();
let listeners = 0;

const abort = (): void => {
  const interrupted = controller;
  stopListening();
  controller = new AbortController();
  interrupted.abort();
};

/** A signal that the next interrupt aborts: Jupyter's ■ button, or Ctrl-C. */
export function interruptSignal(): AbortSignal {
  if (listeners++ === 0) process.once("SIGINT", abort);
  return controller.signal;
}

/** Gives back one `interruptSignal()` that finished without an interrupt, so that Ctrl-C ends the process again. */
export function releaseInterrupt(signal: AbortSignal): void {
  if (signal === controller.signal && --listeners === 0) stopListening();
}

function stopListening(): void {
  listeners = 0;
  process.removeListener("SIGINT", abort);
}
