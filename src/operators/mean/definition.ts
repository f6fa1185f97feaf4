import { inputTensor } from '../../ir/graph.js';
import { formatShape } from '../../ir/tensor.js';
import type { MeanAttributes } from '../attributes.js';
import type { Constraint, Operator } from '../operator.js';
import { meanAccumulators, meanShape, prepareMean, squeezedMeanShape, unknownAxis, type MeanPrepared } from './prepare.js';
import { referenceMean } from './reference.js';

const constraints: readonly Constraint<MeanAttributes>[] = [
  {
    code: 'I8C2510',
    sentence: 'axes must be dimensions of the input, counted from the first or, negative, from the last',
    violated(node, { tensors }) {
      const { shape } = inputTensor(node, tensors, 0);
      const axis = unknownAxis(node.attributes.axes, shape.length);
      return axis === undefined ? null : `axis ${axis} of input ${formatShape(shape)}`;
    },
  },
];

export const mean: Operator<MeanAttributes, MeanPrepared> = {
  kind: 'mean',
  tfliteName: 'MEAN',
  summary: 'Mean over some of the dimensions, brought to the output\'s scale.',
  formula: 'out = clamp(zo + requantize(sum over the axes of (in - zi), si / so / n)), the multiplier of si / so divided by n in integers',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: 'the input\'s shape without the averaged dimensions, or with 1 in their place' }],
  constraints,
  inferShape({ axes, keepDimensions }, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    const axis = unknownAxis(axes, input.shape.length);
    if (axis !== undefined) return `input ${formatShape(input.shape)} has no dimension ${axis}`;
    return keepDimensions ? meanShape(axes, input.shape) : squeezedMeanShape(axes, input.shape);
  },
  prepare: prepareMean,
  reference: referenceMean,
  accumulators: meanAccumulators,
  macs: () => 0,
};
