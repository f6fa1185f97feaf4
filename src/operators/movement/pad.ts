import { inputTensor, outputTensor, type Node } from '../../ir/graph.js';
import { formatShape, type Shape } from '../../ir/tensor.js';
import type { PadAttributes } from '../attributes.js';
import type { Constraint, NodeContext, Operator, ReferenceRun } from '../operator.js';
import { int8Input, int8Output, scaleAndZeroPoint } from '../tensor-access.js';
import { rankAtMost } from './moved-values.js';

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
    sentence: "value must be an int8 value in the output's quantization",
    violated({ attributes: { value } }) {
      return value === null || (Number.isInteger(value) && value >= -128 && value <= 127) ? null : `value ${value}`;
    },
  },
];

function paddingFault({ paddings }: PadAttributes, shape: Shape): string | null {
  if (paddings.length !== shape.length) return `${paddings.length} pairs of paddings for input ${formatShape(shape)}`;
  const axis = paddings.findIndex(
    (pair) => pair.length !== 2 || !pair.every((size) => Number.isInteger(size) && size >= 0),
  );
  return axis < 0 ? null : `paddings ${formatShape(paddings[axis] ?? [])} of dimension ${axis}`;
}

export const pad: Operator<PadAttributes, PadPrepared> = {
  kind: 'pad',
  tfliteName: 'PAD',
  summary: 'Puts elements of one value, usually zero, before and after each dimension.',
  formula: 'out[i] = in[i - before] inside the input, else the padding value; PAD: zo',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'up to 5 dimensions' }],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: "the input's shape and its paddings" }],
  constraints,
  inferShape(attributes, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    const fault = paddingFault(attributes, input.shape);
    if (fault !== null) return fault;
    return input.shape.map(
      (size, axis) => size + (attributes.paddings[axis]?.[0] ?? 0) + (attributes.paddings[axis]?.[1] ?? 0),
    );
  },
  prepare: preparePad,
  reference: referencePad,
  macs: () => 0,
};

/** One dimension of the input: its elements, and those put before and after. */
export interface PaddedAxis {
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

export interface PadPrepared {
  readonly axes: readonly PaddedAxis[];
  /** The quantized value of the padding. */
  readonly value: number;
}

export function preparePad(node: Node<PadAttributes>, context: NodeContext): PadPrepared {
  const { paddings, value } = node.attributes;
  const { shape } = inputTensor(node, context.tensors, 0);
  return {
    axes: shape.map((size, axis) => {
      const [before, after] = paddings[axis] ?? [0, 0];
      return { size, before, after };
    }),
    value: value ?? scaleAndZeroPoint(outputTensor(node, context.tensors)).zeroPoint,
  };
}

/** Source: PadImpl of TensorFlow Lite. */
export function referencePad(_attributes: PadAttributes, prepared: PadPrepared, run: ReferenceRun): void {
  const [input, out] = [int8Input(run, 0), int8Output(run)];
  out.fill(prepared.value);
  // Where each input element goes: positions are refined dimension by dimension.
  let positions: Int32Array = new Int32Array(1);
  for (const { size, before, after } of prepared.axes) {
    const finer = new Int32Array(positions.length * size);
    for (let i = 0; i < finer.length; i += 1) {
      finer[i] = (positions[Math.floor(i / size)] ?? 0) * (before + size + after) + before + (i % size);
    }
    positions = finer;
  }
  for (let i = 0; i < input.length; i += 1) out[positions[i] ?? 0] = input[i] ?? 0;
}
