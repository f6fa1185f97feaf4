import { buildGraph } from '../../src/ir/builder.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Quantization, Tensor } from '../../src/ir/tensor.js';

/** A model of one layer with weights, as tests describe it; what is left out is an ordinary value. */
export interface LayerSketch {
  readonly op: 'conv2d' | 'depthwise-conv2d' | 'fully-connected';
  readonly attributes?: object;
  readonly input: readonly number[];
  readonly weights: readonly number[];
  readonly output: readonly number[];
  readonly weightValues?: (index: number) => number;
  readonly weightQuantization?: Quantization;
  readonly bias?: readonly number[];
  readonly biasScale?: number;
  readonly inputScale?: number;
  readonly outputScale?: number;
  readonly weightsConstant?: boolean;
}

const origin = { kind: 'file', file: 'layer' } as const;

const convAttributes = {
  padding: 'same',
  strides: [1, 1],
  dilations: [1, 1],
  activation: 'none',
};

/** Input 0, weights 1, bias 2 (when there is one), output 3. */
export function layerGraph(sketch: LayerSketch): Graph {
  const count = sketch.weights.reduce((product, size) => product * size, 1);
  const data = Int8Array.from({ length: count }, (_, index) => sketch.weightValues?.(index) ?? (index % 7) - 3);
  const unit = (scale: number): Quantization => ({ kind: 'perTensor', scale: Math.fround(scale), zeroPoint: 0 });
  const tensor = (
    id: number,
    name: string,
    shape: readonly number[],
    quantization: Quantization | null,
    bytes: Uint8Array | null,
  ): Tensor => ({
    id,
    name,
    dtype: name === 'bias' ? 'int32' : 'int8',
    shape,
    quantization,
    data: bytes,
    origin,
  });
  const tensors = [
    tensor(0, 'input', sketch.input, unit(sketch.inputScale ?? 0.5), null),
    tensor(
      1,
      'weights',
      sketch.weights,
      sketch.weightQuantization ?? unit(0.25),
      sketch.weightsConstant === false ? null : new Uint8Array(data.buffer),
    ),
    tensor(3, 'output', sketch.output, unit(sketch.outputScale ?? 2), null),
  ];
  if (sketch.bias !== undefined) {
    const scale = sketch.biasScale === undefined ? null : unit(sketch.biasScale);
    tensors.push(tensor(2, 'bias', [sketch.bias.length], scale, new Uint8Array(Int32Array.from(sketch.bias).buffer)));
  }
  const attributes = sketch.op === 'fully-connected' ? { activation: 'none', keepDimensions: false } : convAttributes;
  return buildGraph({
    name: 'layer',
    tensors,
    nodes: [
      {
        id: 0,
        op: sketch.op,
        inputs: [0, 1, sketch.bias === undefined ? null : 2],
        outputs: [3],
        attributes: { ...attributes, ...sketch.attributes },
        origin,
      },
    ],
    inputs: sketch.weightsConstant === false ? [0, 1] : [0],
    outputs: [3],
    origin,
  });
}
