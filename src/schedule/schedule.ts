import type { Graph, Node } from '../ir/graph.js';

/** One step of the emitted program: a node, run over all its rows. */
export interface Step {
  readonly node: Node;
}

/** Runs the nodes one after the other, in the order of the graph. */
export function scheduleLayerByLayer(graph: Graph): readonly Step[] {
  return graph.nodes.map((node) => ({ node }));
}
