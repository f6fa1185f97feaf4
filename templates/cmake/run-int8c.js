/**
 * A step of a build, for int8c.cmake and int8c.mk: compiles a model and lets the build see what has changed, no more and no less.
 *
 *   node run-int8c.js compile <model> <folder of the package> <stamp> [options of int8c compile]
 *
 * The stamp is written when all is well; the files are as old as their content. After a failure the C of the time before is gone, so
 * that no build takes it for the model's.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { main } from '../../dist/cli/main.js';
import { isPackagePath } from '../../dist/emit/package-files.js';

const [command, model, folder, stamp, ...options] = process.argv.slice(2);

removeEmptyFolders();
const before = uneditedC();
handOver();
process.exitCode = await main([command, model, '--quiet', '--out', folder, ...options]);
if (process.exitCode === 0) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
} else {
  rmSync(stamp, { force: true });
  // The manifest stays: it says to the next run that the folder is int8c's.
  for (const { path } of before) rmSync(path, { force: true });
}

/** Ninja makes the folders of outputs before it makes these, and leaves them when it cleans; int8c wants a new folder. */
function removeEmptyFolders() {
  for (const path of [join(folder, 'test'), folder]) {
    try {
      rmdirSync(path);
    } catch {
      // It is not there, or has files.
    }
  }
}

/**
 * Makes the package one of this model's file. int8c replaces no package of another model unless it is told to, but in a build that file is
 * what the build says it is. What somebody has edited, or put in the place of a file, still stops it, as --force would not.
 */
function handOver() {
  const manifest = readManifest();
  const isPackage =
    typeof manifest?.int8cVersion === 'string' &&
    typeof manifest.model?.file === 'string' &&
    ownFiles(manifest).length === manifest.files?.length;
  if (!isPackage || manifest.model.file === basename(model)) return;
  const edited = join(folder, '.int8c-manifest.json');
  writeFileSync(edited, JSON.stringify({ ...manifest, model: { ...manifest.model, file: basename(model) } }));
  renameSync(edited, join(folder, 'manifest.json'));
}

/** Paths of the sources and headers that stand as int8c has written them. */
function uneditedC() {
  const files = ownFiles(readManifest()).filter(({ path }) => /^[^/]*\.[ch]$/.test(path));
  return files
    .map(({ path, sha256 }) => ({ path: join(folder, path), sha256 }))
    .filter(({ path, sha256 }) => {
      if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return false;
      return createHash('sha256').update(readFileSync(path)).digest('hex') === sha256;
    });
}

/** What a manifest lists; one that did not come from int8c cannot name other files than a package has. */
function ownFiles(manifest) {
  const { name, files } = manifest ?? {};
  return Array.isArray(files) ? files.filter((file) => isPackagePath(String(name), String(file?.path))) : [];
}

function readManifest() {
  try {
    return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  } catch {
    return null;
  }
}
