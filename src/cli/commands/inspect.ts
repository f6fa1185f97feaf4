import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { success, type Result } from '../../diagnostics/diagnostic.js';
import type { Graph } from '../../ir/graph.js';
import type { InspectReport } from '../../report/inspect.js';
import { defineCommand, loadApi, type Api } from '../command.js';
import {
  jsonOption,
  modelArgument,
  parseName,
  parseTarget,
  ramOption,
  roundingOption,
  targetOption,
} from '../options.js';
import { loadModel } from '../read-file.js';
import { endWith, exitCodes } from '../terminal.js';
import type { Rounding } from '../../numerics/rounding.js';

interface InspectArguments {
  readonly model: string;
  readonly target: string;
  readonly ram: string | undefined;
  readonly rounding: Rounding;
}

/** `int8c inspect`: what a model becomes, without writing it. */
export const inspectCommand = defineCommand({
  usage: 'inspect <model>',
  summary: 'show layers, shapes, scales, MACs, proved accumulators, arena map and flash',
  examples: [
    [
      '$0 inspect kws.tflite --why --memory',
      'also why variants were refused, what others cost, where each tensor lives',
    ],
  ],
  options: (yargs) =>
    jsonOption(
      roundingOption(ramOption(targetOption(modelArgument(yargs))))
        .option('why', {
          type: 'boolean',
          default: false,
          describe: 'list the variants that were not taken, with the reason or what they would cost',
        })
        .option('memory', { type: 'boolean', default: false, describe: 'list the place of every tensor in the arena' })
        .option('graph', {
          type: 'boolean',
          default: false,
          describe: 'print the graph as int8c read it, one line per operator',
        }),
    ),
  async run(args, terminal) {
    const api = await loadApi();
    const inspected = inspectModel(api, args);
    if (!inspected.ok) return endWith(terminal, 'inspect', inspected.diagnostics);
    const { report, graph } = inspected.value;
    const { why, memory } = args;
    if (args.graph) terminal.say(api.printGraph(graph));
    terminal.say(api.renderInspection(report, { why, memory, paint: terminal.paint }));
    terminal.report(inspected.diagnostics);
    terminal.document({
      command: 'inspect',
      ok: true,
      diagnostics: inspected.diagnostics.map(diagnosticToJson),
      ...report,
    });
    return exitCodes.fine;
  },
});

/** A model that does not fit the target is planned as well: how it does not fit is what its owner wants to see. */
function inspectModel(
  api: Api,
  args: InspectArguments,
): Result<{ readonly report: InspectReport; readonly graph: Graph }> {
  const target = parseTarget(api, args);
  if (!target.ok) return target;
  const model = loadModel(api, args.model);
  if (!model.ok) return model;
  const name = parseName(api, undefined, args.model);
  if (!name.ok) return name;
  const { graph, source } = model.value;
  const { rounding } = args;
  const planned = api.planProgram(graph, {
    name: name.value,
    target: target.value,
    rounding,
    arenaTooLarge: 'warning',
  });
  if (!planned.ok) return planned;
  return success({ report: api.inspectProgram(planned.value, source), graph }, [
    ...model.diagnostics,
    ...planned.diagnostics,
  ]);
}
