import { elementCount, formatShape, shapesEqual, type Shape, type TensorValues } from '../../ir/tensor.js';
import { defineArithmetic } from '../arithmetic.js';
import { axis } from '../attribute.js';
import { defineOperator, value, type SiteOf } from '../operator.js';
import type { Rule } from '../rule.js';
import { fusedActivation } from '../shared-attributes.js';
import { rankAtMost } from '../shared-rules.js';
import { movedTypes, resolveAxis, sameType } from './moved-values.js';

export const concatenation = defineOperator({
  kind: 'concatenation',
  tfliteName: 'CONCATENATION',
  summary: 'Inputs one after the other along an axis.',
  attributes: {
    axis: axis('along which inputs follow each other; negative counts from the last'),
    activation: fusedActivation,
  },
  inputs: { inputs: value('the same shape but for the axis', { variadic: true }) },
  outputs: { output: value('the sizes along the axis added up') },
  shapes({ attributes, inputs: { inputs } }) {
    const shapes = inputs.map(({ shape }) => shape);
    const [first = []] = shapes;
    const place = resolveAxis(attributes.axis, first.length);
    if (place === null) return `axis ${attributes.axis} is outside ${formatShape(first)}`;
    const others = (shape: Shape): Shape => shape.filter((_size, index) => index !== place);
    const odd = shapes.find((shape) => shape.length !== first.length || !shapesEqual(others(shape), others(first)));
    if (odd !== undefined) return `${formatShape(odd)} does not continue ${formatShape(first)} along axis ${place}`;
    const total = shapes.reduce((sum, shape) => sum + (shape[place] ?? 0), 0);
    return [first.map((size, index) => (index === place ? total : size))];
  },
});
export type ConcatenationSite = SiteOf<typeof concatenation>;

const inputLimit = 10;

const rankLimit = 6;

const rules: readonly Rule<ConcatenationSite>[] = [
  {
    code: 'I8C2732',
    sentence: 'must not have a fused activation',
    why: 'the reference kernel copies and refuses any',
    help: 'apply the activation to the inputs',
    seen: ({ attributes: { activation } }) => (activation === 'none' ? null : `activation ${activation}`),
  },
  {
    code: 'I8C2733',
    sentence: `must have at most ${inputLimit} inputs`,
    why: 'the reference kernel takes no more',
    help: 'concatenate in two steps',
    seen: ({ inputs: { inputs } }) => (inputs.length <= inputLimit ? null : `${inputs.length} inputs`),
  },
  rankAtMost(rankLimit),
];

export const concatenationBytes = defineArithmetic(concatenation, {
  name: 'bytes',
  formula: 'out[o, start(n) + a, i] = in_n[o, a, i], a along the axis, start(n) the sizes of the inputs before n',
  dtypes: { inputs: movedTypes.input, output: movedTypes.output },
  quantization: { output: 'as inputs' },
  rules: [sameType, ...rules],
  prepare: prepareConcatenation,
  reference({ outer, blocks }, { inputs: { inputs }, outputs }) {
    const output: TensorValues = outputs.output;
    let at = 0;
    for (let place = 0; place < outer; place += 1) {
      for (const [index, elements] of blocks.entries()) {
        const block = inputs[index]?.subarray(place * elements, (place + 1) * elements);
        output.set(block ?? [], at);
        at += elements;
      }
    }
  },
});

export interface ConcatenationPrepared {
  /** Number of places before the axis: each takes one block of every input. */
  readonly outer: number;
  /** Elements of one block, per input. */
  readonly blocks: readonly number[];
}

function prepareConcatenation({ attributes, inputs, outputs }: ConcatenationSite): ConcatenationPrepared {
  const { shape } = outputs.output;
  const place = resolveAxis(attributes.axis, shape.length);
  if (place === null) throw new Error('int8c bug: concatenation without an axis');
  const outer = elementCount(shape.slice(0, place));
  return { outer, blocks: inputs.inputs.map((input) => elementCount(input.shape) / outer) };
}
