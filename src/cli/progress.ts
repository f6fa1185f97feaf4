import { onInterrupt } from '../files/interrupt.js';
import { formatNumberOf } from '../report/quantities.js';
import type { Terminal } from './terminal.js';

export interface Progress {
  update(done: number): void;
  stop(): void;
}

/** Work that is done before anybody looks has no bar. */
const fewest = 8;

/** A bar on standard error while somebody watches, and nothing otherwise. */
export async function startProgress(terminal: Terminal, noun: string, total: number): Promise<Progress> {
  if (!terminal.interactive || terminal.json || total < fewest)
    return { update: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const format = `{bar} {value} of ${formatNumberOf(total, noun)}, {eta_formatted} left`;
  const bar = new cliProgress.SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, hideCursor: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  // It hides the cursor.
  const forget = onInterrupt(() => bar.stop());
  return {
    update: (done) => bar.update(done),
    stop() {
      forget();
      bar.stop();
    },
  };
}
