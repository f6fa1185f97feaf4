import type { MemoryReport, RegionReport } from './inspect-memory.js';
import { formatBytes } from './quantities.js';

const mapRows = 16;
const mapColumns = 96;
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const free = '.';

/** The letter of a region in the map: they repeat after 62, by when neighbours are far apart. */
export function regionLetter(index: number): string {
  return letters[index % letters.length] ?? free;
}

/**
 * A picture of the arena: addresses upward, steps to the right, a letter for each tensor, a dot for free bytes.
 * Long programs share columns, of which the fullest step is shown. Under the map stands where the peak is.
 */
export function drawArena(memory: MemoryReport): string[] {
  const columns = columnSteps(memory);
  if (memory.arenaBytes === 0 || columns.length === 0) return [];
  const rowBytes = Math.max(1, Math.ceil(memory.arenaBytes / mapRows));
  const rows = Math.ceil(memory.arenaBytes / rowBytes);
  const width = formatBytes(rowBytes * rows).length + 1;
  const lines = Array.from({ length: rows }, (_, index) => {
    const first = (rows - 1 - index) * rowBytes;
    const cells = columns.map((step) =>
      cellLetter(memory.regions, step, first, Math.min(first + rowBytes, memory.arenaBytes)),
    );
    return `${formatBytes(first).padStart(width)} |${cells.join('')}`;
  });
  const peak = columns.findIndex((step) => memory.steps[step]?.key === memory.peakKey);
  return [...lines, `${' '.repeat(width)} +${'-'.repeat(columns.length)}`, ...peakLines(memory, peak, width + 2)];
}

function peakLines(memory: MemoryReport, column: number, indent: number): string[] {
  if (column < 0 || memory.peakKey === null) return [];
  const live = memory.steps.find(({ key }) => key === memory.peakKey)?.liveBytes ?? 0;
  return [`${' '.repeat(indent + column)}^ peak at ${memory.peakKey}: ${formatBytes(live)} live`];
}

/** The step that stands for each column. */
function columnSteps({ steps }: MemoryReport): number[] {
  const share = Math.max(1, Math.ceil(steps.length / mapColumns));
  const columns: number[] = [];
  for (let first = 0; first < steps.length; first += share) {
    let fullest = first;
    for (let step = first; step < Math.min(first + share, steps.length); step += 1) {
      if ((steps[step]?.liveBytes ?? 0) > (steps[fullest]?.liveBytes ?? 0)) fullest = step;
    }
    columns.push(fullest);
  }
  return columns;
}

/** The tensor that covers most of a cell. */
function cellLetter(regions: readonly RegionReport[], step: number, first: number, end: number): string {
  let best = free;
  let covered = 0;
  regions.forEach((region, index) => {
    if (region.firstStep > step || region.lastStep < step) return;
    const overlap = Math.min(end, region.offset + region.bytes) - Math.max(first, region.offset);
    if (overlap <= covered) return;
    covered = overlap;
    best = regionLetter(index);
  });
  return best;
}
