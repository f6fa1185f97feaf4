import { shortName, visibleAscii } from '../text/visible.js';
import type { FixedPointNumbers, Graph, Node } from './graph.js';
import type { Quantization, Tensor, TensorId } from './tensor.js';

/**
 * A graph as text, one line per tensor that is not made by a node, one per node, one for the outputs:
 *
 *     graph kws
 *       %0 "input_1" = input : int8 [1, 49, 10, 1]   scale 0.5847029   zero 83
 *       %17 "kernel" = constant : int8 [64, 10, 4, 1]   per channel on axis 0   2560 B
 *       %22 "relu" = conv2d(%0, %17, -) {padding same, …} : int8 [1, 25, 5, 64]   scale 0.0787254   zero -128
 *       return %22
 */
export function printGraph(graph: Graph): string {
  const inputs = new Set(graph.inputs);
  const sources = [...graph.tensors.values()].filter(({ id, data }) => inputs.has(id) || data !== null);
  return [
    `graph ${visibleAscii(shortName(graph.name))}`,
    ...sources.map(
      (tensor) => `  ${reference(tensor)} = ${inputs.has(tensor.id) ? 'input' : 'constant'} : ${describe(tensor)}`,
    ),
    ...graph.nodes.map((node) => `  ${printNode(graph, node)}`),
    `  return ${graph.outputs.map(name).join(', ')}`,
    '',
  ].join('\n');
}

function printNode(graph: Graph, node: Node): string {
  const outputs = node.outputs.map((id) => graph.tensors.get(id)).filter((tensor) => tensor !== undefined);
  const attributes = Object.entries(node.attributes as Record<string, unknown>).map(
    ([key, value]) => `${key} ${JSON.stringify(value)}`,
  );
  const numbers = node.fixedPoint === undefined ? [] : numberWords(node.fixedPoint);
  const words = [...attributes, ...numbers];
  const braces = words.length === 0 ? '' : ` {${words.join(', ')}}`;
  const inputs = node.inputs.map((id) => (id === null ? '-' : name(id))).join(', ');
  return `${outputs.map(reference).join(', ')} = ${node.op}(${inputs})${braces} : ${outputs.map(describe).join(', ')}`;
}

/** `output 1395864371 shift -8`, `bounds -128 .. 127`; of factors per channel how many there are. */
function numberWords({ factors, bounds }: FixedPointNumbers): string[] {
  const words = Object.entries(factors).map(([factor, numbers]) => {
    const [first] = numbers;
    if (first === undefined || numbers.length > 1) return `${factor} ${numbers.length} multipliers`;
    return `${factor} ${first.multiplier} shift ${first.shift}`;
  });
  return bounds === null ? words : [...words, `bounds ${bounds.min} .. ${bounds.max}`];
}

function name(id: TensorId): string {
  return `%${id}`;
}

function reference(tensor: Tensor): string {
  return `${name(tensor.id)} ${JSON.stringify(visibleAscii(shortName(tensor.name)))}`;
}

function describe(tensor: Tensor): string {
  const parts = [`${tensor.dtype} [${tensor.shape.join(', ')}]`];
  if (tensor.quantization !== null) parts.push(describeQuantization(tensor.quantization));
  if (tensor.data !== null) parts.push(`${tensor.data.byteLength} B`);
  return parts.join('   ');
}

function describeQuantization(quantization: Quantization): string {
  switch (quantization.kind) {
    case 'perTensor':
      return `scale ${Number(quantization.scale.toPrecision(8))}   zero ${quantization.zeroPoint}`;
    case 'unscaled':
      return `zero ${quantization.zeroPoint}`;
    case 'perChannel':
      return `per channel on axis ${quantization.axis}`;
  }
}
