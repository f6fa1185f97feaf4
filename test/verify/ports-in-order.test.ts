import { expect, it } from 'vitest';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';
import { availableRunners } from '../../src/runners/index.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { sketchGraph } from '../support/tflite-graphs.js';
import { packageOf, valueOf } from '../support/verify-samples.js';

/**
 * Inputs and outputs of a model come in the order of the model, whatever the numbers of their tensors: two of one shape
 * and type that changed places would not be noticed otherwise.
 */

/** Inputs are tensors 1 and 0, outputs 3 and 2: the larger of both, and tensor 0 without tensor 1. */
function crossedGraph() {
  const sketch = sketchGraph();
  const [left, right] = [sketch.value([2, 3]), sketch.value([2, 3])];
  const difference = sketch.node('sub', { activation: 'none' }, [left, right], sketch.value([2, 3]));
  const larger = sketch.node('maximum', {}, [left, right], sketch.value([2, 3]));
  const graph = sketch.finish('crossed', [right, left], [larger, difference]);
  return valueOf(readTflite(writeTflite(graph), 'crossed.tflite'));
}

const right = Int8Array.of(1, 2, 3, 4, 5, 70);
const left = Int8Array.of(10, 20, 30, 40, 50, 60);
const larger = [10, 20, 30, 40, 50, 70];
/** The zero point of all tensors is -3. */
const difference = [6, 15, 24, 33, 42, -13];

it('the simulator takes inputs and gives outputs in the order of the model', () => {
  const outputs = createSimulator(crossedGraph(), 'double').run([right, left]);
  expect(outputs.map((values) => [...values])).toEqual([larger, difference]);
});

const runners = await availableRunners({ sanitize: true });

it.each(runners)('a package takes inputs and gives outputs in the order of the model: $description', async (runner) => {
  const pkg = packageOf(crossedGraph(), 'crossed');
  expect(pkg.manifest.inputs.map(({ name }) => name)).toEqual(['tensor/1', 'tensor/0']);
  expect(pkg.manifest.outputs.map(({ name }) => name)).toEqual(['tensor/3', 'tensor/2']);
  const [model] = valueOf(await runner.prepareMany([pkg]));
  if (model === undefined) throw new Error('no model');
  const { outputs } = valueOf(await model.run([right, left].map((values) => new Uint8Array(values.buffer))));
  await model.close();
  expect(outputs.map((bytes) => [...Int8Array.from(bytes)])).toEqual([larger, difference]);
});
