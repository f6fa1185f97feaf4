import { formatShape, type Shape } from '../../ir/tensor.js';
import { defineArithmetic } from '../arithmetic.js';
import { integers, type ValuesOf } from '../attribute.js';
import { defineOperator, value, type SiteOf } from '../operator.js';
import type { Rule } from '../rule.js';
import { rankAtMost } from '../shared-rules.js';
import { movedTypes, sameType } from './moved-values.js';
import { inputSteps, referenceWalk, type Walk } from './walk.js';

/** Source: kMaxDim of TensorFlow Lite Micro's STRIDED_SLICE. */
const largestRank = 4;

const attributes = {
  starts: integers('first element that is taken, for each dimension of the input'),
  steps: integers('elements from one that is taken to the next; negative walks backwards'),
  sizes: integers('elements that are taken'),
  droppedAxes: integers('dimensions of size 1 that the output does not have', []),
};
type SliceBounds = ValuesOf<typeof attributes>;

export const stridedSlice = defineOperator({
  kind: 'strided-slice',
  tfliteName: 'STRIDED_SLICE',
  summary:
    'Elements of each dimension from a start, a step apart, also backwards; dimensions of which one element is taken may be dropped.',
  attributes,
  inputs: { input: value('any shape of at most 4 dimensions') },
  outputs: { output: value('the sizes, without those of dropped dimensions') },
  shapes({ attributes: bounds, inputs: { input } }) {
    const fault = sliceFault(bounds, input.shape);
    return fault ?? [bounds.sizes.filter((_, axis) => !bounds.droppedAxes.includes(axis))];
  },
});

const insideInput: Rule<SiteOf<typeof stridedSlice>> = {
  code: 'I8C2760',
  sentence:
    'must have a start, a step other than 0 and a size of at least 1 for each dimension, and take elements of the input only',
  help:
    'starts count from 0; size elements from a start, a step apart, must lie inside the dimension; ' +
    'dropped dimensions have size 1',
  seen: ({ attributes: bounds, inputs: { input } }) => sliceFault(bounds, input.shape),
};

/** What is wrong with a slice of this shape, or null. */
function sliceFault({ starts, steps, sizes, droppedAxes }: SliceBounds, shape: Shape): string | null {
  if ([starts, steps, sizes].some((values) => values.length !== shape.length)) {
    return `starts ${formatShape(starts)}, steps ${formatShape(steps)}, sizes ${formatShape(sizes)} for input ${formatShape(shape)}`;
  }
  for (const [axis, dimension] of shape.entries()) {
    const [start = -1, step = 0, size = 0] = [starts[axis], steps[axis], sizes[axis]];
    const last = start + (size - 1) * step;
    const inside = [start, last].every((place) => place >= 0 && place < dimension);
    if (!inside || step === 0 || size < 1) {
      return `dimension ${axis} of ${dimension} elements: start ${start}, step ${step}, size ${size}`;
    }
  }
  const odd = droppedAxes.find((axis) => sizes[axis] !== 1);
  return odd === undefined ? null : `dropped dimension ${odd} has size ${sizes[odd] ?? 'none'}`;
}

export const stridedSliceBytes = defineArithmetic(stridedSlice, {
  name: 'bytes',
  formula: 'out[j] = in[i] where i[d] = start[d] + step[d] * j[d], without the dropped dimensions',
  dtypes: movedTypes,
  quantization: { output: 'as inputs' },
  rules: [sameType, rankAtMost(largestRank), insideInput],
  prepare: prepareStridedSlice,
  reference: referenceWalk,
});

/** Source: StridedSlice of TensorFlow Lite's reference kernels, with bounds resolved by the reader. */
function prepareStridedSlice({ attributes: bounds, inputs: { input } }: SiteOf<typeof stridedSlice>): Walk {
  const { starts, steps, sizes } = bounds;
  const places = inputSteps(input.shape);
  return {
    first: starts.reduce((sum, start, axis) => sum + start * (places[axis] ?? 0), 0),
    axes: sizes.map((size, axis) => ({ size, stride: (steps[axis] ?? 0) * (places[axis] ?? 0) })),
  };
}
