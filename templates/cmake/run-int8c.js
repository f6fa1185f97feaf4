/**
 * A step of a build, for int8c.cmake and int8c.mk: compiles a model and lets the build see what has changed, no more and no less.
 *
 *   node run-int8c.js compile <model> <folder of the package> <stamp> [options of int8c compile]
 *
 * Files whose content is what it was stay as old as they were, so that nothing is built again because of them; the stamp is written
 * when all is well. After a failure the C of the time before is gone, so that no build takes it for the model's.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { main } from '../../dist/cli/main.js';

const [command, model, folder, stamp, ...options] = process.argv.slice(2);
const manifestFile = join(folder, 'manifest.json');

removeEmptyFolders();
const before = packageFiles();
// A folder of the build may be of another model file by now, or of an older int8c.
process.exitCode = await main([command, model, '--quiet', '--force', '--out', folder, ...options]);
if (process.exitCode === 0) {
  keepAges(before, packageFiles());
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
} else {
  rmSync(stamp, { force: true });
  // The manifest stays: it says to the next run that the folder is int8c's.
  for (const { path } of before.filter((file) => file.isAsWritten && /\.[ch]$/.test(file.path))) rmSync(path, { force: true });
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

/** The files that are int8c's in the folder, each with its content's sha256, its age, and whether nobody has edited it. */
function packageFiles() {
  const files = readManifest()?.files ?? [];
  const listed = files.map(({ path, sha256 }) => ({ path: join(folder, path), listed: sha256 }));
  return [...listed, { path: manifestFile, listed: undefined }].flatMap(({ path, listed }) => {
    try {
      const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
      return [{ path, sha256, seconds: statSync(path).mtimeMs / 1000, isAsWritten: listed === sha256 }];
    } catch {
      return [];
    }
  });
}

function readManifest() {
  try {
    return JSON.parse(readFileSync(manifestFile, 'utf8'));
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
    utimesSync(path, age, age);
  }
}
