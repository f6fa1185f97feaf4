import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkModel } from '../src/analysis/check-model.js';
import { hasErrors } from '../src/diagnostics/diagnostic.js';
import { readTflite } from '../src/formats/tflite/read-tflite.js';
import type { Graph } from '../src/ir/graph.js';
import { graphMacs } from '../src/simulator/work.js';
import { simulateBatch } from '../src/simulator/batch.js';
import { createSimulator } from '../src/simulator/simulate.js';
import { randomCases } from '../src/verify/cases.js';
import { goldenDirectory } from '../test/support/golden.js';

/*
 * Speed of the simulator: `node --import ./test/support/run-typescript.js bench/simulator.ts` prints milliseconds per
 * inference and GMAC/s for every model of the golden folder, or of examples/ where there is none; one thread, and a
 * batch.
 */

const warmUpMilliseconds = 500;
const measuredMilliseconds = 2000;
const batchMilliseconds = 15_000;

interface Model {
  readonly name: string;
  readonly graph: Graph;
}

/** Models of a folder of folders that int8c compiles. */
function modelsBelow(directory: string): Model[] {
  return readdirSync(directory)
    .sort()
    .flatMap((name) => {
      const folder = join(directory, name);
      const files =
        existsSync(folder) && !name.includes('.') ? readdirSync(folder).filter((file) => file.endsWith('.tflite')) : [];
      return files.flatMap((file): Model[] => {
        const read = readTflite(new Uint8Array(readFileSync(join(folder, file))), file);
        return read.ok && !hasErrors(checkModel(read.value, 'double')) ? [{ name, graph: read.value }] : [];
      });
    });
}

/** Milliseconds per inference: the best of ten stretches, for other work on the machine only ever slows it down. */
function measureThread(graph: Graph): number {
  const simulator = createSimulator(graph, 'double');
  const inputs = randomCases(graph, 4, 1).map((item) => item.inputs());
  let runs = 0;
  const runFor = (milliseconds: number): number => {
    const start = performance.now();
    let count = 0;
    do {
      simulator.run(inputs[runs % inputs.length] ?? []);
      runs += 1;
      count += 1;
    } while (performance.now() - start < milliseconds);
    return (performance.now() - start) / count;
  };
  runFor(warmUpMilliseconds);
  return Math.min(...Array.from({ length: 10 }, () => runFor(measuredMilliseconds / 10)));
}

/** Milliseconds per inference in a batch on all cores, start of the threads included. */
async function measureBatch(graph: Graph, threadMilliseconds: number): Promise<number> {
  const count = Math.max(16, Math.min(20_000, Math.round(batchMilliseconds / threadMilliseconds)));
  const frames = randomCases(graph, count, 1).map((item) => item.inputs());
  const start = performance.now();
  const batch = await simulateBatch(graph, 'double', frames);
  if (!batch.ok) throw new Error(batch.diagnostics[0]?.details.join(' '));
  return (performance.now() - start) / count;
}

const directory = goldenDirectory() ?? fileURLToPath(new URL('../examples/', import.meta.url));
const columns = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(28) : cell.padStart(12))).join('');
process.stdout.write(`${columns(['model', 'operators', 'MMAC', 'ms', 'GMAC/s', 'batch ms', 'GMAC/s'])}\n`);
for (const { name, graph } of modelsBelow(directory)) {
  const macs = graphMacs(graph);
  const thread = measureThread(graph);
  const batch = await measureBatch(graph, thread);
  const speed = (milliseconds: number): string => (macs / milliseconds / 1e6).toFixed(3);
  process.stdout.write(
    `${columns([name, String(graph.nodes.length), (macs / 1e6).toFixed(3), thread.toFixed(3), speed(thread), batch.toFixed(3), speed(batch)])}\n`,
  );
}
