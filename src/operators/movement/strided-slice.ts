import { inputTensor, type Node } from '../../ir/graph.js';
import { formatShape, type Shape } from '../../ir/tensor.js';
import type { StridedSliceAttributes } from '../attributes.js';
import type { Constraint, NodeContext, Operator } from '../operator.js';
import { inputAndOutput } from '../tensor-access.js';
import { movedPort, rankAtMost, sameQuantization, sameType } from './moved-values.js';
import { inputSteps, referenceWalk, type Walk } from './walk.js';

/** Source: kMaxDim of TensorFlow Lite Micro's STRIDED_SLICE. */
const largestRank = 4;

const insideInput: Constraint<StridedSliceAttributes> = {
  code: 'I8C2760',
  sentence:
    'must have a start, a step other than 0 and a size of at least 1 for each dimension, and take elements of the input only',
  help:
    'starts count from 0; size elements from a start, a step apart, must lie inside the dimension; ' +
    'dropped dimensions have size 1',
  violated: (node, { tensors }) => sliceFault(node.attributes, inputTensor(node, tensors, 0).shape),
};

/** What is wrong with a slice of this shape, or null. Attributes come unchecked from files. */
function sliceFault({ starts, steps, sizes, droppedAxes }: StridedSliceAttributes, shape: Shape): string | null {
  if ([starts, steps, sizes].some((values) => values.length !== shape.length)) {
    return `starts ${formatShape(starts)}, steps ${formatShape(steps)}, sizes ${formatShape(sizes)} for input ${formatShape(shape)}`;
  }
  for (const [axis, dimension] of shape.entries()) {
    const [start = -1, step = 0, size = 0] = [starts[axis], steps[axis], sizes[axis]];
    const last = start + (size - 1) * step;
    const inside = [start, last].every((place) => Number.isInteger(place) && place >= 0 && place < dimension);
    if (!inside || !Number.isInteger(step) || step === 0 || !Number.isInteger(size) || size < 1) {
      return `dimension ${axis} of ${dimension} elements: start ${start}, step ${step}, size ${size}`;
    }
  }
  const odd = droppedAxes.find((axis) => sizes[axis] !== 1);
  return odd === undefined ? null : `dropped dimension ${odd} has size ${sizes[odd] ?? 'none'}`;
}

export const stridedSlice: Operator<StridedSliceAttributes, Walk> = {
  kind: 'strided-slice',
  tfliteName: 'STRIDED_SLICE',
  summary:
    'Elements of each dimension from a start, a step apart, also backwards; dimensions of which one element is taken may be dropped.',
  formula: 'out[j] = in[i] where i[d] = start[d] + step[d] * j[d], without the dropped dimensions',
  inputs: [movedPort('input', 'any shape of at most 4 dimensions')],
  outputs: [movedPort('output', 'the sizes, without those of dropped dimensions')],
  constraints: [sameType, sameQuantization, rankAtMost(largestRank), insideInput],
  inferShape(attributes, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    return (
      sliceFault(attributes, input.shape) ??
      attributes.sizes.filter((_, axis) => !attributes.droppedAxes.includes(axis))
    );
  },
  prepare: prepareStridedSlice,
  reference: referenceWalk,
  macs: () => 0,
};

/** Source: StridedSlice of TensorFlow Lite's reference kernels, with bounds resolved by the reader. */
export function prepareStridedSlice(node: Node<StridedSliceAttributes>, context: NodeContext): Walk {
  const { starts, steps, sizes } = node.attributes;
  const places = inputSteps(inputAndOutput(node, context).input.shape);
  return {
    first: starts.reduce((sum, start, axis) => sum + start * (places[axis] ?? 0), 0),
    axes: sizes.map((size, axis) => ({ size, stride: (steps[axis] ?? 0) * (places[axis] ?? 0) })),
  };
}
