import { outputTensor, type Graph, type Node } from '../ir/graph.js';
import type { Phase, Schedule } from './phases.js';
import { rowsOf, type Rows } from './rows.js';

/** One call of a node's kernel, and the rows of output 0 that it makes. Where these are all, it makes all outputs. */
export interface Step {
  readonly node: Node;
  readonly rows: Rows;
}

/** The schedule call by call, as planner and plan verifier read it. */
export function expandSchedule(graph: Graph, schedule: Schedule): readonly Step[] {
  return schedule.map((phase) => expandPhase(graph, phase));
}

function expandPhase({ tensors }: Graph, { node }: Phase): Step {
  return { node, rows: { begin: 0, end: rowsOf(outputTensor(node, tensors).shape) } };
}
