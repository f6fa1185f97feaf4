import type { EmittedPackage } from '../emit/package.js';
import { largestRamBytes, type Target } from '../targets/target.js';
import { visible } from '../text/visible.js';
import { plain, type Paint } from './paint.js';
import { formatBytes, formatMetric, formatNumberOf, formatPercent } from './quantities.js';
import { pathAsShellWord } from './shell-word.js';

/** What `int8c compile` says when it is done: costs, files, next steps. `path` is where the package was written. */
export function renderCompileSummary(
  emitted: EmittedPackage,
  target: Target,
  path: string,
  paint: Paint = plain,
): string {
  const directory = visible(path);
  const { manifest, files, name } = emitted;
  const largest = largestRamBytes(target);
  const ram = largest === null ? '' : ` of ${formatBytes(largest)} (${formatPercent(manifest.arenaBytes, largest)})`;
  const makeTest = `make -C ${pathAsShellWord(directory)} test`;
  const manual = `${directory}/README.md`;
  const width = Math.max(makeTest.length, manual.length);
  const shown = files.filter(({ role }) => role !== 'test').map(({ path }) => path);
  return [
    `${paint('green', 'compiled')} ${paint('bold', visible(manifest.model.file))} for ${target.name}, ${manifest.rounding} rounding`,
    `  RAM    ${formatBytes(manifest.arenaBytes)} of arena${ram}, plus the stack`,
    `  flash  ${formatBytes(manifest.flashTableBytes)} of tables, plus code`,
    `  work   ${formatMetric(manifest.macs)} MACs in ${formatNumberOf(manifest.layers.length, 'layer')}`,
    '',
    `${formatNumberOf(files.length, 'file')} in ${paint('bold', directory)}`,
    `  ${shown.join('  ')}  test/`,
    '',
    'next',
    `  ${makeTest.padEnd(width)}      the package checks itself on this machine`,
    `  ${manual.padEnd(width)}      how to call ${name}_run() from firmware`,
  ].join('\n');
}
