import type { Node, TensorTable } from '../../src/ir/graph.js';
import { decodeValues, tensorBytes, type Shape, type Tensor, type TensorValues } from '../../src/ir/tensor.js';
import type { LocalTable } from '../../src/kernels/kernel.js';
import { kernelsOf } from '../../src/kernels/registry.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import type { Arithmetic } from '../../src/operators/arithmetic.js';
import type { AnyOperator, AttributesOf, Ports } from '../../src/operators/operator.js';
import { atPorts, siteOf } from '../../src/operators/site.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { cIdentifier } from '../../src/text/sinks.js';
import { valueOf } from './verify-samples.js';

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
  readonly tensors: TensorTable;
  readonly rounding: Rounding;
}

export function sketchNode<A>(
  op: string,
  { attributes, inputs, output, rounding = 'double' }: NodeSketch<A>,
): SketchedNode<A> {
  const tensors = [...inputs, output].map(sketchTensor);
  const node: Node<A> = {
    id: 0,
    key: 'op00',
    op,
    inputs: inputs.map((_, id) => id),
    outputs: [inputs.length],
    attributes,
    origin: { kind: 'file', file: 'test' },
  };
  return { node, tensors: new Map(tensors.map((tensor) => [tensor.id, tensor])), rounding };
}

/** The node with its tensors by the names of its operator's ports. */
export function sketchSite<Op extends AnyOperator, S, P>(
  { of }: Arithmetic<Op, S, P>,
  sketch: NodeSketch<AttributesOf<Op>>,
): S {
  const { node, tensors, rounding } = sketchNode(of.kind, sketch);
  return siteOf(of, node, tensors, rounding) as S;
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
export function runReference<Op extends AnyOperator, S, P>(
  arithmetic: Arithmetic<Op, S, P>,
  sketch: NodeSketch<AttributesOf<Op>>,
): number[] {
  const site = sketchSite(arithmetic, sketch);
  const out = sketchedValues({ ...sketch.output, values: [] });
  const { inputs, outputs } = arithmetic.of as { inputs: Ports; outputs: Ports };
  arithmetic.reference(arithmetic.prepare(site), {
    site,
    inputs: atPorts(inputs, sketch.inputs, sketchedValues),
    outputs: atPorts(outputs, [out], (values) => values),
  });
  return [...out];
}

/** Codes of the rules that the node breaks. */
export function brokenRules<Op extends AnyOperator, S, P>(
  arithmetic: Arithmetic<Op, S, P>,
  sketch: NodeSketch<AttributesOf<Op>>,
): string[] {
  const site = sketchSite(arithmetic, sketch);
  return arithmetic.rules.filter((rule) => rule.seen(site) !== null).map(({ code }) => code);
}

/** The shape of the only output, where the model says nothing about it or `declared`; or why there is none. */
export function inferredShape<Op extends AnyOperator>(
  operator: Op,
  attributes: AttributesOf<Op>,
  inputs: readonly TensorSketch[],
  declared?: Shape,
): Shape | string {
  const tensors = atPorts(operator.inputs as Ports, inputs.map(sketchTensor), (tensor) => tensor);
  const site = { attributes, inputs: tensors, declared: declared === undefined ? [] : [declared] };
  const shapes = operator.shapes(site as never);
  return typeof shapes === 'string' ? shapes : (shapes[0] ?? 'no output');
}

/** The kernel that writes the node, and its view. */
export function loweredView<Op extends AnyOperator, S, P>(
  arithmetic: Arithmetic<Op, S, P>,
  sketch: NodeSketch<AttributesOf<Op>>,
): { kernel: string; view: object } {
  const site = sketchSite(arithmetic, sketch);
  const at = { site, prepared: arithmetic.prepare(site), target: valueOf(loadTarget('host')) };
  const kernel = kernelsOf(arithmetic).find(({ accepts }) => accepts(at) === true);
  if (kernel === undefined) throw new Error(`no kernel of ${arithmetic.of.kind} takes the node`);
  const locals = (kernel.pack?.(at) ?? []).map(({ ctype, name }): LocalTable => ({
    ctype,
    name: cIdentifier(name),
    symbol: cIdentifier(`m_op00_${name}`),
  }));
  return { kernel: kernel.name, view: kernel.view(at, locals) };
}
