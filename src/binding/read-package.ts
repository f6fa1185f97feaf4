import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import { roleOf } from '../emit/file-role.js';
import { isPackagePath } from '../emit/package-files.js';
import type { EmittedFile, EmittedPackage, Manifest } from '../emit/package.js';
import { readWholeFile } from '../models/read-file.js';

const packageName = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * The package in a folder, as it stands there: runners compile it like one that was just made. Errors: a file cannot be
 * read, the manifest is none.
 */
export function readPackage(folder: string | URL): Result<EmittedPackage> {
  const directory = folder instanceof URL ? fileURLToPath(folder) : folder;
  const text = readText(join(directory, 'manifest.json'));
  if (!text.ok) return text;
  const manifest = parseManifest(text.value);
  if (manifest === null) {
    return fail('I8C5503', {
      message: 'the manifest must be one that int8c has written',
      origin: { kind: 'file', file: join(directory, 'manifest.json') },
      help: 'give the folder that int8c compile has written',
    });
  }
  const files: EmittedFile[] = [];
  for (const { path } of manifest.files) {
    const file = readText(join(directory, path));
    if (!file.ok) return file;
    files.push({ path, role: roleOf(path), text: file.value });
  }
  const own: EmittedFile = { path: 'manifest.json', role: 'manifest', text: text.value };
  return success({ name: manifest.name, manifest, files: [...files, own] });
}

function readText(file: string): Result<string> {
  const bytes = readWholeFile(file);
  return bytes.ok ? success(Buffer.from(bytes.value).toString()) : bytes;
}

/** A manifest may be anything: what runners take of it is checked. */
function parseManifest(text: string): Manifest | null {
  const json = parseObject(text) as Partial<Manifest> | null;
  if (json === null) return null;
  const { name, files, inputs, outputs, arenaBytes } = json;
  if (typeof name !== 'string' || !packageName.test(name) || !Number.isSafeInteger(arenaBytes)) return null;
  const listed = isList(files, ({ path }) => typeof path === 'string' && isPackagePath(name, path));
  const sized = [inputs, outputs].every((ports) => isList(ports, ({ bytes }) => Number.isSafeInteger(bytes)));
  return listed && sized ? (json as Manifest) : null;
}

function parseObject(text: string): object | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' ? json : null;
  } catch {
    return null;
  }
}

function isList(list: unknown, fits: (item: Readonly<Record<string, unknown>>) => boolean): boolean {
  return (
    Array.isArray(list) &&
    list.every((item: unknown) => typeof item === 'object' && item !== null && fits(item as Record<string, unknown>))
  );
}
