import { proveAccumulators } from '../../src/analysis/accumulators.js';
import type { Graph } from '../../src/ir/graph.js';
import { lowerGraph } from '../../src/lowering/lower-graph.js';
import type { Program } from '../../src/lowering/program.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import { prepareGraph } from '../../src/operators/prepare-graph.js';
import { planMemory, type PlanOptions } from '../../src/planner/plan-memory.js';
import { verifyPlan } from '../../src/planner/verify-plan.js';
import { expandSchedule } from '../../src/schedule/expand.js';
import { scheduleLayerByLayer } from '../../src/schedule/phases.js';
import { selectKernels } from '../../src/select/select-kernels.js';
import type { Selected, Selection } from '../../src/select/selection.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { valueOf } from './verify-samples.js';

const target = valueOf(loadTarget('host'));

/** What is selected for the host. */
export function selectionFor(graph: Graph, rounding: Rounding): Selection {
  return selectKernels(graph, prepareGraph(graph, rounding), target);
}

/** The program of a graph with kernels of the test's choice, planned as the test wants it. */
export function programWith(
  graph: Graph,
  selection: Selection,
  rounding: Rounding,
  prefix = 'm',
  options: PlanOptions = {},
): Program {
  const prepared = prepareGraph(graph, rounding);
  const schedule = scheduleLayerByLayer(graph);
  const steps = expandSchedule(graph, schedule);
  const plan = planMemory(graph, selection, steps, target, options);
  verifyPlan(graph, selection, steps, target, plan, options.sharingOf);
  const accumulators = proveAccumulators(graph, prepared);
  return lowerGraph({ prefix, graph, target, prepared, accumulators, selection, kernels: 'own', schedule, plan });
}

/** For each kernel that could have been taken for the only node of a graph, the selection that takes it. */
export function otherSelections(graph: Graph, rounding: Rounding): Selection[] {
  return [...selectionFor(graph, rounding)].flatMap(([id, selected]) => {
    return selected.others.map((other): Selection => new Map<number, Selected>([[id, { ...selected, ...other }]]));
  });
}
