import { proveAccumulators } from '../../src/analysis/accumulators.js';
import type { Graph } from '../../src/ir/graph.js';
import { lowerGraph } from '../../src/lowering/lower-graph.js';
import type { Program } from '../../src/lowering/program.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import { prepareGraph } from '../../src/operators/prepare-graph.js';
import { planMemory } from '../../src/planner/plan-memory.js';
import { scheduleLayerByLayer } from '../../src/schedule/schedule.js';
import { selectKernels } from '../../src/select/select-kernels.js';
import type { Selected, Selection } from '../../src/select/selection.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { valueOf } from './verify-samples.js';

const target = valueOf(loadTarget('host'));

/** What is selected for the host. */
export function selectionFor(graph: Graph, rounding: Rounding): Selection {
  return selectKernels(graph, prepareGraph(graph, rounding), target);
}

/** The program of a graph with kernels of the test's choice. */
export function programWith(graph: Graph, selection: Selection, rounding: Rounding, prefix = 'm'): Program {
  const prepared = prepareGraph(graph, rounding);
  const steps = scheduleLayerByLayer(graph);
  const plan = planMemory(graph, steps, target.tensorAlignmentBytes);
  const accumulators = proveAccumulators(graph, prepared);
  return lowerGraph({ prefix, graph, target, prepared, accumulators, selection, steps, plan });
}

/** For each kernel that could have been taken for the only node of a graph, the selection that takes it. */
export function otherSelections(graph: Graph, rounding: Rounding): Selection[] {
  return [...selectionFor(graph, rounding)].flatMap(([id, selected]) => {
    return selected.others.map((other): Selection => new Map<number, Selected>([[id, { ...selected, ...other }]]));
  });
}
