import type { Buffer } from './memory-plan.js';

/** A buffer with its place in bytes from the beginning of the arena. */
export type OffsetBuffer = Buffer & { readonly offset: number };

/**
 * Places every buffer at the lowest offset that is free while it lives, the largest first. Offsets are multiples of the
 * buffers' alignments. The result is in the order of ids.
 */
export function placeBuffers(buffers: readonly Buffer[]): OffsetBuffer[] {
  const placed: OffsetBuffer[] = [];
  for (const buffer of [...buffers].sort(largestFirst)) {
    placed.push({ ...buffer, offset: lowestFreeOffset(buffer, placed) });
  }
  return placed.sort((a, b) => a.id - b.id);
}

/** The order of placement: larger, then earlier, then lower ids. */
export function largestFirst(a: Buffer, b: Buffer): number {
  return b.bytes - a.bytes || a.firstStep - b.firstStep || a.id - b.id;
}

function lowestFreeOffset(buffer: Buffer, placed: readonly OffsetBuffer[]): number {
  const inTheWay = placed.filter((other) => livesWith(buffer, other)).sort((a, b) => a.offset - b.offset);
  let offset = 0;
  for (const other of inTheWay) {
    if (offset + buffer.bytes <= other.offset) break;
    offset = Math.max(offset, alignUp(other.offset + other.bytes, buffer.alignmentBytes));
  }
  return offset;
}

/** True when there is a step at which both must keep their bytes. */
function livesWith(a: Buffer, b: Buffer): boolean {
  return a.firstStep <= b.lastStep && b.firstStep <= a.lastStep;
}

/** The end of the highest buffer, aligned as the buffer is. */
export function peakBytes(placed: readonly OffsetBuffer[]): number {
  return placed.reduce(
    (peak, { offset, bytes, alignmentBytes }) => Math.max(peak, alignUp(offset + bytes, alignmentBytes)),
    0,
  );
}

/** The largest sum of live bytes over all steps, of which there are `steps`: no plan can be smaller. */
export function lowerBoundBytes(buffers: readonly Buffer[], steps: number): number {
  const change = new Float64Array(steps + 3);
  for (const { firstStep, lastStep, bytes, alignmentBytes } of buffers) {
    const aligned = alignUp(bytes, alignmentBytes);
    change[firstStep + 1] = (change[firstStep + 1] ?? 0) + aligned;
    change[lastStep + 2] = (change[lastStep + 2] ?? 0) - aligned;
  }
  let live = 0;
  return change.reduce((most, delta) => Math.max(most, (live += delta)), 0);
}

function alignUp(bytes: number, alignmentBytes: number): number {
  return Math.ceil(bytes / alignmentBytes) * alignmentBytes;
}
