import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The file of this name in a folder, or in the nearest one above it that has one other than `except`; null where none has. */
export function nearestFile(folder: string, name: string, except: string): string | null {
  const file = join(folder, name);
  if (file !== except && isFile(file)) return file;
  const above = dirname(folder);
  return above === folder ? null : nearestFile(above, name, except);
}

/** Folders that cannot be looked into hold none. */
function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
