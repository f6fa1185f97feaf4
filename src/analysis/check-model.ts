import { failure, hasErrors, success, type Diagnostic, type Result } from '../diagnostics/diagnostic.js';
import type { Graph } from '../ir/graph.js';
import { verifyGraph } from '../ir/verify-graph.js';
import type { Rounding } from '../numerics/rounding.js';
import { prepareGraph, type PreparedGraph } from '../operators/prepare-graph.js';
import { verifyNodes } from '../operators/verify-nodes.js';
import { accumulatorProblems, proveAccumulators, type ProvedAccumulator } from './accumulators.js';

/** What is known about a sound graph: the numbers derived from it, and the proved bounds of its accumulators. */
export interface ModelAnalysis {
  readonly prepared: PreparedGraph;
  readonly accumulators: readonly ProvedAccumulator[];
}

/**
 * Holds a graph to all rules. Errors: its structure, an operator that int8c refuses, an accumulator that may overflow.
 */
export function analyzeModel(graph: Graph, rounding: Rounding): Result<ModelAnalysis> {
  const structure = verifyGraph(graph);
  if (hasErrors(structure)) return failure(structure);
  const nodes = verifyNodes(graph, rounding);
  if (hasErrors(nodes)) return failure(nodes);
  const prepared = prepareGraph(graph, rounding);
  const accumulators = proveAccumulators(graph, prepared);
  const overflows = accumulatorProblems(accumulators);
  return hasErrors(overflows)
    ? failure([...nodes, ...overflows])
    : success({ prepared, accumulators }, [...structure, ...nodes, ...overflows]);
}

/** Everything that can be wrong with a model before it is lowered. An empty list means that it can be simulated. */
export function checkModel(graph: Graph, rounding: Rounding): readonly Diagnostic[] {
  return analyzeModel(graph, rounding).diagnostics;
}
