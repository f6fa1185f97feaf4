import type { FixedPointNumbers, Graph, Node } from '../../ir/graph.js';
import { tensorOf } from '../../ir/graph.js';
import {
  shapesEqual,
  type DataType,
  type Quantization,
  type Shape,
  type Tensor,
  type TensorId,
} from '../../ir/tensor.js';
import { shortestFloat32 } from '../../numerics/float-text.js';
import type { Attributes } from '../../operators/attribute.js';
import {
  inputPort,
  portsOf,
  type AnyOperator,
  type NamedPort,
  type Ports,
  type ShapeSite,
} from '../../operators/operator.js';
import { arithmeticOf } from '../../operators/choose-arithmetic.js';
import { operatorOf } from '../../operators/registry.js';
import { atPorts } from '../../operators/site.js';
import { descriptionVersion } from './builders.js';
import { factorKeys } from './layer-keys.js';
import { biasQuantization, followingQuantization } from './quantization.js';

/** Plain data as it will be printed. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };
type PlainFields = Record<string, Plain>;

/** A file of data that a description names. */
export interface DescribedData {
  /** `op02_weights.npy`, relative to the description. */
  readonly path: string;
  readonly dtype: DataType;
  readonly shape: Shape;
  readonly data: Uint8Array;
}

export interface DescribedModel {
  /** As `readDescription` takes it. */
  readonly model: { readonly [key: string]: Plain };
  readonly data: readonly DescribedData[];
}

/**
 * The description of a verified graph: read again, it is the same graph but for origins. What follows from the rest is
 * left out. Tensors of one name, or of none, get names of their own, and keep theirs as labels.
 */
export function describeGraph(graph: Graph): DescribedModel {
  const draft = openDraft(graph);
  const layers = graph.nodes.map((node) => describeLayer(draft, node));
  const constants = Object.fromEntries(
    [...draft.shared].map((id): [string, Plain] => {
      const tensor = tensorOf(graph.tensors, id);
      return [draft.nameOf(id), constantFields(tensor, dataOf(draft, tensor, `constant_${id}`))];
    }),
  );
  const inputs = graph.inputs.map((id) => ({
    name: draft.nameOf(id),
    ...describeInput(tensorOf(graph.tensors, id)),
    index: id,
    ...draft.labelOf(id),
  }));
  const model = {
    schemaVersion: descriptionVersion,
    name: graph.name,
    inputs: inputsByName(inputs),
    ...(draft.shared.size === 0 ? {} : { constants }),
    layers,
    outputs: graph.outputs.map(draft.nameOf),
  };
  return { model, data: draft.data };
}

interface Draft {
  readonly graph: Graph;
  readonly data: DescribedData[];
  /** Constants that stand among the named ones: more than one node reads them, or the model returns them. */
  readonly shared: ReadonlySet<TensorId>;
  readonly nameOf: (id: TensorId) => string;
  /** The tensor's own name where it is not the one that it is known by. */
  readonly labelOf: (id: TensorId) => { readonly label?: string };
}

function openDraft(graph: Graph): Draft {
  const uses = new Map<TensorId, number>();
  for (const id of [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs])
    if (id !== null) uses.set(id, (uses.get(id) ?? 0) + 1);
  const constants = [...graph.tensors.values()].filter(({ data }) => data !== null).map(({ id }) => id);
  const shared = new Set(constants.filter((id) => (uses.get(id) ?? 0) > 1 || graph.outputs.includes(id)));
  const named = [...graph.inputs, ...shared].map((id) => tensorOf(graph.tensors, id));
  const names = uniqueNames([...named, ...graph.nodes.flatMap((node) => namedOutputs(graph, node))]);
  const nameOf = (id: TensorId): string => names.get(id) ?? `tensor_${id}`;
  const labelOf = (id: TensorId) => {
    const { name } = tensorOf(graph.tensors, id);
    return name === nameOf(id) ? {} : { label: name };
  };
  return { graph, data: [], shared, nameOf, labelOf };
}

/** Several outputs of a node are called after it and their ports. */
function namedOutputs(graph: Graph, node: Node): Tensor[] {
  const tensors = node.outputs.map((id) => tensorOf(graph.tensors, id));
  const ports = portsOf(operatorOf(node).outputs as Ports);
  if (tensors.length === 1) return tensors;
  return tensors.map((tensor, index) => ({ ...tensor, name: `${node.key}/${ports[index]?.name ?? ''}` }));
}

