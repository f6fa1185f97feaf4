import type { Node } from '../../ir/graph.js';
import { activationBounds } from '../../numerics/activation.js';
import { clamp } from '../../numerics/fixed-point.js';
import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../input-shape.js';
import type { NodeContext, Operator, Range, ReferenceRun } from '../operator.js';
import { inputAndOutput, int8Input, int8Output, scaleAndZeroPoint } from '../tensor-access.js';

export const relu6: Operator<NoAttributes, Relu6Prepared> = {
  kind: 'relu6',
  tfliteName: 'RELU6',
  summary:
    "Values below 0 become 0, values above 6 become 6. As in the reference kernel both bounds are those of the input's quantization, " +
    'and an output quantization that differs from it is not looked at.',
  formula: 'out[i] = clamp(in[i], zi, zi + round(6/si))',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: 'shape of the input' }],
  constraints: [],
  inferShape: shapeOfInput,
  prepare: prepareRelu6,
  reference: referenceRelu6,
  macs: () => 0,
};

/** Bounds of the output, in steps of the input. */
export type Relu6Prepared = Range;

/** Source: Relu6Prepare of TensorFlow Lite Micro: 6 is divided by the input's scale in float32. */
export function prepareRelu6(node: Node, context: NodeContext): Relu6Prepared {
  const { scale, zeroPoint } = scaleAndZeroPoint(inputAndOutput(node, context).input);
  return activationBounds('relu6', scale, zeroPoint);
}

export function referenceRelu6(_attributes: NoAttributes, { min, max }: Relu6Prepared, run: ReferenceRun): void {
  const input = int8Input(run, 0);
  const output = int8Output(run);
  for (let i = 0; i < input.length; i += 1) output[i] = clamp(input[i] ?? 0, min, max);
}
