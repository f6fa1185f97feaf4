import { buildGraph, type NodeParts } from '../../src/ir/builder.js';
import type { Graph } from '../../src/ir/graph.js';
import { tensorBytes, type DataType, type Quantization, type Shape, type Tensor } from '../../src/ir/tensor.js';
import type { OperatorAttributes, OperatorKind } from '../../src/operators/registry.js';

const origin = { kind: 'file', file: 'test' } as const;

/** Scales of tests are exact in float32. */
export const unitScale: Quantization = { kind: 'perTensor', scale: 0.5, zeroPoint: -3 };

/** Builds graphs in tests node by node; ids count up in the order of the calls. */
export interface GraphSketch {
  value(shape: Shape, dtype?: DataType, quantization?: Quantization | null): number;
  constant(shape: Shape, dtype?: DataType, quantization?: Quantization | null): number;
  node<K extends OperatorKind>(
    op: K,
    attributes: OperatorAttributes[K],
    inputs: readonly (number | null)[],
    output: number,
  ): number;
  finish(name: string, inputs: readonly number[], outputs: readonly number[]): Graph;
}

export function sketchGraph(): GraphSketch {
  const tensors: Tensor[] = [];
  const nodes: NodeParts[] = [];
  const add = (shape: Shape, dtype: DataType, quantization: Quantization | null, data: Uint8Array | null): number => {
    const id = tensors.length;
    tensors.push({ id, name: `tensor/${id}`, dtype, shape, quantization, data, origin });
    return id;
  };
  return {
    value: (shape, dtype = 'int8', quantization = unitScale) => add(shape, dtype, quantization, null),
    constant: (shape, dtype = 'int8', quantization = { kind: 'perTensor', scale: 0.25, zeroPoint: 0 }) =>
      add(
        shape,
        dtype,
        quantization,
        Uint8Array.from({ length: tensorBytes({ dtype, shape }) }, (_, index) => (index * 37) & 0xff),
      ),
    node(op, attributes, inputs, output) {
      nodes.push({ id: nodes.length, op, inputs, outputs: [output], attributes, origin });
      return output;
    },
    finish: (name, inputs, outputs) => buildGraph({ name, tensors, nodes, inputs, outputs, origin }),
  };
}

const unitWindow = { padding: 'same', strides: [1, 1] } as const;
const noDilation = { dilations: [1, 1] } as const;

/**
 * One convolution with per-channel weights and a bias: the smallest honest model. Tensors: 0 in, 1 weights, 2 bias, 3
 * out.
 */
export function convolutionGraph(): Graph {
  const sketch = sketchGraph();
  const input = sketch.value([1, 4, 4, 2]);
  const scales = [0.5, 0.25, 0.125];
  const weights = sketch.constant([3, 3, 3, 2], 'int8', { kind: 'perChannel', axis: 0, scales, zeroPoints: [0, 0, 0] });
  const bias = sketch.constant([3], 'int32', {
    kind: 'perChannel',
    axis: 0,
    scales: [0.25, 0.125, 0.0625],
    zeroPoints: [0, 0, 0],
  });
  const output = sketch.value([1, 4, 4, 3]);
  sketch.node('conv2d', { ...unitWindow, ...noDilation, activation: 'relu6' }, [input, weights, bias], output);
  return sketch.finish('convolution', [input], [output]);
}

/** Every kind of operator once, in a chain that a real network could have. */
export function everyOperatorGraph(): Graph {
  const sketch = sketchGraph();
  const real = sketch.value([1, 8, 8, 2], 'float32', null);
  const image = sketch.node('quantize', {}, [real], sketch.value([1, 8, 8, 2]));
  const features = addConvolutions(sketch, image);
  const pooled = addShapes(sketch, features);
  const classes = addHead(sketch, pooled);
  return sketch.finish('every', [real], [classes]);
}

