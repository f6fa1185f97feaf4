import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { tensorOf, type Graph, type Node, type TensorTable } from '../ir/graph.js';
import { formatShape, shapesEqual, type Shape, type Tensor } from '../ir/tensor.js';
import type { Rounding } from '../numerics/rounding.js';
import type { AnyArithmetic } from './arithmetic.js';
import { accepts, neededBy, type Attributes } from './attribute.js';
import { findArithmetic, portsAndTensors, typesAt, type PortAndTensor } from './choose-arithmetic.js';
import { portsOf, type AnyOperator, type NamedPort, type Ports } from './operator.js';
import { arithmeticsOf, findOperator } from './registry.js';
import { siteOf, type AnySite } from './site.js';
import { disagreements, fixedPointProblems } from './verify-fixed-point.js';

/**
 * Holds every node of a sound graph to what its operator says: attributes, ports, types, rules and shapes. Returns what
 * is wrong.
 */
export function verifyNodes(graph: Graph, rounding: Rounding): Diagnostic[] {
  return graph.nodes.flatMap((node) => verifyNode(node, graph.tensors, rounding));
}

/** What is found wrong first is all that is said: what comes later takes for granted what comes before. */
function verifyNode(node: Node, tensors: TensorTable, rounding: Rounding): Diagnostic[] {
  const operator = findOperator(node.op);
  if (operator === undefined) {
    return [diagnostic('I8C2001', { message: `int8c has no operator ${node.op}`, origin: node.origin })];
  }
  const outside = [...attributeProblems(operator, node), ...portProblems(operator, node, tensors)];
  if (outside.length > 0) return outside;
  const arithmetic = findArithmetic(node, tensors);
  if (arithmetic === undefined) return [typesProblem(operator, node, tensors)];
  const site = siteOf(operator, node, tensors, rounding);
  const numbers = fixedPointProblems(arithmetic, site, node);
  if (numbers.length > 0) return numbers;
  const broken = ruleProblems(arithmetic, site, node, tensors);
  if (broken.length > 0) return broken;
  const shapes = shapeProblems(operator, site, node, tensors);
  return shapes.length > 0 ? shapes : disagreements(arithmetic, site, node);
}

function attributeProblems(operator: AnyOperator, node: Node): Diagnostic[] {
  const values = node.attributes as Readonly<Record<string, unknown>>;
  return Object.entries(operator.attributes as Attributes).flatMap(([name, { schema }]) => {
    if (accepts(schema, values[name])) return [];
    return [
      diagnostic('I8C2006', {
        message: `${operator.kind} ${name} must be ${neededBy(schema)}`,
        origin: node.origin,
        details: [`${name} ${JSON.stringify(values[name]) ?? 'is not given'}`],
      }),
    ];
  });
}

function ruleProblems(arithmetic: AnyArithmetic, site: AnySite, node: Node, tensors: TensorTable): Diagnostic[] {
  return arithmetic.rules.flatMap((rule) => {
    const seen = rule.seen(site);
    if (seen === null) return [];
    const { code, sentence, why, help } = rule;
    const details = [seen, ...tensorLines(arithmetic.of, node, tensors)];
    return [diagnostic(code, { message: `${node.op} ${sentence}`, origin: node.origin, details, why, help })];
  });
}

function shapeProblems(operator: AnyOperator, site: AnySite, node: Node, tensors: TensorTable): Diagnostic[] {
  const declared = node.outputs.map((id) => tensorOf(tensors, id).shape);
  const seen = shapeFault(operator.shapes({ ...site, declared }), declared);
  if (seen === null) return [];
  return [
    diagnostic('I8C2002', {
      message: `${operator.kind} output must have the shape that inputs and attributes make`,
      origin: node.origin,
      details: [seen, ...tensorLines(operator, node, tensors)],
      help: 'check the shapes where the model was made; the file may be damaged',
    }),
  ];
}

function shapeFault(made: readonly Shape[] | string, declared: readonly Shape[]): string | null {
  if (typeof made === 'string') return made;
  const odd = made.findIndex((shape, index) => !shapesEqual(shape, declared[index] ?? []));
  if (odd < 0) return null;
  return `the operator makes ${formatShape(made[odd] ?? [])}, the model says ${formatShape(declared[odd] ?? [])}`;
}

