import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import { queueBytes, type ByteQueue } from './byte-queue.js';
import { startChild } from './child-process.js';
import { runProblem } from './run-status.js';
import type { RunOptions, RunOutcome, TraceRecord } from './runner.js';

export interface HostRequest {
  /** Index of the model in its build, and its name for messages. */
  readonly model: number;
  readonly name: string;
  readonly inputs: readonly Uint8Array[];
  readonly outputBytes: readonly number[];
  readonly options: RunOptions;
}

/** A child process that serves inferences one after the other. */
export interface HostProcess {
  request(request: HostRequest): Promise<Result<RunOutcome>>;
  end(): Promise<void>;
}

/** Kinds of records, as `host_main.c` numbers them. */
const traceRecord = 0;
const snapshotRecord = 1;

const headerInts = 5;
const shownErrorLines = 12;

/** Starts a program built from `host_main.c`; see there for what goes through the pipes. */
export async function startHostProcess(program: string, timeoutMilliseconds: number): Promise<HostProcess> {
  const { child } = await startChild(program, [], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: { stdout: false, stderr: true },
    encoding: 'buffer',
    reject: false,
  });
  const answers = queueBytes(child.stdout);
  // A child that died closes its pipe under our writes; its end is reported where the answer is read.
  child.stdin.on('error', () => undefined);
  let last: Promise<unknown> = Promise.resolve();
  let timedOut = false;
  const serve = async (request: HostRequest): Promise<Result<RunOutcome>> => {
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMilliseconds);
    try {
      child.stdin.write(requestBytes(request));
      const outcome = await readOutcome(answers, request);
      if (outcome !== null) return outcome;
    } finally {
      clearTimeout(timer);
    }
    const { exitCode, signal, stderr } = await child;
    if (timedOut) return timeoutProblem(request.name, timeoutMilliseconds);
    return crashProblem(request.name, signal ?? `exit code ${exitCode ?? 'unknown'}`, Buffer.from(stderr).toString());
  };
  return {
    request(request) {
      const answer = last.then(() => serve(request));
      last = answer.catch(() => undefined);
      return answer;
    },
    async end() {
      child.stdin.end();
      await child;
    },
  };
}

function requestBytes({ model, inputs, options }: HostRequest): Uint8Array {
  const header = new Int32Array([model, options.traced === false ? 0 : 1, options.snapshotAfter ?? -1]);
  return Buffer.concat([new Uint8Array(header.buffer), ...inputs]);
}

/** Null when the process ended before its answer did. */
async function readOutcome(answers: ByteQueue, { name, outputBytes }: HostRequest): Promise<Result<RunOutcome> | null> {
  const records: TraceRecord[] = [];
  let snapshot: Uint8Array | null = null;
  for (;;) {
    const header = await answers.take(headerInts * Int32Array.BYTES_PER_ELEMENT);
    if (header === null) return null;
    const [kind = 0, tensor = 0, firstByte = 0, arenaOffset = 0, count = 0] = new Int32Array(header.buffer);
    const bytes = await answers.take(count);
    if (bytes === null) return null;
    if (kind === traceRecord) records.push({ tensor, firstByte, arenaOffset, bytes });
    else if (kind === snapshotRecord) snapshot = bytes;
    else
      return (
        runProblem(name, tensor, firstByte) ?? success({ records, outputs: splitOutputs(bytes, outputBytes), snapshot })
      );
  }
}

function splitOutputs(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  let start = 0;
  return sizes.map((size) => bytes.subarray(start, (start += size)));
}

function timeoutProblem(name: string, timeoutMilliseconds: number): Result<RunOutcome> {
  return fail('I8C5104', {
    message: 'one inference must end in time',
    details: [`${name} ran for more than ${timeoutMilliseconds / 1000} s and was stopped`],
    help: 'a very large model on a slow machine takes long: use fewer cases or the wasm runner',
  });
}

function crashProblem(name: string, how: string, output: string): Result<RunOutcome> {
  const lines = output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, shownErrorLines);
  return fail('I8C5103', {
    message: 'the compiled model does not run to its end',
    details: [`${name} stopped: ${how}`, ...lines],
    why: 'emitted C neither crashes nor does what a sanitizer stops: this is a fault of int8c or of an edited package',
  });
}
