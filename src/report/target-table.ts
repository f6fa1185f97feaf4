import type { Target } from '../targets/target.js';
import { plain, type Paint } from './paint.js';
import { formatBytes } from './quantities.js';
import { formatTextTable } from './text-table.js';

/** What `int8c targets` prints. */
export function renderTargets(targets: readonly Target[], paint: Paint = plain): string {
  const columns = [
    { title: 'target' },
    { title: 'RAM', align: 'right' },
    { title: 'features' },
    { title: '' },
  ] as const;
  const rows = targets.map(({ name, memories, features, description }) => [
    name,
    memories.map(({ bytes }) => (bytes === Infinity ? 'any' : formatBytes(bytes))).join(' + '),
    features.join(' '),
    description,
  ]);
  return formatTextTable(columns, rows, paint);
}
