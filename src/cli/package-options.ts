import type { Result } from '../diagnostics/diagnostic.js';
import { prefixFromFileName, validPrefix } from '../emit/c-identifier.js';
import { loadTarget } from '../targets/load-target.js';
import type { Target } from '../targets/target.js';
import { parseBytes } from './numbers.js';

/** The target of `--target`, with the RAM of `--ram`. */
export function parseTarget({
  target,
  ram,
}: {
  readonly target: string;
  readonly ram: string | undefined;
}): Result<Target> {
  if (ram === undefined) return loadTarget(target);
  const bytes = parseBytes('--ram', ram);
  return bytes.ok ? loadTarget(target, bytes.value) : bytes;
}

/** The prefix of a package: `--name`, or made of the file name. */
export function parseName(name: string | undefined, modelFile: string): Result<string> {
  return validPrefix(name ?? prefixFromFileName(modelFile));
}
