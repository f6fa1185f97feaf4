import { compile } from '../../src/compiler.js';
import type { Result } from '../../src/diagnostics/diagnostic.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { sketchGraph } from './tflite-graphs.js';

/** The value of a result that must be there; its diagnostics are the message where it is not. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics));
  return result.value;
}

/** The only code of a result that must be an error. */
export function codesOf(result: Result<unknown>): string[] {
  if (result.ok) throw new Error('there is no error');
  return result.diagnostics.map(({ code }) => code);
}

export function packageOf(graph: Graph, name: string, rounding: Rounding = 'double'): EmittedPackage {
  return valueOf(
    compile(graph, { file: `${name}.tflite`, sha256: '0' }, { name, target: valueOf(loadTarget('host')), rounding }),
  );
}

/** A package whose file of this ending is another. Throws where `edit` changes nothing: a corruption must corrupt. */
export function editPackage(pkg: EmittedPackage, ending: string, edit: (text: string) => string): EmittedPackage {
  let edited = 0;
  const files = pkg.files.map((file) => {
    if (!file.path.endsWith(ending)) return file;
    const text = edit(file.text);
    if (text === file.text) throw new Error(`the edit leaves ${file.path} as it is`);
    edited += 1;
    return { ...file, text };
  });
  if (edited !== 1) throw new Error(`${edited} files end in ${ending}`);
  return { ...pkg, files };
}

/** Two dense layers and a sum of their outputs. Tensors: 0 in, 1 weights, 2 first, 3 weights, 4 second, 5 sum. */
export function denseGraph(): Graph {
  const sketch = sketchGraph();
  const outputScale = { kind: 'perTensor', scale: 16, zeroPoint: 5 } as const;
  // Without zero points the weights alone make the accumulators: none is folded into a bias.
  const input = sketch.value([2, 4], 'int8', { kind: 'perTensor', scale: 0.5, zeroPoint: 0 });
  const first = sketch.node(
    'fully-connected',
    { activation: 'none', keepDimensions: false },
    [input, sketch.constant([6, 4]), null],
    sketch.value([2, 6], 'int8', outputScale),
  );
  const wide = { kind: 'perTensor', scale: 64, zeroPoint: -9 } as const;
  const second = sketch.node(
    'fully-connected',
    { activation: 'none', keepDimensions: false },
    [first, sketch.constant([6, 6]), null],
    sketch.value([2, 6], 'int8', wide),
  );
  const sum = sketch.node(
    'add',
    { activation: 'none' },
    [first, second],
    sketch.value([2, 6], 'int8', { ...wide, scale: 48 }),
  );
  return sketch.finish('dense', [input], [sum]);
}

/** Two inputs, two outputs, of int8 and of float32. Tensors: 0 in, 1 real in, 2 quantized, 3 sum, 4 real sum. */
export function manyPortsGraph(): Graph {
  const sketch = sketchGraph();
  const input = sketch.value([2, 3]);
  const real = sketch.value([1, 3], 'float32', null);
  const quantized = sketch.node('quantize', {}, [real], sketch.value([1, 3]));
  const sum = sketch.node(
    'add',
    { activation: 'none' },
    [input, quantized],
    sketch.value([2, 3], 'int8', { kind: 'perTensor', scale: 1, zeroPoint: -3 }),
  );
  const realSum = sketch.node('dequantize', {}, [sum], sketch.value([2, 3], 'float32', null));
  return sketch.finish('ports', [input, real], [quantized, realSum]);
}
