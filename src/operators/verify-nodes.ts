import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { outputTensor, type Graph, type Node, type TensorTable } from '../ir/graph.js';
import { formatShape, shapesEqual, type Tensor } from '../ir/tensor.js';
import { portOf, type AnyOperator, type NodeContext, type Port } from './operator.js';
import { findOperator } from './registry.js';
import type { Rounding } from '../numerics/rounding.js';

/** Holds every node of a sound graph to what its operator says: ports, shapes, constraints. Returns what is wrong. */
export function verifyNodes(graph: Graph, rounding: Rounding): Diagnostic[] {
  const context: NodeContext = { tensors: graph.tensors, rounding };
  return graph.nodes.flatMap((node) => verifyNode(node, context));
}

function verifyNode(node: Node, context: NodeContext): Diagnostic[] {
  const operator = findOperator(node.op);
  if (operator === undefined) {
    return [diagnostic('I8C2001', { message: `int8c has no operator ${node.op}`, origin: node.origin })];
  }
  const problems = portProblems(operator, node, context.tensors);
  if (problems.length > 0) return problems;
  const inputs = node.inputs.map((id) => (id === null ? null : (context.tensors.get(id) ?? null)));
  const output = outputTensor(node, context.tensors);
  const inferred = operator.inferShape(node.attributes, inputs, output.shape);
  const broken = operator.constraints.flatMap((constraint) => {
    const seen = constraint.violated(node, context);
    if (seen === null) return [];
    const { code, sentence, why, help } = constraint;
    return [
      diagnostic(code, {
        message: `${operator.kind} ${sentence}`,
        origin: node.origin,
        details: [seen, ...tensorLines(operator, node, context.tensors)],
        why,
        help,
      }),
    ];
  });
  return broken.length > 0 ? broken : shapeProblems(operator, node, context.tensors, inferred, output);
}

function shapeProblems(
  operator: AnyOperator,
  node: Node,
  tensors: TensorTable,
  inferred: readonly number[] | string,
  output: Tensor,
): Diagnostic[] {
  if (typeof inferred !== 'string' && shapesEqual(inferred, output.shape)) return [];
  const seen =
    typeof inferred === 'string'
      ? inferred
      : `the operator makes ${formatShape(inferred)}, the model says ${formatShape(output.shape)}`;
  return [
    diagnostic('I8C2002', {
      message: `${operator.kind} output must have the shape that inputs and attributes make`,
      origin: node.origin,
      details: [seen, ...tensorLines(operator, node, tensors)],
      help: 'check the shapes where the model was made; the file may be damaged',
    }),
  ];
}

function portProblems(operator: AnyOperator, node: Node, tensors: TensorTable): Diagnostic[] {
  const variadic = operator.inputs.at(-1)?.variadic === true;
  const required = operator.inputs.filter((port) => port.optional !== true).length;
  const fits =
    node.inputs.length >= required &&
    (variadic || node.inputs.length <= operator.inputs.length) &&
    node.outputs.length === operator.outputs.length;
  if (!fits) {
    return [
      diagnostic('I8C2003', {
        message: `${operator.kind} has ${variadic ? 'at least ' : ''}${required} inputs and ${operator.outputs.length} output`,
        origin: node.origin,
        details: [`${node.inputs.length} inputs, ${node.outputs.length} outputs`],
      }),
    ];
  }
  const problems = node.inputs.flatMap((id, index) => {
    const tensor = id === null ? null : (tensors.get(id) ?? null);
    return portProblem(operator, node, portOf(operator, index), tensor, `input ${index}`);
  });
  const [outputPort] = operator.outputs;
  if (outputPort !== undefined)
    problems.push(...portProblem(operator, node, outputPort, outputTensor(node, tensors), 'output 0'));
  return problems;
}

function portProblem(
  operator: AnyOperator,
  node: Node,
  port: Port,
  tensor: Tensor | null,
  place: string,
): Diagnostic[] {
  const rule = portRule(port, tensor);
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

function portRule(port: Port, tensor: Tensor | null): string | null {
  if (tensor === null) return port.optional === true ? null : 'is not optional';
  if (!port.dtypes.includes(tensor.dtype)) return `is ${port.dtypes.join(' or ')}`;
  if (port.rank !== undefined && tensor.shape.length !== port.rank) return `has ${port.rank} dimensions`;
  if (port.role !== 'value' && tensor.data === null) return 'is a constant';
  if (tensor.dtype !== 'int8') return null;
  if (port.role === 'value' && tensor.quantization?.kind !== 'perTensor') return 'is quantized per tensor';
  return tensor.quantization === null ? 'is quantized' : null;
}

function tensorLines(operator: AnyOperator, node: Node, tensors: TensorTable): string[] {
  const rows = node.inputs.flatMap((id, index): [string, Tensor][] => {
    const tensor = id === null ? undefined : tensors.get(id);
    return tensor === undefined ? [] : [[portOf(operator, index).name, tensor]];
  });
  rows.push(['output', outputTensor(node, tensors)]);
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, tensor]) => `${label.padEnd(width)}  ${describeTensor(tensor)}`);
}

/** `int8 [8, 3, 3, 1]   per channel`, `int8 [1, 4]   scale 0.5   zero -3`. */
function describeTensor(tensor: Tensor): string {
  const { quantization } = tensor;
  const type = `${tensor.dtype} ${formatShape(tensor.shape)}`;
  if (quantization === null) return type;
  if (quantization.kind === 'perChannel') return `${type}   per channel`;
  return `${type}   scale ${Number(quantization.scale.toPrecision(6))}   zero ${quantization.zeroPoint}`;
}
