import { analyzeModel } from './analysis/check-model.js';
import { failure, hasErrors, success, type Result } from './diagnostics/diagnostic.js';
import { validPrefix } from './emit/c-identifier.js';
import { emitPackage } from './emit/emit-package.js';
import type { EmittedPackage } from './emit/package.js';
import type { Graph } from './ir/graph.js';
import { lowerGraph } from './lowering/lower-graph.js';
import type { Program } from './lowering/program.js';
import type { Rounding } from './numerics/rounding.js';
import { arenaProblems } from './planner/memory-check.js';
import { planMemory } from './planner/plan-memory.js';
import { verifyPlan } from './planner/verify-plan.js';
import { expandSchedule } from './schedule/expand.js';
import { scheduleLayerByLayer } from './schedule/phases.js';
import { selectKernels } from './select/select-kernels.js';
import type { KernelChoice } from './select/selection.js';
import { makeTestVectors } from './simulator/test-vectors.js';
import { affordable } from './simulator/work.js';
import type { Target } from './targets/target.js';

export interface CompileOptions {
  /** Prefix of every emitted symbol and file name. */
  readonly name: string;
  readonly target: Target;
  readonly rounding: Rounding;
  /** Whose kernels may be taken; int8c's own without a word. */
  readonly kernels?: KernelChoice;
  /** False leaves out the self-test, and with it the time to simulate what it expects. */
  readonly selfTest?: boolean;
  /**
   * What an arena is that is larger than the RAM of the target. Without a word it is an error, and nothing is planned.
   */
  readonly arenaTooLarge?: 'error' | 'warning';
  /** Called while the self-test's inferences are simulated, with the number of tensors made so far. */
  readonly onProgress?: (tensors: number) => void;
}

export interface ModelSource {
  readonly file: string;
  readonly sha256: string;
}

/**
 * Checks a graph, selects kernels, schedules, plans and lowers it: all that is known about the emitted program,
 * before it is text.
 */
export function planProgram(graph: Graph, options: CompileOptions): Result<Program> {
  const name = validPrefix(options.name);
  if (!name.ok) return name;
  const analyzed = analyzeModel(graph, options.rounding);
  if (!analyzed.ok) return analyzed;
  const { prepared, accumulators } = analyzed.value;
  const prefix = name.value;
  const { target, kernels = 'own' } = options;
  const selection = selectKernels(graph, prepared, target, kernels);
  const schedule = scheduleLayerByLayer(graph);
  const steps = expandSchedule(graph, schedule);
  const plan = planMemory(graph, selection, steps, target);
  verifyPlan(graph, selection, steps, target, plan);
  const severity = options.arenaTooLarge ?? 'error';
  const memory = arenaProblems(plan, graph, steps, target).map((problem) => ({ ...problem, severity }));
  const diagnostics = [...analyzed.diagnostics, ...memory];
  if (hasErrors(memory)) return failure(diagnostics);
  const program = lowerGraph({ prefix, graph, target, prepared, accumulators, selection, kernels, schedule, plan });
  return success(program, diagnostics);
}

/**
 * The whole way from a graph to the files of a package. Errors: the model cannot be compiled, or its self-test takes
 * too long to make.
 */
export function compile(graph: Graph, source: ModelSource, options: CompileOptions): Result<EmittedPackage> {
  const planned = planProgram(graph, options);
  if (!planned.ok) return planned;
  const cost = options.selfTest === false ? success(null) : affordable(graph);
  if (!cost.ok) return cost;
  const vectors = options.selfTest === false ? null : makeTestVectors(graph, options.rounding, options.onProgress);
  const emitted = emitPackage(planned.value, { modelFile: source.file, modelSha256: source.sha256, vectors });
  return success(emitted, planned.diagnostics);
}
