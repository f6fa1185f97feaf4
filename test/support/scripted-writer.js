/**
 * A process that writes a package, for tests that kill it or have two of them: `node scripted-writer.js JSON`. `at`
 * counts the calls of the disk, and the one of that number is preceded by SIGKILL; `times` writes again and again,
 * `emitted` in turns. Ends with 1 when a write does not succeed.
 */
import { realDisk } from '../../dist/files/disk.js';
import { thisProcess } from '../../dist/files/owner.js';
import { writePackage } from '../../dist/cli/write-package.js';

const { destination, emitted, force = false, at = Infinity, times = 1 } = JSON.parse(process.argv[2]);

let calls = 0;
const counted = Object.entries(realDisk).map(([name, original]) => [
  name,
  (...args) => {
    if (calls === at) process.kill(process.pid, 'SIGKILL');
    calls += 1;
    return original(...args);
  },
]);
const work = { disk: Object.fromEntries(counted), owner: thisProcess(), patienceMilliseconds: Infinity };

for (let time = 0; time < times; time += 1) {
  const { ok, diagnostics } = await writePackage(emitted[time % emitted.length], destination, { force, work });
  if (!ok) {
    process.stderr.write(`${JSON.stringify(diagnostics)}\n`);
    process.exit(1);
  }
}
