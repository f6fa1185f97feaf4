import type { Graph, Node } from '../ir/graph.js';

/** A part of the schedule. `whole`: one node, over all its rows at once. */
export interface Phase {
  readonly kind: 'whole';
  readonly node: Node;
}

/** What runs when, as the emitter prints it. */
export type Schedule = readonly Phase[];

/** Runs the nodes one after the other, in the order of the graph. */
export function scheduleLayerByLayer(graph: Graph): Schedule {
  return graph.nodes.map((node) => ({ kind: 'whole', node }));
}
