import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Graph, Node } from './graph.js';
import {
  elementCount,
  formatShape,
  tensorBytes,
  type DataType,
  type Quantization,
  type Tensor,
  type TensorId,
} from './tensor.js';

/** Elements of the largest tensor: indices in emitted C are 32-bit, with room for the products of strides. */
const maxElements = 2 ** 28;

/**
 * Checks what every graph must keep, whatever its operators: each value is made once, before it is used; shapes and
 * quantization make sense; constants have as many bytes as their shape says. Returns what is wrong.
 */
export function verifyGraph(graph: Graph): Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const tensor of graph.tensors.values()) {
    const problem = tensorProblem(tensor);
    if (problem !== null) problems.push(problem);
  }
  problems.push(...flowProblems(graph));
  return problems;
}

function tensorProblem(tensor: Tensor): Diagnostic | null {
  const bad = tensor.shape.find((size) => !Number.isInteger(size) || size < 1);
  if (bad !== undefined) {
    return diagnostic('I8C3001', {
      message: 'every dimension of a tensor must be at least 1',
      origin: tensor.origin,
      details: [`shape ${formatShape(tensor.shape)}`],
      help: 'give the model a fixed shape when converting it',
    });
  }
  if (elementCount(tensor.shape) > maxElements) {
    return diagnostic('I8C3002', {
      message: `a tensor must have at most ${maxElements} elements`,
      origin: tensor.origin,
      details: [`shape ${formatShape(tensor.shape)}`],
      why: 'emitted C indexes with 32 bits',
    });
  }
  if (tensor.data !== null && tensor.data.byteLength !== tensorBytes(tensor)) {
    return diagnostic('I8C3003', {
      message: 'a constant must have as many bytes as its shape says',
      origin: tensor.origin,
      details: [
        `${tensor.dtype} ${formatShape(tensor.shape)} needs ${tensorBytes(tensor)} bytes, the file has ${tensor.data.byteLength}`,
      ],
      help: 'the file is damaged, or its writer is at fault: convert the model again',
    });
  }
  return quantizationProblem(tensor);
}

function zeroPointRange(dtype: DataType): readonly [number, number] {
  switch (dtype) {
    case 'int8':
      return [-128, 127];
    case 'uint8':
      return [0, 255];
    case 'int4':
      return [-8, 7];
    case 'int16':
      return [-32768, 32767];
    default:
      return [-(2 ** 31), 2 ** 31 - 1];
  }
}

/** Below, quotients of scales are no longer normal float32 numbers. */
const smallestScale = 2 ** -126;

function quantizationProblem(tensor: Tensor): Diagnostic | null {
  const { quantization } = tensor;
  if (quantization === null) return null;
  const { scales, zeroPoints } = numbersOf(quantization);
  const scaleAt = scales.findIndex((scale) => !(Number.isFinite(scale) && scale >= smallestScale));
  if (scaleAt >= 0) {
    return diagnostic('I8C3004', {
      message: 'scales must be positive, normal float32 numbers',
      origin: tensor.origin,
      details: [`scale ${scales[scaleAt]} at channel ${scaleAt}`],
      help: 'calibrate again: a scale of 0 comes from a tensor that was always 0',
    });
  }
  const [low, high] = zeroPointRange(tensor.dtype);
  const zeroPointAt = zeroPoints.findIndex(
    (zeroPoint) => !(Number.isInteger(zeroPoint) && zeroPoint >= low && zeroPoint <= high),
  );
  if (zeroPointAt >= 0) {
    return diagnostic('I8C3005', {
      message: `zero points of ${tensor.dtype} must be whole numbers from ${low} to ${high}`,
      origin: tensor.origin,
      details: [`zero point ${zeroPoints[zeroPointAt]} at channel ${zeroPointAt}`],
    });
  }
  return quantization.kind === 'perChannel'
    ? channelProblem(tensor, quantization.axis, scales.length, zeroPoints.length)
    : null;
}

function numbersOf(quantization: Quantization): {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
} {
  switch (quantization.kind) {
    case 'perTensor':
      return { scales: [quantization.scale], zeroPoints: [quantization.zeroPoint] };
    case 'unscaled':
      return { scales: [], zeroPoints: [quantization.zeroPoint] };
    case 'perChannel':
      return quantization;
  }
}

function channelProblem(tensor: Tensor, axis: number, scales: number, zeroPoints: number): Diagnostic | null {
  const channels = tensor.shape[axis];
  if (channels === scales && zeroPoints === scales) return null;
  return diagnostic('I8C3006', {
    message: 'per-channel quantization must have one scale and one zero point for every index of its axis',
    origin: tensor.origin,
    details: [`${scales} scales, ${zeroPoints} zero points, axis ${axis} of shape ${formatShape(tensor.shape)}`],
  });
}

function flowProblems(graph: Graph): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const ready = new Set<TensorId>(graph.inputs);
  for (const tensor of graph.tensors.values()) if (tensor.data !== null) ready.add(tensor.id);
  for (const node of graph.nodes) problems.push(...nodeFlowProblems(graph, node, ready));
  return [...problems, ...borderProblems(graph, ready)];
}

function borderProblems(graph: Graph, ready: ReadonlySet<TensorId>): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const isVariable = (id: TensorId): boolean => graph.tensors.get(id)?.data === null;
  for (const id of graph.inputs) {
    if (isVariable(id)) continue;
    problems.push(
      diagnostic('I8C3010', {
        message: 'inputs of the model must not be constants',
        origin: graph.origin,
        details: [`tensor ${id}`],
      }),
    );
  }
  for (const id of graph.outputs) {
    if (ready.has(id) && isVariable(id)) continue;
    problems.push(
      diagnostic('I8C3007', {
        message: 'every output of the model must be made by an operator',
        origin: graph.origin,
        details: [`tensor ${id}`],
      }),
    );
  }
  if (graph.outputs.length === 0 || graph.inputs.length === 0) {
    const details = [`${graph.inputs.length} inputs, ${graph.outputs.length} outputs`];
    problems.push(
      diagnostic('I8C3011', {
        message: 'a model must have at least one input and one output',
        origin: graph.origin,
        details,
      }),
    );
  }
  return problems;
}

function nodeFlowProblems(graph: Graph, node: Node, ready: Set<TensorId>): Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const id of node.inputs) {
    if (id === null || (ready.has(id) && graph.tensors.has(id))) continue;
    problems.push(
      diagnostic('I8C3008', {
        message: 'every input of an operator must be an input of the model, a constant, or made by an earlier operator',
        origin: node.origin,
        details: [`tensor ${id} is not there yet`],
        help: 'operators must stand in an order in which they can run, without cycles',
      }),
    );
  }
  for (const id of node.outputs) {
    if (ready.has(id) || !graph.tensors.has(id)) {
      problems.push(
        diagnostic('I8C3009', {
          message: 'every tensor must be made once',
          origin: node.origin,
          details: [`tensor ${id} is made again`],
        }),
      );
    }
    ready.add(id);
  }
  return problems;
}
