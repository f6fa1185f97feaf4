import { inputTensor, outputTensor, type Node } from '../../ir/graph.js';
import { elementCount, formatShape, shapesEqual, type Shape, type Tensor } from '../../ir/tensor.js';
import type { ConcatenationAttributes } from '../attributes.js';
import type { Constraint, NodeContext, Operator, ReferenceRun } from '../operator.js';
import { runInput, runOutput } from '../tensor-access.js';
import { movedPort, rankAtMost, resolveAxis, sameQuantization, sameType } from './moved-values.js';

const inputLimit = 10;

const constraints: readonly Constraint<ConcatenationAttributes>[] = [
  sameType,
  sameQuantization,
  {
    code: 'I8C2732',
    sentence: 'must not have a fused activation',
    why: 'the reference kernel copies and refuses any',
    help: 'apply the activation to the inputs',
    violated: ({ attributes }) => (attributes.activation === 'none' ? null : `activation ${attributes.activation}`),
  },
  {
    code: 'I8C2733',
    sentence: `must have at most ${inputLimit} inputs`,
    why: 'the reference kernel takes no more',
    help: 'concatenate in two steps',
    violated: ({ inputs }) => (inputs.length <= inputLimit ? null : `${inputs.length} inputs`),
  },
  rankAtMost(6),
];

export const concatenation: Operator<ConcatenationAttributes, ConcatenationPrepared> = {
  kind: 'concatenation',
  tfliteName: 'CONCATENATION',
  summary: 'Inputs one after the other along an axis.',
  formula: 'out[o, start(n) + a, i] = in_n[o, a, i], a along the axis, start(n) the sizes of the inputs before n',
  inputs: [movedPort('inputs', 'the same shape but for the axis', { variadic: true })],
  outputs: [movedPort('output', 'the sizes along the axis added up')],
  constraints,
  inferShape(attributes, inputs) {
    const shapes = inputs.flatMap((input: Tensor | null): Shape[] => (input === null ? [] : [input.shape]));
    const [first] = shapes;
    if (first === undefined) return 'inputs are missing';
    const axis = resolveAxis(attributes.axis, first.length);
    if (axis === null) return `axis ${attributes.axis} is outside ${formatShape(first)}`;
    const others = (shape: Shape): Shape => shape.filter((_size, index) => index !== axis);
    const odd = shapes.find((shape) => shape.length !== first.length || !shapesEqual(others(shape), others(first)));
    if (odd !== undefined) return `${formatShape(odd)} does not continue ${formatShape(first)} along axis ${axis}`;
    const total = shapes.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
    return first.map((size, index) => (index === axis ? total : size));
  },
  prepare: prepareConcatenation,
  reference: referenceConcatenation,
  macs: () => 0,
};

export interface ConcatenationPrepared {
  /** Number of places before the axis: each takes one block of every input. */
  readonly outer: number;
  /** Elements of one block, per input. */
  readonly blocks: readonly number[];
}

export function prepareConcatenation(
  node: Node<ConcatenationAttributes>,
  { tensors }: NodeContext,
): ConcatenationPrepared {
  const { shape } = outputTensor(node, tensors);
  const axis = resolveAxis(node.attributes.axis, shape.length);
  if (axis === null) throw new Error('int8c bug: concatenation without an axis');
  const outer = elementCount(shape.slice(0, axis));
  return {
    outer,
    blocks: node.inputs.map((_id, index) => elementCount(inputTensor(node, tensors, index).shape) / outer),
  };
}

export function referenceConcatenation(
  _attributes: ConcatenationAttributes,
  { outer, blocks }: ConcatenationPrepared,
  run: ReferenceRun,
): void {
  const output = runOutput(run).values;
  let at = 0;
  for (let place = 0; place < outer; place += 1) {
    for (const [index, elements] of blocks.entries()) {
      output.set(runInput(run, index).values.subarray(place * elements, (place + 1) * elements), at);
      at += elements;
    }
  }
}
