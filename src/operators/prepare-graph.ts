import type { Graph, Node } from '../ir/graph.js';
import type { Tensor } from '../ir/tensor.js';
import type { Rounding } from '../numerics/rounding.js';
import type { AnyArithmetic } from './arithmetic.js';
import { arithmeticOf } from './choose-arithmetic.js';
import { siteOf, type AnySite } from './site.js';

/** A node with the arithmetic that its types ask for, and the numbers derived from it. */
export interface PreparedNode {
  readonly arithmetic: AnyArithmetic;
  readonly site: AnySite;
  readonly prepared: unknown;
}

/** The derived numbers of every node: the only thing that the simulator and the emitted C have in common. */
export interface PreparedGraph {
  readonly rounding: Rounding;
  of(node: Node): PreparedNode;
}

/** Prepares all nodes of a verified graph. */
export function prepareGraph(graph: Graph, rounding: Rounding): PreparedGraph {
  const nodes = new Map(graph.nodes.map((node) => [node.id, prepareNode(graph.tensors, node, rounding)]));
  return {
    rounding,
    of(node) {
      const prepared = nodes.get(node.id);
      if (prepared === undefined) throw new Error(`int8c bug: node ${node.id}, ${node.op}, was not prepared`);
      return prepared;
    },
  };
}

function prepareNode(tensors: ReadonlyMap<number, Tensor>, node: Node, rounding: Rounding): PreparedNode {
  const arithmetic = arithmeticOf(node, tensors);
  const site = siteOf(arithmetic.of, node, tensors, rounding);
  return { arithmetic, site, prepared: arithmetic.prepare(site) as unknown };
}
