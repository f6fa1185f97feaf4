import type { OperatorAttributes } from '../../operators/registry.js';
import { optionTable, type BareOption, type ParameterCodec, type ParameterTensor, type WriteSite } from './codec.js';
import { constantIntegers, inputAt, refuseOption, type OperatorContext } from './operator-context.js';
import { optionNumber } from './option-codecs.js';
import { fieldOf } from './schema.js';

/*
 * The bounds of a STRIDED_SLICE stand in three parameters and in bits of its options, one for each dimension; a node
 * has them resolved.
 */

type StridedSliceAttributes = OperatorAttributes['strided-slice'];

/** Bounds are int32; converters write the largest of them for "to the end". */
const largestBound = 2 ** 31;

const beginMask = fieldOf('beginMask', 0, 'int32');
const endMask = fieldOf('endMask', 1, 'int32');
const shrinkAxisMask = fieldOf('shrinkAxisMask', 4, 'int32');

/** TensorFlow Lite Micro takes no ellipsis, no new axis and no relative ends. */
function unused(name: string, slot: number, type: 'int32' | 'bool', meaning: string): BareOption {
  const field = fieldOf(name, slot, type);
  return {
    field,
    check(context) {
      const value = optionNumber(context, field);
      if (value !== 0) refuseOption(context, `${meaning} ${value}; the reference kernel takes none`);
    },
  };
}

export const stridedSliceOptions = optionTable(32, 'StridedSliceOptions', {}, [
  { field: beginMask },
  { field: endMask, write: (site) => bits(endsOf(attributesOf(site)).flatMap((end, axis) => (end < 0 ? [axis] : []))) },
  unused('ellipsisMask', 2, 'int32', 'ellipsis mask'),
  unused('newAxisMask', 3, 'int32', 'new axis mask'),
  { field: shrinkAxisMask, write: (site) => bits(attributesOf(site).droppedAxes) },
  unused('offset', 5, 'bool', 'ends relative to begins'),
]);

/** Negative bounds count from the end, masked ones are the ends of the dimension, all are cut to it. */
export const sliceBounds: ParameterCodec<StridedSliceAttributes> = {
  read: readBounds,
  write: (attributes) => [attributes.starts, endsOf(attributes), attributes.steps].map(vector),
};

function attributesOf({ node }: WriteSite): StridedSliceAttributes {
  return node.attributes as StridedSliceAttributes;
}

/** Ends below 0, of slices that walk back to the first element, would count from the last: they are masked. */
function endsOf({ starts, steps, sizes }: StridedSliceAttributes): number[] {
  return starts.map((start, axis) => start + (steps[axis] ?? 1) * (sizes[axis] ?? 1));
}

function bits(axes: readonly number[]): number {
  return axes.reduce((mask, axis) => mask | (1 << axis), 0);
}

function vector(values: readonly number[]): ParameterTensor {
  return { kind: 'integers', values, shape: [values.length] };
}

/** Source: StartForAxis and StopForAxis of TensorFlow Lite. */
function readBounds(context: OperatorContext): StridedSliceAttributes {
  const shape = inputAt(context, 0)?.shape ?? [];
  const rank = shape.length;
  const [begins, ends] = [bounds(context, 1, 'begin', rank), bounds(context, 2, 'end', rank)];
  const strides = bounds(context, 3, 'strides', rank);
  const isSet = (field: typeof beginMask, axis: number): boolean => (optionNumber(context, field) & (1 << axis)) !== 0;
  const axes = shape.map((size, axis) => {
    const step = strides[axis] ?? 1;
    const start = isSet(beginMask, axis) ? (step > 0 ? 0 : size - 1) : cut(begins[axis] ?? 0, size, step);
    if (isSet(shrinkAxisMask, axis)) return { start, step: 1, size: 1, dropped: true };
    const stop = isSet(endMask, axis) ? (step > 0 ? size : -1) : cut(ends[axis] ?? size, size, step);
    return { start, step, size: Math.max(0, Math.ceil((stop - start) / step)), dropped: false };
  });
  return {
    starts: axes.map(({ start }) => start),
    steps: axes.map(({ step }) => step),
    sizes: axes.map(({ size }) => size),
    droppedAxes: axes.flatMap(({ dropped }, axis) => (dropped ? [axis] : [])),
  };
}

function bounds(context: OperatorContext, index: number, meaning: string, rank: number): readonly number[] {
  const isStride = meaning === 'strides';
  return constantIntegers(context, index, {
    meaning,
    needed: `one value${isStride ? ' other than 0' : ''} is needed for each of ${rank} dimensions`,
    accepts: (values) => values.length === rank && !(isStride && values.includes(0)),
    largest: largestBound,
  });
}

/** A bound inside the dimension, or one step outside in the direction of the walk. */
function cut(bound: number, size: number, step: number): number {
  const fromStart = bound < 0 ? bound + size : bound;
  return step > 0 ? Math.min(Math.max(fromStart, 0), size) : Math.min(Math.max(fromStart, -1), size - 1);
}
