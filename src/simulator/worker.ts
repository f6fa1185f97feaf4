import { workerData } from 'node:worker_threads';
import type { BatchWorkerData, Frame } from './batch.js';
import { createSimulator } from './simulate.js';

/** Runs in a worker thread: prepares the model once, then simulates the frames of each task. */
const { graph, rounding } = workerData as BatchWorkerData;
const simulator = createSimulator(graph, rounding);

export default function simulateFrames(frames: readonly Frame[]): Frame[] {
  return frames.map((inputs) => simulator.run(inputs));
}
