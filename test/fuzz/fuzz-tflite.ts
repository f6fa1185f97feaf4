/**
 * Feeds damaged models to the reader, and on to the compiler if asked, each in a process with a time and a memory
 * limit.
 *
 *   node --import ./test/support/run-typescript.js test/fuzz/fuzz-tflite.ts --count 20000 --seed 1 --stage read|plan|compile
 *
 * A failure prints the seed that shows it again: `--count 1 --seed <that>`. Exit status 1 on any failure.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { loadCorpus, mutantOf } from './fuzz-corpus.js';
import type { FuzzAnswer } from './fuzz-worker.js';

/**
 * Ends what is endless: the slowest mutant takes a hundredth of it on an idle machine. `slowest` below says how it was.
 */
const milliseconds = 60_000;
const heapMegabytes = 512;
/** What a process may take beyond its heap: Node itself, TypeScript for loading, the corpus. */
const overheadBytes = 256 * 1024 * 1024;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    stage: { type: 'string', default: 'read' },
    jobs: { type: 'string', default: '2' },
  },
});
const corpus = loadCorpus();
const failures: string[] = [];
const outcomes = { read: 0, refused: 0, later: 0 };
let next = Number(values.seed);
const end = next + Number(values.count);
let slowest = 0;
let peakBytes = 0;

function startWorker(): ChildProcess {
  const execArgv = [...process.execArgv, `--max-old-space-size=${heapMegabytes}`];
  return fork(fileURLToPath(new URL('fuzz-worker.ts', import.meta.url)), [values.stage], {
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

function fail(seed: number, trouble: string): void {
  failures.push(`seed ${seed} (${mutantOf(corpus, seed).name}): ${trouble}`);
  console.log(failures.at(-1));
}

/** The next message of a worker; null when it took too long, ended, or crashed. Loading has no limit. */
function nextMessage(worker: ChildProcess, limit: number | null): Promise<unknown> {
  return new Promise((settle) => {
    const timer = limit === null ? undefined : setTimeout(() => finish(null), limit);
    const finish = (message: unknown): void => {
      clearTimeout(timer);
      worker.off('message', finish).off('exit', onExit);
      settle(message);
    };
    const onExit = (): void => finish(null);
    worker.on('message', finish).on('exit', onExit);
  });
}

function record(answer: FuzzAnswer, took: number): void {
  outcomes[answer.outcome] += 1;
  slowest = Math.max(slowest, took);
  peakBytes = Math.max(peakBytes, answer.peakBytes);
  if (answer.trouble !== null) fail(answer.seed, answer.trouble);
}

/** Takes mutants until there are none, in one process after another: a process ends with its first failure. */
async function work(): Promise<void> {
  while (next < end) {
    const worker = startWorker();
    if ((await nextMessage(worker, null)) !== 'ready') throw new Error('a worker did not start');
    await feed(worker);
    worker.kill('SIGKILL');
  }
}

async function feed(worker: ChildProcess): Promise<void> {
  while (next < end) {
    const seed = next;
    next += 1;
    const started = performance.now();
    worker.send(seed);
    const answer = (await nextMessage(worker, milliseconds)) as FuzzAnswer | null;
    if (answer === null) return fail(seed, `no answer within ${milliseconds} ms, or the process ended`);
    record(answer, performance.now() - started);
    if (answer.peakBytes > heapMegabytes * 1024 * 1024 + overheadBytes)
      return fail(seed, `took ${answer.peakBytes} bytes of memory`);
  }
}

await Promise.all(Array.from({ length: Number(values.jobs) }, work));
console.log(
  `${values.count} mutants of ${corpus.length} files: ${outcomes.refused} refused by the reader, ${outcomes.later} refused later, ` +
    `${outcomes.read} went through, ${failures.length} failed; slowest ${Math.round(slowest)} ms, peak ${Math.round(peakBytes / 2 ** 20)} MB`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
