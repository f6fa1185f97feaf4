import type { Node } from '../../src/ir/graph.js';
import { decodeValues, tensorBytes, type Shape, type Tensor, type TensorValues } from '../../src/ir/tensor.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import type { NodeContext, Operator } from '../../src/operators/operator.js';
import type { KernelContext } from '../../src/kernels/kernel.js';
import { kernelsOf } from '../../src/kernels/registry.js';

/** A tensor as an operator test writes it: int8, scale 1 and zero point 0 unless it says otherwise. */
export interface TensorSketch {
  readonly dtype?: 'int8' | 'float32';
  readonly shape: Shape;
  readonly scale?: number;
  readonly zeroPoint?: number;
  readonly values?: readonly number[];
}

/** A single node and its tensors. */
export interface NodeSketch<A> {
  readonly attributes: A;
  readonly inputs: readonly TensorSketch[];
  readonly output: TensorSketch;
  readonly rounding?: Rounding;
}

export interface SketchedNode<A> {
  readonly node: Node<A>;
  readonly context: NodeContext;
}

export function sketchNode<A>(
  op: string,
  { attributes, inputs, output, rounding = 'double' }: NodeSketch<A>,
): SketchedNode<A> {
  const tensors = [...inputs, output].map(sketchTensor);
  const node: Node<A> = {
    id: 0,
    op,
    inputs: inputs.map((_, id) => id),
    outputs: [inputs.length],
    attributes,
    origin: { kind: 'file', file: 'test' },
  };
  return { node, context: { tensors: new Map(tensors.map((tensor) => [tensor.id, tensor])), rounding } };
}

export function sketchTensor({ dtype = 'int8', shape, scale = 1, zeroPoint = 0 }: TensorSketch, id: number): Tensor {
  const quantization =
    dtype === 'float32' ? null : ({ kind: 'perTensor', scale: Math.fround(scale), zeroPoint } as const);
  return { id, name: `t${id}`, dtype, shape, quantization, data: null, origin: { kind: 'file', file: 'test' } };
}

function sketchedValues({ dtype = 'int8', shape, values }: TensorSketch): TensorValues {
  const typed = decodeValues(dtype, new Uint8Array(tensorBytes({ dtype, shape })));
  typed.set(values ?? []);
  return typed;
}

/** What the reference kernel makes of the node. */
export function runReference<A, P>(operator: Operator<A, P>, sketch: NodeSketch<A>): number[] {
  const { node, context } = sketchNode(operator.kind, sketch);
  const out = sketchedValues({ ...sketch.output, values: [] });
  operator.reference(sketch.attributes, operator.prepare(node, context), {
    inputs: sketch.inputs.map((input) => ({ shape: input.shape, values: sketchedValues(input) })),
    outputs: [{ shape: sketch.output.shape, values: out }],
    rounding: context.rounding,
  });
  return [...out];
}

/** Codes of the constraints that the node breaks. */
export function brokenConstraints<A, P>(operator: Operator<A, P>, sketch: NodeSketch<A>): string[] {
  const { node, context } = sketchNode(operator.kind, sketch);
  return operator.constraints
    .filter((constraint) => constraint.violated(node, context) !== null)
    .map(({ code }) => code);
}

export function inferredShape<A, P>(
  operator: Operator<A, P>,
  attributes: A,
  inputs: readonly TensorSketch[],
): Shape | string {
  return operator.inferShape(attributes, inputs.map(sketchTensor), null);
}

/** The variant that writes the node, and its view. */
export function loweredView<A, P>(operator: Operator<A, P>, sketch: NodeSketch<A>): { variant: string; view: object } {
  const { node, context } = sketchNode(operator.kind, sketch);
  const prepared = operator.prepare(node, context);
  const kernel = kernelsOf(operator.kind).find(
    ({ accepts }) => accepts(node, prepared, kernelContext(context)) === true,
  );
  if (kernel === undefined) throw new Error(`no kernel of ${operator.kind} takes the node`);
  return { variant: kernel.name, view: kernel.write(node, prepared, kernelContext(context)).view };
}

function kernelContext(context: NodeContext): KernelContext {
  const target = {
    name: 'host',
    description: '',
    core: 'host',
    features: [],
    memories: [],
    tensorAlignmentBytes: 16,
    compilerFlags: [],
  };
  return { ...context, target, tableName: (table) => `m_op00_${table}` };
}
