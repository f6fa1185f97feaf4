import type { Readable } from 'node:stream';

/** Takes exact numbers of bytes off a stream. */
export interface ByteQueue {
  /** The next `count` bytes, or null when the stream ended before. One call at a time. */
  take(count: number): Promise<Uint8Array | null>;
}

export function queueBytes(stream: Readable): ByteQueue {
  let chunks: Uint8Array[] = [];
  let available = 0;
  let ended = false;
  let wake: (() => void) | null = null;
  const notify = (): void => {
    wake?.();
    wake = null;
  };
  const finish = (): void => {
    ended = true;
    notify();
  };
  stream.on('data', (chunk: Uint8Array) => {
    chunks.push(chunk);
    available += chunk.length;
    notify();
  });
  stream.on('end', finish).on('close', finish).on('error', finish);
  return {
    async take(count) {
      while (available < count) {
        if (ended) return null;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const all = chunks.length === 1 ? (chunks[0] ?? new Uint8Array()) : Buffer.concat(chunks);
      const rest = all.subarray(count);
      chunks = rest.length === 0 ? [] : [rest];
      available -= count;
      // A copy of its own: pools of Buffers would keep it unaligned.
      return new Uint8Array(all.subarray(0, count));
    },
  };
}
