import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import type { Graph } from '../ir/graph.js';
import type { TensorValues } from '../ir/tensor.js';
import type { Rounding } from '../numerics/rounding.js';
import { createSimulator } from './simulate.js';
import { shareConstants } from './shared-graph.js';
import { graphMacs } from './work.js';

/** Values of every input, or of every output, of one inference, in the graph's order. */
export type Frame = readonly TensorValues[];

/** What a worker thread starts with. */
export interface BatchWorkerData {
  readonly graph: Graph;
  readonly rounding: Rounding;
}

export interface BatchOptions {
  /** Worker threads; as many as the machine runs at once where that pays and it is left out; none below 2. */
  readonly workers?: number;
  /** Called as frames are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Below this many multiply-accumulates a batch is done before threads have started. */
const worthThreads = 200e6;

/** Tasks per worker: few enough to be cheap, enough to keep all busy to the end and to show progress. */
const tasksPerWorker = 16;
const largestTask = 64;

/**
 * Simulates many frames of a verified graph, on worker threads where that is worth it. Returns the outputs of each
 * frame, in the order of the frames. Errors: the threads do not start or run out of memory.
 */
export async function simulateBatch(
  graph: Graph,
  rounding: Rounding,
  frames: readonly Frame[],
  options: BatchOptions = {},
): Promise<Result<readonly Frame[]>> {
  const macs = graphMacs(graph);
  const wanted = options.workers ?? (macs * frames.length < worthThreads ? 0 : availableParallelism());
  const workers = Math.min(wanted, frames.length);
  const progress = options.onProgress ?? (() => undefined);
  return workers < 2
    ? success(await simulateHere(graph, rounding, frames, progress))
    : simulateInThreads(graph, rounding, frames, workers, progress);
}

type Progress = (done: number, total: number) => void;

async function simulateHere(
  graph: Graph,
  rounding: Rounding,
  frames: readonly Frame[],
  progress: Progress,
): Promise<Frame[]> {
  const simulator = createSimulator(graph, rounding);
  const outputs: Frame[] = [];
  let shown = performance.now();
  for (const frame of frames) {
    outputs.push(simulator.run(frame));
    const now = performance.now();
    if (now - shown < 50 && outputs.length < frames.length) continue;
    shown = now;
    progress(outputs.length, frames.length);
    // Lets timers and the terminal have a turn.
    await nextTurn();
  }
  return outputs;
}

async function simulateInThreads(
  graph: Graph,
  rounding: Rounding,
  frames: readonly Frame[],
  workers: number,
  progress: Progress,
): Promise<Result<readonly Frame[]>> {
  const { Piscina } = await import('piscina');
  const workerData: BatchWorkerData = { graph: shareConstants(graph), rounding };
  const pool = new Piscina<readonly Frame[], Frame[]>({
    filename: workerFile(),
    workerData,
    minThreads: workers,
    maxThreads: workers,
  });
  let done = 0;
  const runTask = async (task: readonly Frame[]): Promise<Frame[]> => {
    const outputs = await pool.run(task);
    done += task.length;
    progress(done, frames.length);
    return outputs;
  };
  try {
    const outputs = await runAll(splitFrames(frames, workers), workers, runTask);
    return success(outputs.flat());
  } catch (error) {
    return fail('I8C5401', {
      message: 'worker threads must be able to simulate the batch',
      details: [error instanceof Error ? error.message : String(error)],
      help: 'run with fewer workers (--workers 1); threads need memory of their own',
    });
  } finally {
    await pool.destroy();
  }
}

/**
 * Runs all tasks, `atOnce` of them at a time, and returns their results in order. After a failure no task is begun, and
 * it is thrown only when those under way have ended: nothing is left whose answer would find nobody there.
 */
async function runAll<T, R>(tasks: readonly T[], atOnce: number, run: (task: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = tasks.entries();
  const failures: unknown[] = [];
  const keepBusy = async (): Promise<void> => {
    for (const [index, task] of waiting) {
      if (failures.length > 0) return;
      try {
        results[index] = await run(task);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, keepBusy));
  if (failures.length > 0) throw failures[0];
  return results;
}

function splitFrames(frames: readonly Frame[], workers: number): Frame[][] {
  const size = Math.max(1, Math.min(largestTask, Math.ceil(frames.length / (workers * tasksPerWorker))));
  return Array.from({ length: Math.ceil(frames.length / size) }, (_, index) =>
    frames.slice(index * size, (index + 1) * size),
  );
}

/** The built worker, also where this file runs from its source. */
function workerFile(): string {
  return createRequire(import.meta.url).resolve('#simulator-worker');
}
