import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import type { Graph, Node } from '../ir/graph.js';
import { elementCount, tensorBytes } from '../ir/tensor.js';
import { arithmeticOf } from '../operators/choose-arithmetic.js';
import { operatorOf } from '../operators/registry.js';
import { siteOf } from '../operators/site.js';

/**
 * Steps of one inference that the simulator takes on: about a minute. Networks for microcontrollers stay below a tenth
 * of it.
 */
const mostSteps = 2e10;

/** What an element costs the slower of the elementwise references. */
const madeSteps = 16;

/** Bytes of all tensors of one inference, which the simulator holds at once. */
const mostBytes = 2 ** 28;

/**
 * What one inference costs the simulator, in steps of about two nanoseconds: a multiply-accumulate of a wide
 * convolution, or an element that is read. Operators whose reference does more say so.
 */
export function simulationSteps(graph: Graph): number {
  return graph.nodes.reduce((sum, node) => {
    const made = node.outputs.reduce((count, id) => count + elementCount(graph.tensors.get(id)?.shape ?? []), 0);
    const read = node.inputs.reduce<number>(
      (count, id) => count + (id === null ? 0 : elementCount(graph.tensors.get(id)?.shape ?? [])),
      0,
    );
    return sum + madeSteps * made + read + nodeSteps(graph, node);
  }, 0);
}

function nodeSteps(graph: Graph, node: Node): number {
  const { of, steps } = arithmeticOf(node, graph.tensors);
  const site = siteOf(of, node, graph.tensors, 'double');
  return (steps ?? of.macs)?.(site) ?? 0;
}

/** Multiply-accumulates of one inference. */
export function graphMacs(graph: Graph): number {
  return graph.nodes.reduce((sum, node) => {
    const operator = operatorOf(node);
    return sum + (operator.macs?.(siteOf(operator, node, graph.tensors, 'double')) ?? 0);
  }, 0);
}

/**
 * Refuses a graph whose inference would take minutes or more memory than Node has: a few hundred bytes of a file can
 * ask for that.
 */
export function affordable(graph: Graph): Result<null> {
  const steps = simulationSteps(graph);
  const bytes = [...graph.tensors.values()].reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
  if (steps <= mostSteps && bytes <= mostBytes) return success(null);
  return fail('I8C5402', {
    message: `one inference must take at most ${mostSteps / 1e9} G steps and ${mostBytes / 2 ** 20} MiB to be simulated`,
    origin: graph.origin,
    details: [`${(steps / 1e9).toPrecision(3)} G steps`, `${Math.ceil(bytes / 2 ** 20)} MiB of tensors`],
    why: 'the simulator runs the model to say what the emitted C must compute',
    help: 'int8c inspect shows the layers; make inputs, windows or kernels smaller',
  });
}
