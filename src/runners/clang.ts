import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { onInterrupt } from '../files/interrupt.js';

/** Texts and folders by name: Clang's file system. */
export interface FileTree {
  readonly [name: string]: string | FileTree;
}

export interface ClangRequest {
  readonly flags: readonly string[];
  readonly files: FileTree;
  /** Name of the file that the flags make. */
  readonly output: string;
}

export type ClangAnswer =
  | { readonly kind: 'made'; readonly file: Uint8Array }
  | { readonly kind: 'refused'; readonly messages: string }
  /** The npm package is not there: it is an optional dependency. */
  | { readonly kind: 'absent'; readonly reason: string }
  /** Clang itself did not start, or did not survive. */
  | { readonly kind: 'broken'; readonly reason: string };

let child: ChildProcess | undefined;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Compiles with the Clang that comes as an npm package, in a child process that stays for later requests. V8 may then
 * translate the compiler in its quick tier only, which a program that runs for a second or two is ready in half the
 * time with; and the memory that the compiler takes is not this process's.
 */
export function runClang(request: ClangRequest): Promise<ClangAnswer> {
  const answer = queue.then(() => ask(request));
  queue = answer;
  return answer;
}

async function ask(request: ClangRequest): Promise<ClangAnswer> {
  child ??= startChild();
  const running = child;
  // Both: a compiler that dies closes its channel before anybody hears of its end.
  running.ref();
  running.channel?.ref();
  const stop = new AbortController();
  // Idle, it ends with this process by itself; in the middle of its work it would end later.
  const forget = onInterrupt(() => running.kill('SIGKILL'));
  try {
    running.send(request);
    return await Promise.race([
      once(running, 'message', { signal: stop.signal }).then(([answer]) => answer as ClangAnswer),
      once(running, 'exit', { signal: stop.signal }).then(([code, signal]): ClangAnswer => ({
        kind: 'broken',
        reason: `it ended with ${String(signal ?? code)}`,
      })),
    ]);
  } catch (error) {
    return { kind: 'broken', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    stop.abort();
    forget();
    // An idle compiler keeps nobody from ending.
    running.channel?.unref();
    running.unref();
  }
}

function startChild(): ChildProcess {
  // The built file, also where this one runs from its source.
  const file = createRequire(import.meta.url).resolve('#clang-process');
  const started = fork(file, {
    execArgv: ['--liftoff-only'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  started.unref();
  started.once('exit', () => {
    child = undefined;
  });
  return started;
}
