/**
 * A step of a build, for int8c.cmake and int8c.mk: compiles a model and lets the build see what has changed, no more and no less.
 *
 *   node run-int8c.js compile <model> <folder of the package> <stamp> [options of int8c compile]
 *
 * Files whose content is what it was stay as old as they were, so that nothing is built again because of them; the stamp is written
 * when all is well. After a failure the C of the time before is gone, so that no build takes it for the model's.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { main } from '../../dist/cli/main.js';
import { isPackagePath } from '../../dist/emit/package-files.js';

const [command, model, folder, stamp, ...options] = process.argv.slice(2);

removeEmptyFolders();
const before = packageFiles();
handOver();
process.exitCode = await main([command, model, '--quiet', '--out', folder, ...options]);
if (process.exitCode === 0) {
  keepAges(before, packageFiles());
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
} else {
  rmSync(stamp, { force: true });
  // The manifest stays: it says to the next run that the folder is int8c's.
  for (const { path } of before.filter((file) => file.isAsWritten && /^[^/]*\.[ch]$/.test(file.path))) rmSync(join(folder, path), { force: true });
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
  const isPackage = typeof manifest?.int8cVersion === 'string' && typeof manifest.model?.file === 'string' && ownFiles(manifest).length === manifest.files?.length;
  if (!isPackage || manifest.model.file === basename(model)) return;
  const edited = join(folder, '.int8c-manifest.json');
  writeFileSync(edited, JSON.stringify({ ...manifest, model: { ...manifest.model, file: basename(model) } }));
  renameSync(edited, join(folder, 'manifest.json'));
}

/** The files that are int8c's in the folder, each with its content's sha256, its age, and whether nobody has edited it. */
function packageFiles() {
  return [...ownFiles(readManifest()), { path: 'manifest.json' }].flatMap((file) => {
    const path = join(folder, file.path);
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (!status?.isFile()) return [];
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    return [{ path: file.path, sha256, seconds: status.mtimeMs / 1000, isAsWritten: file.sha256 === sha256 }];
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

/**
 * Gives files with the same content their old age. Ninja compares ages to the nanosecond, Node sets them as floating-point seconds:
 * multiples of 1/64 s are the same in both, so that new files get such an age as well.
 */
function keepAges(old, fresh) {
  for (const { path, sha256, seconds } of fresh) {
    const same = old.find((file) => file.path === path && file.sha256 === sha256);
    const age = Math.floor((same ?? { seconds }).seconds * 64) / 64;
    utimesSync(join(folder, path), age, age);
  }
}
