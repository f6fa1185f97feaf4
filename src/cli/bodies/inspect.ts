import { planProgram } from '../../compiler.js';
import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { success, type Result } from '../../diagnostics/diagnostic.js';
import type { Graph } from '../../ir/graph.js';
import { printGraph } from '../../ir/print-graph.js';
import type { Rounding } from '../../numerics/rounding.js';
import { inspectProgram, type InspectReport } from '../../report/inspect.js';
import { renderInspection } from '../../report/inspect-text.js';
import type { KernelChoice } from '../../select/selection.js';
import { parseName, parseTarget } from '../package-options.js';
import { loadModelOf, type ModelArguments } from '../model-arguments.js';
import { channelOptionsProblem, runChannels } from './channels.js';
import { endWith, exitCodes, type ExitCode, type Terminal } from '../terminal.js';

interface InspectArguments extends ModelArguments {
  readonly target: string;
  readonly ram: string | undefined;
  readonly rounding: Rounding;
  readonly kernels: KernelChoice;
  readonly why: boolean;
  readonly memory: boolean;
  readonly graph: boolean;
  readonly channels: boolean;
  readonly layer: string | undefined;
  readonly csv: boolean;
  readonly json: boolean;
}

/** Plans a model and prints what is known of it, or with `--channels` what is known of its factors. */
export async function runInspect(args: InspectArguments, terminal: Terminal): Promise<ExitCode> {
  const senseless = channelOptionsProblem(args);
  if (senseless !== null) return endWith(terminal, 'inspect', [senseless]);
  if (args.channels) return runChannels(args, terminal);
  const inspected = await inspectModel(args);
  if (!inspected.ok) return endWith(terminal, 'inspect', inspected.diagnostics);
  const { report, graph } = inspected.value;
  const { why, memory } = args;
  if (args.graph) terminal.say(printGraph(graph));
  terminal.say(renderInspection(report, { why, memory, paint: terminal.paint }));
  terminal.report(inspected.diagnostics);
  terminal.document({
    command: 'inspect',
    ok: true,
    diagnostics: inspected.diagnostics.map(diagnosticToJson),
    ...report,
  });
  return exitCodes.fine;
}

/** A model that does not fit the target is planned as well: how it does not fit is what its owner wants to see. */
async function inspectModel(
  args: InspectArguments,
): Promise<Result<{ readonly report: InspectReport; readonly graph: Graph }>> {
  const target = parseTarget(args);
  if (!target.ok) return target;
  const model = await loadModelOf(args);
  if (!model.ok) return model;
  const name = parseName(undefined, args.model);
  if (!name.ok) return name;
  const { graph, source } = model.value;
  const { rounding } = args;
  const planned = planProgram(graph, {
    name: name.value,
    target: target.value,
    rounding,
    kernels: args.kernels,
    arenaTooLarge: 'warning',
  });
  if (!planned.ok) return planned;
  return success({ report: inspectProgram(planned.value, source), graph }, [
    ...model.diagnostics,
    ...planned.diagnostics,
  ]);
}