/** The names of tensors where they are names of one tensor each; `name_2` for the next one. */
function uniqueNames(tensors: readonly Tensor[]): Map<TensorId, string> {
  const names = new Map<TensorId, string>();
  const taken = new Set<string>();
  for (const { id, name } of tensors) {
    const stem = name === '' ? `tensor_${id}` : name;
    let free = stem;
    for (let count = 2; taken.has(free); count += 1) free = `${stem}_${count}`;
    taken.add(free);
    names.set(id, free);
  }
  return names;
}

/** Objects put keys that look like numbers first: then inputs are a list. */
function inputsByName(inputs: readonly ({ readonly name: string } & PlainFields)[]): Plain {
  if (inputs.some(({ name }) => /^\d+$/.test(name) || name === '__proto__')) return inputs;
  return Object.fromEntries(inputs.map(({ name, ...fields }) => [name, fields]));
}

function describeInput({ dtype, shape, quantization }: Tensor): PlainFields {
  return { ...(dtype === 'int8' ? {} : { dtype }), shape: [...shape], ...affineFields(quantization) };
}

function affineFields(quantization: Quantization | null): PlainFields {
  switch (quantization?.kind) {
    case 'perTensor':
      return { scale: float32(quantization.scale), zeroPoint: quantization.zeroPoint };
    case 'unscaled':
      return { zeroPoint: quantization.zeroPoint };
    case 'perChannel':
    case undefined:
      return {};
  }
}

/** The double that is written shortest among those that round to this float32. */
function float32(value: number): number {
  const short = Number(shortestFloat32(value));
  return Math.fround(short) === value ? short : value;
}

function describeLayer(draft: Draft, node: Node): Plain {
  const { graph } = draft;
  const operator = operatorOf(node);
  const inputs = node.inputs.map((id) => (id === null ? null : tensorOf(graph.tensors, id)));
  const quantization = describeQuantization(draft, node, operator, inputs);
  const shape = openShape(node, operator, inputs, graph);
  return {
    op: node.op,
    name: node.outputs.length > 1 ? node.key : draft.nameOf(node.outputs[0] ?? -1),
    ...describeSources(draft, node, operator, inputs),
    ...describeAttributes(node, operator),
    ...(shape === null ? {} : { outputShape: [...shape] }),
    ...(Object.keys(quantization).length === 0 ? {} : { quantization }),
    index: node.outputs[0] ?? -1,
    ...(node.outputs.length > 1 ? {} : draft.labelOf(node.outputs[0] ?? -1)),
  };
}

function describeAttributes(node: Node, operator: AnyOperator): PlainFields {
  const values = node.attributes as Readonly<Record<string, Plain>>;
  const said = Object.entries(operator.attributes as Attributes).flatMap(([name, { fallback }]) => {
    const value = values[name];
    return value === undefined || JSON.stringify(value) === JSON.stringify(fallback) ? [] : [[name, value] as const];
  });
  return Object.fromEntries(said);
}

/** The shape of the output where inputs and attributes make another, or none. */
function openShape(node: Node, operator: AnyOperator, inputs: readonly (Tensor | null)[], graph: Graph): Shape | null {
  const site = {
    attributes: node.attributes,
    inputs: atPorts(operator.inputs as Ports, inputs, (tensor) => tensor),
    declared: [],
  };
  const made = operator.shapes(site as unknown as ShapeSite<never, never>);
  const { shape } = tensorOf(graph.tensors, node.outputs[0] ?? -1);
  return typeof made !== 'string' && shapesEqual(made[0] ?? [], shape) ? null : shape;
}

function describeSources(
  draft: Draft,
  node: Node,
  operator: AnyOperator,
  inputs: readonly (Tensor | null)[],
): PlainFields {
  const sources = inputs.map((tensor, index): Plain => {
    if (tensor === null) return null;
    if (tensor.data === null || draft.shared.has(tensor.id)) return draft.nameOf(tensor.id);
    const port = inputPort(operator, index);
    const label = port.variadic === true ? `${port.name}_${index}` : port.name;
    return inlineConstant(draft, `${node.key}_${label}`, port, tensor, node, inputs);
  });
  const ports = portsOf(operator.inputs as Ports).map(({ name, variadic, optional }, index): [string, Plain][] => {
    if (variadic === true) return [[name, sources.slice(index)]];
    const source = sources[index] ?? null;
    return source === null && optional === true ? [] : [[name, source]];
  });
  return Object.fromEntries(ports.flat());
}

