import { compile } from '../../compiler.js';
import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { success, type Result } from '../../diagnostics/diagnostic.js';
import type { Graph } from '../../ir/graph.js';
import type { Rounding } from '../../numerics/rounding.js';
import { findRunner } from '../../runners/index.js';
import type { KernelChoice } from '../../select/selection.js';
import { affordable } from '../../simulator/work.js';
import { withUnlimitedRam } from '../../targets/target.js';
import { extremeCases, givenCases, randomCases, type VerifyCase } from '../../verify/cases.js';
import { differenceDiagnostics, verifyModel, type VerifyReport } from '../../verify/verify.js';
import { loadFrames } from '../frames.js';
import { parseWholeNumber } from '../numbers.js';
import { parseName, parseTarget } from '../package-options.js';
import { startProgress } from '../progress.js';
import { loadModelOf, type ModelArguments } from '../model-arguments.js';
import { endWith, exitCodes, type ExitCode, type Terminal } from '../terminal.js';

interface VerifyArguments extends ModelArguments {
  readonly target: string;
  readonly runner: string;
  readonly cases: string;
  readonly seed: string;
  readonly input: readonly string[] | undefined;
  readonly bisect: boolean;
  readonly sanitize: boolean;
  readonly rounding: Rounding;
  readonly kernels: KernelChoice;
}

interface Verified {
  readonly graph: Graph;
  readonly report: VerifyReport;
}

const mostCases = 1_000_000;

/** Runs the emitted C of a model against the simulator. */
export async function runVerify(args: VerifyArguments, terminal: Terminal): Promise<ExitCode> {
  const verified = await verify(args, terminal);
  if (!verified.ok) return endWith(terminal, 'verify', verified.diagnostics);
  const { graph, report } = verified.value;
  const differences = differenceDiagnostics(graph, report);
  terminal.report([...verified.diagnostics, ...differences]);
  if (report.equal) terminal.say(equalLine(report, terminal));
  terminal.document({
    command: 'verify',
    ok: report.equal,
    diagnostics: differences.map(diagnosticToJson),
    ...report,
  });
  return report.equal ? exitCodes.fine : exitCodes.problems;
}

/** The C is that of the target; how much RAM the target has does not matter here. */
async function verify(args: VerifyArguments, terminal: Terminal): Promise<Result<Verified>> {
  const runner = findRunner(args.runner, { sanitize: args.sanitize });
  if (!runner.ok) return runner;
  const model = await loadModelOf(args);
  if (!model.ok) return model;
  const { graph, source } = model.value;
  const cost = affordable(graph);
  if (!cost.ok) return cost;
  const { rounding } = args;
  const target = parseTarget({ target: args.target, ram: undefined });
  if (!target.ok) return target;
  const name = parseName(undefined, args.model);
  if (!name.ok) return name;
  const emitted = compile(graph, source, {
    name: name.value,
    target: withUnlimitedRam(target.value),
    rounding,
    kernels: args.kernels,
    selfTest: false,
  });
  if (!emitted.ok) return emitted;
  const cases = chooseCases(graph, args);
  if (!cases.ok) return cases;
  const progress = await startProgress(terminal, 'case', cases.value.length);
  try {
    const options = {
      rounding,
      runner: runner.value,
      cases: cases.value,
      bisect: args.bisect,
      onProgress: progress.update,
    };
    const report = await verifyModel(graph, emitted.value, options);
    return report.ok
      ? success({ graph, report: report.value }, [...model.diagnostics, ...emitted.diagnostics])
      : report;
  } finally {
    progress.stop();
  }
}

/** Inputs that were given come first: they are what the user asks about. */
function chooseCases(graph: Graph, args: VerifyArguments): Result<readonly VerifyCase[]> {
  const count = parseWholeNumber({ option: '--cases', text: args.cases, min: 0, max: mostCases });
  if (!count.ok) return count;
  const seed = parseWholeNumber({ option: '--seed', text: args.seed, min: 0, max: 2 ** 32 - 1 });
  if (!seed.ok) return seed;
  const generated = [...extremeCases(graph), ...randomCases(graph, count.value, seed.value)];
  if (args.input === undefined) return success(generated);
  const frames = loadFrames(graph, args.input);
  return frames.ok ? success([...givenCases(frames.value, 'given'), ...generated]) : frames;
}

function equalLine(report: VerifyReport, { paint }: Terminal): string {
  const { casesRun, tensorsCompared, valuesCompared, runner, rounding } = report;
  return `${paint('green', 'the same')}: ${tensorsCompared} tensors of ${casesRun} cases, ${valuesCompared} values (${runner}, ${rounding} rounding)`;
}
