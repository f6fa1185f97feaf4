import type { Options } from 'execa';
import { onInterrupt } from '../files/interrupt.js';

/**
 * In a process group of its own, a compiler can be ended together with what it has started. Windows has no such groups.
 */
const ownGroup = process.platform !== 'win32';

/**
 * Starts a program that does not outlive this process where that is interrupted, nor does what it has started.
 * Otherwise as `execa`; the child is wrapped because it is a promise as well.
 */
export async function startChild<O extends Options>(command: string, args: readonly string[], options: O) {
  const { execa } = await import('execa');
  const child = execa(command, [...args], { ...options, detached: ownGroup });
  const forget = onInterrupt(() => endAtOnce(child.pid));
  child.then(forget, forget);
  return { child };
}

function endAtOnce(pid: number | undefined): void {
  if (pid !== undefined) process.kill(ownGroup ? -pid : pid, 'SIGKILL');
}