function portProblems(operator: AnyOperator, node: Node, tensors: TensorTable): Diagnostic[] {
  const inputs = portsOf(operator.inputs as Ports);
  const outputs = portsOf(operator.outputs as Ports);
  const variadic = inputs.at(-1)?.variadic === true;
  const required = inputs.filter((port) => port.optional !== true).length;
  const fits =
    node.inputs.length >= required &&
    (variadic || node.inputs.length <= inputs.length) &&
    node.outputs.length === outputs.length;
  if (!fits) {
    const made = outputs.length === 1 ? '1 output' : `${outputs.length} outputs`;
    return [
      diagnostic('I8C2003', {
        message: `${operator.kind} has ${variadic ? 'at least ' : ''}${required} inputs and ${made}`,
        origin: node.origin,
        details: [`${node.inputs.length} inputs, ${node.outputs.length} outputs`],
      }),
    ];
  }
  return portsAndTensors(operator, node).flatMap((at) => portProblem(operator, node, at, tensors));
}

function portProblem(
  operator: AnyOperator,
  node: Node,
  { port, id, place }: PortAndTensor,
  tensors: TensorTable,
): Diagnostic[] {
  const tensor = id === null ? null : (tensors.get(id) ?? null);
  const rule = portRule(operator, port, tensor);
  if (rule === null) return [];
  return [
    diagnostic('I8C2004', {
      message: `${operator.kind} ${port.name} ${rule}`,
      origin: node.origin,
      details: [tensor === null ? `${place} is omitted` : `${place} ${describeTensor(tensor)}`],
      help: 'convert the model with full-integer int8 quantization',
    }),
  ];
}

function portRule(operator: AnyOperator, port: NamedPort, tensor: Tensor | null): string | null {
  if (tensor === null) return port.optional === true ? null : 'is not optional';
  const dtypes = new Set(arithmeticsOf(operator.kind).flatMap((arithmetic) => typesAt(arithmetic, port)));
  if (!dtypes.has(tensor.dtype)) return `is ${[...dtypes].join(' or ')}`;
  if (port.rank !== undefined && tensor.shape.length !== port.rank) return `has ${port.rank} dimensions`;
  if (port.role !== 'value' && tensor.data === null) return 'is a constant';
  if (tensor.dtype !== 'int8' && tensor.dtype !== 'uint8') return null;
  if (tensor.quantization === null) return port.role === 'value' ? 'is quantized per tensor' : 'is quantized';
  return port.role === 'value' && tensor.quantization.kind === 'perChannel' ? 'is quantized per tensor' : null;
}

/** Each type is one that the operator takes, but not together with the others. */
function typesProblem(operator: AnyOperator, node: Node, tensors: TensorTable): Diagnostic {
  const ways = arithmeticsOf(operator.kind).map(({ dtypes }) =>
    Object.entries(dtypes)
      .map(([name, types]) => `${name} ${types.join(' or ')}`)
      .join(', '),
  );
  return diagnostic('I8C2007', {
    message: `${operator.kind} must have types that go together: ${ways.join('; ')}`,
    origin: node.origin,
    details: tensorLines(operator, node, tensors),
    help: 'convert the model with full-integer int8 quantization',
  });
}

function tensorLines(operator: AnyOperator, node: Node, tensors: TensorTable): string[] {
  const rows = portsAndTensors(operator, node).flatMap(({ port, id }): [string, Tensor][] => {
    const tensor = id === null ? undefined : tensors.get(id);
    return tensor === undefined ? [] : [[port.name, tensor]];
  });
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, tensor]) => `${label.padEnd(width)}  ${describeTensor(tensor)}`);
}

/** `int8 [8, 3, 3, 1]   per channel`, `int8 [1, 4]   scale 0.5   zero -3`. */
function describeTensor(tensor: Tensor): string {
  const { quantization } = tensor;
  const type = `${tensor.dtype} ${formatShape(tensor.shape)}`;
  if (quantization === null) return type;
  if (quantization.kind === 'perChannel') return `${type}   per channel`;
  const scale = quantization.kind === 'unscaled' ? '' : `   scale ${Number(quantization.scale.toPrecision(6))}`;
  return `${type}${scale}   zero ${quantization.zeroPoint}`;
}
