import { emitPackage } from '../../src/emit/emit-package.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Program } from '../../src/lowering/program.js';
import { declaredSharing, type SharingOf } from '../../src/planner/sharing.js';
import { programWith, selectionFor } from './forced-kernels.js';
import { sketchGraph } from './tflite-graphs.js';

/** Results over inputs: not what a compile does, but what a plan can say and emitted code must then keep to. */

const elementByElement: readonly string[] = [
  ...['add', 'sub', 'mul', 'maximum', 'minimum'],
  ...['logistic', 'tanh', 'relu', 'relu6', 'leaky-relu', 'quantize'],
];
/** Operators that compute an element from one element of each input may be written over the first. */
export const sharingOf: SharingOf = (node) =>
  elementByElement.includes(node.op) ? 'overwrite' : declaredSharing(node);

/** 0, 1 in; 2 = 0 + 1; 3 = 2 * 1, one number for each channel; 4 the bytes of 3; 5 = logistic 4; 6 = max(5, 1). */
export function layeredGraph(): Graph {
  const sketch = sketchGraph();
  const [left, right] = [sketch.value([1, 3, 5, 2]), sketch.value([1, 3, 5, 2])];
  const sum = sketch.node('add', { activation: 'none' }, [left, right], sketch.value([1, 3, 5, 2]));
  const product = sketch.node('mul', { activation: 'none' }, [sum, right], sketch.value([1, 3, 5, 2]));
  const flat = sketch.node('reshape', { shape: [1, 30] }, [product], sketch.value([1, 30]));
  const sigmoid = { kind: 'perTensor', scale: 1 / 256, zeroPoint: -128 } as const;
  const curve = sketch.node('logistic', {}, [flat], sketch.value([1, 30], 'int8', sigmoid));
  const other = sketch.value([1, 30], 'int8', sigmoid);
  const larger = sketch.node('maximum', {}, [curve, other], sketch.value([1, 30], 'int8', sigmoid));
  return sketch.finish('inplace', [left, right, other], [larger]);
}

/** The program of a graph, with or without results in place. */
export function programOf(graph: Graph, inPlace: boolean, prefix = 'inplace'): Program {
  return programWith(graph, selectionFor(graph, 'double'), 'double', prefix, { inPlace, sharingOf });
}

/** The package of a program, without vectors of a self-test. */
export function packageOf(program: Program): EmittedPackage {
  const vectors = { seed: 0, tensors: [], cases: [] };
  return emitPackage(program, { modelFile: 'm.tflite', modelSha256: '', vectors });
}
