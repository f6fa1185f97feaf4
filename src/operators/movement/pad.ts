import { formatShape, type Shape } from '../../ir/tensor.js';
import { defineArithmetic } from '../arithmetic.js';
import { optionalInt8, pairs, type ValuesOf } from '../attribute.js';
import { defineOperator, value, type SiteOf } from '../operator.js';
import type { Rule } from '../rule.js';
import { rankAtMost } from '../shared-rules.js';
import { zeroPointOf } from '../tensor-access.js';
import { int8Unary, type Int8UnaryRun } from '../unary.js';

/** Source: PadKernelMaxDimensionCount of TensorFlow Lite. */
const largestRank = 5;

const attributes = {
  paddings: pairs('elements before and after each dimension of the input'),
  value: optionalInt8("quantized value of the padding; null for the output's zero point, as PAD has it"),
};
type PadAttributes = ValuesOf<typeof attributes>;

export const pad = defineOperator({
  kind: 'pad',
  tfliteName: 'PAD',
  summary: 'Puts elements of one value, usually zero, before and after each dimension.',
  attributes,
  inputs: { input: value('up to 5 dimensions') },
  outputs: { output: value("the input's shape and its paddings") },
  shapes({ attributes: { paddings }, inputs: { input } }) {
    const fault = paddingFault({ paddings }, input.shape);
    return fault ?? [input.shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0))];
  },
});
type PadSite = SiteOf<typeof pad>;

const pairPerDimension: Rule<PadSite> = {
  code: 'I8C2501',
  sentence: 'must have one pair of paddings per dimension',
  seen: (site) => paddingFault(site.attributes, site.inputs.input.shape),
};

function paddingFault({ paddings }: Pick<PadAttributes, 'paddings'>, shape: Shape): string | null {
  if (paddings.length === shape.length) return null;
  return `${paddings.length} pairs of paddings for input ${formatShape(shape)}`;
}

export const padInt8 = defineArithmetic(pad, {
  name: 'int8',
  formula: 'out[i] = in[i - before] inside the input, else the padding value; PAD: zo',
  dtypes: int8Unary,
  rules: [rankAtMost(largestRank), pairPerDimension],
  prepare: preparePad,
  reference: referencePad,
});

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

function preparePad({ attributes: { paddings, value: given }, inputs, outputs }: PadSite): PadPrepared {
  return {
    axes: inputs.input.shape.map((size, axis) => {
      const [before, after] = paddings[axis] ?? [0, 0];
      return { size, before, after };
    }),
    value: given ?? zeroPointOf(outputs.output),
  };
}

/** Source: PadImpl of TensorFlow Lite. */
function referencePad({ axes, value: padding }: PadPrepared, { inputs, outputs }: Int8UnaryRun): void {
  const { input } = inputs;
  const { output } = outputs;
  output.fill(padding);
  // Where each input element goes: positions are refined dimension by dimension.
  let positions: Int32Array = new Int32Array(1);
  for (const { size, before, after } of axes) {
    const finer = new Int32Array(positions.length * size);
    for (let i = 0; i < finer.length; i += 1) {
      finer[i] = (positions[Math.floor(i / size)] ?? 0) * (before + size + after) + before + (i % size);
    }
    positions = finer;
  }
  for (let i = 0; i < input.length; i += 1) output[positions[i] ?? 0] = input[i] ?? 0;
}
