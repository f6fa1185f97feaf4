import type { Node } from '../../ir/graph.js';
import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../input-shape.js';
import type { NodeContext, Operator, ReferenceRun } from '../operator.js';
import { inputAndOutput, int8Input, runOutput, scaleAndZeroPoint } from '../tensor-access.js';

export const dequantize: Operator<NoAttributes, DequantizePrepared> = {
  kind: 'dequantize',
  tfliteName: 'DEQUANTIZE',
  summary: 'int8 to real numbers.',
  formula: 'out[i] = si * (in[i] - zi)',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [{ name: 'output', dtypes: ['float32'], role: 'value', description: 'shape of the input' }],
  constraints: [],
  inferShape: shapeOfInput,
  prepare: prepareDequantize,
  reference: referenceDequantize,
  macs: () => 0,
};

export interface DequantizePrepared {
  readonly scale: number;
  readonly zeroPoint: number;
}

export function prepareDequantize(node: Node, context: NodeContext): DequantizePrepared {
  const { scale, zeroPoint } = scaleAndZeroPoint(inputAndOutput(node, context).input);
  return { scale, zeroPoint };
}

/** A product in double precision, then rounded to float32. Source: reference_ops::Dequantize of TensorFlow Lite. */
export function referenceDequantize(
  _attributes: NoAttributes,
  { scale, zeroPoint }: DequantizePrepared,
  run: ReferenceRun,
): void {
  const input = int8Input(run, 0);
  const { values } = runOutput(run);
  for (let i = 0; i < input.length; i += 1) values[i] = Math.fround(scale * ((input[i] ?? 0) - zeroPoint));
}
