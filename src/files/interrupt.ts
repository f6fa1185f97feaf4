/*
 * What must not outlive the process: temporary folders, children. A command that is interrupted puts them away first;
 * the program asks for that with `endOnSignals`. Whoever uses int8c as a library handles signals as they like, and the
 * next run puts away what was left.
 */

const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof signals;

const pending = new Set<() => void>();
let wanted = false;

/**
 * From now on a signal ends the process when everything is put away, with the exit code that shells give: 128 and the
 * signal's number.
 */
export function endOnSignals(): void {
  wanted = true;
}

/**
 * Has `putAway` called when a signal ends the process, or `process.exit`. Returns a function that takes that back. Only
 * while there is something to put away are signals handled at all, because a handler has to wait for a long computation
 * where the system would not.
 */
export function onInterrupt(putAway: () => void): () => void {
  if (pending.size === 0 && wanted) listen('on');
  pending.add(putAway);
  return () => {
    if (pending.delete(putAway) && pending.size === 0) listen('off');
  };
}

function listen(change: 'on' | 'off'): void {
  for (const signal of Object.keys(signals)) process[change](signal, end);
  process[change]('exit', putAllAway);
}

function end(signal: Signal): void {
  process.exit(signals[signal]);
}

function putAllAway(): void {
  for (const putAway of [...pending].reverse()) {
    try {
      putAway();
    } catch {
      // The process ends; what is left is put away by the next run.
    }
  }
}