function addConvolutions(sketch: GraphSketch, image: number): number {
  const window = { ...unitWindow, ...noDilation };
  const value = (): number => sketch.value([1, 8, 8, 2]);
  const padded = sketch.node(
    'pad',
    {
      paddings: [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 0],
      ],
      value: null,
    },
    [image],
    sketch.value([1, 10, 9, 2]),
  );
  const padded2 = sketch.node(
    'pad',
    {
      paddings: [
        [0, 0],
        [0, 1],
        [2, 0],
        [0, 0],
      ],
      value: -7,
    },
    [padded],
    sketch.value([1, 11, 11, 2]),
  );
  const conv = { ...window, padding: 'valid', dilations: [2, 1], strides: [1, 2], activation: 'relu' } as const;
  const c = sketch.node('conv2d', conv, [padded2, sketch.constant([2, 3, 3, 2]), null], sketch.value([1, 7, 5, 2]));
  const resize = { outputSize: [8, 8], alignCorners: false, halfPixelCenters: true } as const;
  const r = sketch.node('resize-nearest-neighbor', resize, [c], value());
  const d = sketch.node(
    'depthwise-conv2d',
    { ...window, activation: 'relu-n1-to-1' },
    [r, sketch.constant([1, 3, 3, 2]), sketch.constant([2], 'int32')],
    value(),
  );
  const s = sketch.node('add', { activation: 'relu6' }, [d, image], value());
  const t = sketch.node('sub', { activation: 'none' }, [s, d], value());
  return sketch.node('mul', { activation: 'none' }, [t, sketch.constant([1, 1, 1, 2])], value());
}

function addShapes(sketch: GraphSketch, features: number): number {
  const pool = {
    ...unitWindow,
    strides: [2, 2],
    filter: [2, 2],
    activation: 'none',
  } as const;
  const a = sketch.node('average-pool2d', pool, [features], sketch.value([1, 4, 4, 2]));
  const m = sketch.node('max-pool2d', { ...pool, padding: 'valid' }, [features], sketch.value([1, 4, 4, 2]));
  const c = sketch.node('concatenation', { axis: -1, activation: 'none' }, [a, m, a], sketch.value([1, 4, 4, 6]));
  const t = sketch.node('transpose', { permutation: [0, 3, 1, 2] }, [c], sketch.value([1, 6, 4, 4]));
  const e = sketch.node('expand-dims', { axis: -2 }, [t], sketch.value([1, 6, 4, 1, 4]));
  const q = sketch.node('squeeze', { axes: [3] }, [e], sketch.value([1, 6, 4, 4]));
  const n = sketch.node('mean', { axes: [2, -1], keepDimensions: true }, [q], sketch.value([1, 6, 1, 1]));
  return sketch.node('reshape', { shape: [-1, 6] }, [n], sketch.value([1, 6]));
}

function addHead(sketch: GraphSketch, pooled: number): number {
  const value = (): number => sketch.value([1, 6]);
  const f = sketch.node(
    'fully-connected',
    { activation: 'relu', keepDimensions: true },
    [pooled, sketch.constant([6, 6]), null],
    value(),
  );
  const l = sketch.node('logistic', {}, [f], value());
  const h = sketch.node('tanh', {}, [l], value());
  const r = sketch.node('relu', {}, [h], value());
  const r6 = sketch.node('relu6', {}, [r], value());
  const k = sketch.node('leaky-relu', { alpha: 0.25 }, [r6], value());
  const most = sketch.node('maximum', {}, [k, r6], value());
  const least = sketch.node('minimum', {}, [most, k], value());
  const backwards = { starts: [0, 5], steps: [1, -1], sizes: [1, 6], droppedAxes: [] };
  const b = sketch.node('strided-slice', backwards, [least], value());
  const s = sketch.node('softmax', { beta: 1.5 }, [b], value());
  return sketch.node('dequantize', {}, [s], sketch.value([1, 6], 'float32', null));
}
