import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repository } from './tools.js';

/** Files below a folder of the repository, as paths in it; none where there is no such folder. */
export function filesBelow(folder: string): string[] {
  const absolute = join(repository, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
