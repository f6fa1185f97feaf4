import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The folder of recorded models: `INT8C_GOLDEN_DIR`, or `../shared/golden` beside the repository; null when there is
 * none.
 */
export function goldenDirectory(): string | null {
  const directory = resolve(repository, process.env['INT8C_GOLDEN_DIR'] ?? join('..', 'shared', 'golden'));
  return existsSync(directory) && statSync(directory).isDirectory() ? directory : null;
}

/** Why golden tests are skipped, for the title of a skipped test. */
export const noGoldens = 'no recorded models: set INT8C_GOLDEN_DIR to their folder';

/** Bytes of a file of a recorded model. */
export function readGolden(directory: string, model: string, file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(directory, model, file)));
}
