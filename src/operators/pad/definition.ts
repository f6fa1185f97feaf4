import { inputTensor } from '../../ir/graph.js';
import { formatShape, type Shape } from '../../ir/tensor.js';
import type { PadAttributes } from '../attributes.js';
import { rankAtMost } from '../data-movement.js';
import type { Constraint, Operator } from '../operator.js';
import { preparePad, type PadPrepared } from './prepare.js';
import { referencePad } from './reference.js';

/** Source: PadKernelMaxDimensionCount of TensorFlow Lite. */
const largestRank = 5;

const constraints: readonly Constraint<PadAttributes>[] = [
  rankAtMost(largestRank),
  {
    code: 'I8C2501',
    sentence: 'must have one pair of paddings per dimension, none of them negative',
    help: 'cut with a slice instead of a negative padding',
    violated: (node, { tensors }) => paddingFault(node.attributes, inputTensor(node, tensors, 0).shape),
  },
  {
    code: 'I8C2502',
    sentence: 'value must be an int8 value in the output\'s quantization',
    violated({ attributes: { value } }) {
      return value === null || (Number.isInteger(value) && value >= -128 && value <= 127) ? null : `value ${value}`;
    },
  },
];

function paddingFault({ paddings }: PadAttributes, shape: Shape): string | null {
  if (paddings.length !== shape.length) return `${paddings.length} pairs of paddings for input ${formatShape(shape)}`;
  const axis = paddings.findIndex((pair) => pair.length !== 2 || !pair.every((size) => Number.isInteger(size) && size >= 0));
  return axis < 0 ? null : `paddings ${formatShape(paddings[axis] ?? [])} of dimension ${axis}`;
}

export const pad: Operator<PadAttributes, PadPrepared> = {
  kind: 'pad',
  tfliteName: 'PAD',
  summary: 'Puts elements of one value, usually zero, before and after each dimension.',
  formula: 'out[i] = in[i - before] inside the input, else the padding value; PAD: zo',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'up to 5 dimensions' }],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: 'the input\'s shape and its paddings' }],
  constraints,
  inferShape(attributes, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    const fault = paddingFault(attributes, input.shape);
    if (fault !== null) return fault;
    return input.shape.map((size, axis) => size + (attributes.paddings[axis]?.[0] ?? 0) + (attributes.paddings[axis]?.[1] ?? 0));
  },
  prepare: preparePad,
  reference: referencePad,
  macs: () => 0,
};