function inlineConstant(
  draft: Draft,
  stem: string,
  port: NamedPort,
  tensor: Tensor,
  node: Node,
  inputs: readonly (Tensor | null)[],
): Plain {
  const data = dataOf(draft, tensor, stem);
  if (port.role === 'weights' && weightFields(draft, node, tensor) !== null) return data;
  const [input, weights] = inputs;
  if (port.role === 'bias') {
    const following = biasQuantization(input?.quantization ?? null, weights?.quantization ?? null);
    if (sameQuantization(following, tensor.quantization)) return data;
    // Without a word it would get the scale of the accumulator.
    if (tensor.quantization === null) return { ...constantFields(tensor, data), scale: null };
  }
  return constantFields(tensor, data);
}

function constantFields({ dtype, quantization }: Tensor, data: Plain): PlainFields {
  const type = dtype === 'int8' ? {} : { dtype };
  if (quantization?.kind !== 'perChannel') return { data, ...type, ...affineFields(quantization) };
  const { axis, scales, zeroPoints } = quantization;
  const [zeroPoint = 0] = zeroPoints;
  return { data, ...type, scales: scales.map(float32), axis, ...(zeroPoint === 0 ? {} : { zeroPoint }) };
}

function dataOf(draft: Draft, { dtype, shape, data }: Tensor, stem: string): Plain {
  if (data === null) throw new Error('int8c bug: only constants have data');
  const path = `${stem}.npy`;
  draft.data.push({ path, dtype, shape, data });
  return { file: path };
}

/** The scales of weights as keys of the layer's quantization; null where they are not what these can say. */
function weightFields(draft: Draft, node: Node, { quantization }: Tensor): PlainFields | null {
  const axis = arithmeticOf(node, draft.graph.tensors).quantization.weights?.axis;
  switch (quantization?.kind) {
    case 'unscaled':
      return quantization.zeroPoint === 0 ? {} : null;
    case 'perTensor':
      return quantization.zeroPoint === 0 ? { weightScale: float32(quantization.scale) } : null;
    case 'perChannel':
      return quantization.axis === axis && quantization.zeroPoints.every((zeroPoint) => zeroPoint === 0)
        ? { weightScales: quantization.scales.map(float32) }
        : null;
    case undefined:
      return null;
  }
}

function describeQuantization(
  draft: Draft,
  node: Node,
  operator: AnyOperator,
  inputs: readonly (Tensor | null)[],
): PlainFields {
  const { graph } = draft;
  const weights = inputs.find((tensor, index) => tensor?.data && inputPort(operator, index).role === 'weights');
  const scales = weights && !draft.shared.has(weights.id) ? weightFields(draft, node, weights) : null;
  const outputs = portsOf(operator.outputs as Ports).map(({ name }, index): [string, Plain][] => {
    const { dtype, quantization } = tensorOf(graph.tensors, node.outputs[index] ?? -1);
    const arithmetic = arithmeticOf(node, graph.tensors);
    const type = dtype === 'uint8' ? { dtype } : {};
    if (sameQuantization(followingQuantization(arithmetic, inputs), quantization) && dtype !== 'uint8') return [];
    const fields = { ...type, ...affineFields(quantization) };
    return Object.keys(fields).length === 0 ? [] : [[name, fields]];
  });
  return {
    ...scales,
    ...(node.fixedPoint === undefined ? {} : numberFields(operator, node.fixedPoint)),
    ...Object.fromEntries(outputs.flat()),
  };
}

function numberFields(operator: AnyOperator, { factors, bounds }: FixedPointNumbers): PlainFields {
  const fields: PlainFields = {};
  for (const { factor, multiplier, shift, lists } of factorKeys(operator)) {
    const numbers = factors[factor];
    const [first] = numbers ?? [];
    if (numbers === undefined || first === undefined) continue;
    if (numbers.length === 1) Object.assign(fields, { [multiplier]: first.multiplier, [shift]: first.shift });
    else if (lists !== null) {
      fields[lists.multipliers] = numbers.map((each) => each.multiplier);
      fields[lists.shifts] = numbers.map((each) => each.shift);
    }
  }
  return bounds === null ? fields : { ...fields, bounds: { ...bounds } };
}

function sameQuantization(left: Quantization | null, right: Quantization | null): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
