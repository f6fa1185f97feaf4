import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { failure, hasErrors, success, type Result } from '../../diagnostics/diagnostic.js';
import type { Graph } from '../../ir/graph.js';
import type { Rounding } from '../../numerics/rounding.js';
import type { BatchOptions, Frame } from '../../simulator/batch.js';
import { defineCommand, loadApi, type Api } from '../command.js';
import { loadFrames } from '../frames.js';
import { inputOption, jsonOption, modelArgument, parseWholeNumber, roundingOption } from '../options.js';
import { startProgress } from '../progress.js';
import { loadModel } from '../read-file.js';
import { endWith, exitCodes, type Terminal } from '../terminal.js';
import { traceFrames, writeTrace, type Trace, type TraceDestination } from '../trace.js';

interface SimulateArguments {
  readonly model: string;
  readonly input: readonly string[] | undefined;
  readonly rounding: Rounding;
  readonly trace: string | undefined;
  readonly force: boolean;
  readonly workers: string | undefined;
}

interface Prepared {
  readonly graph: Graph;
  readonly frames: readonly Frame[];
  readonly options: BatchOptions;
}

const mostWorkers = 256;

/** `int8c simulate`: what the model computes, without any C. */
export const simulateCommand = defineCommand({
  usage: 'simulate <model>',
  summary: 'run the reference simulator on inputs and print named, dequantized outputs',
  examples: [
    ['$0 simulate kws.tflite --input mfcc.npy', 'one frame, or as many as the file has'],
    ['$0 simulate kws.tflite --input mfcc.npy --trace trace', 'also write every tensor as .npy'],
  ],
  repeatable: ['input'],
  options: (yargs) =>
    jsonOption(
      roundingOption(inputOption(modelArgument(yargs)).demandOption('input'))
        .option('trace', {
          type: 'string',
          requiresArg: true,
          describe: 'folder for every tensor as .npy, or - for a list of them',
        })
        .option('force', {
          type: 'boolean',
          default: false,
          describe: 'replace in --trace also what is not an unchanged trace of this model',
        })
        .option('workers', {
          type: 'string',
          requiresArg: true,
          describe: 'threads for many frames; 1 for none  [default: what pays]',
        }),
    ),
  async run(args: SimulateArguments, terminal) {
    const api = await loadApi();
    const prepared = prepare(api, args);
    if (!prepared.ok) return endWith(terminal, 'simulate', prepared.diagnostics);
    const { trace: destination, force } = args;
    const run =
      destination === undefined
        ? await runBatch(api, prepared.value, args.rounding, terminal)
        : await runTraced(api, prepared.value, args.rounding, { directory: destination, force });
    if (!run.ok) return endWith(terminal, 'simulate', run.diagnostics);
    const { outputs, tensors } = run.value;
    const frames = outputs.map((values) => api.reportOutputs(prepared.value.graph, values));
    if (args.trace === '-') terminal.say(`${api.renderTrace(tensors, terminal.paint)}\n`);
    terminal.say(api.renderOutputs(frames, terminal.paint));
    if (args.trace !== undefined && args.trace !== '-')
      terminal.say(`\n${tensors.length} tensors in ${terminal.paint('bold', args.trace)}, see index.json there`);
    const diagnostics = [...prepared.diagnostics, ...run.diagnostics];
    terminal.report(diagnostics);
    const trace = args.trace === undefined ? {} : { trace: tensors };
    terminal.document({
      command: 'simulate',
      ok: true,
      diagnostics: diagnostics.map(diagnosticToJson),
      rounding: args.rounding,
      frames: frames.map((reports) => ({ outputs: reports })),
      ...trace,
    });
    return exitCodes.fine;
  },
});

function prepare(api: Api, args: SimulateArguments): Result<Prepared> {
  const workers =
    args.workers === undefined
      ? null
      : parseWholeNumber({ option: '--workers', text: args.workers, min: 1, max: mostWorkers });
  if (workers !== null && !workers.ok) return workers;
  const model = loadModel(api, args.model);
  if (!model.ok) return model;
  const { graph } = model.value;
  const problems = api.checkModel(graph, args.rounding);
  if (hasErrors(problems)) return failure(problems);
  const cost = api.affordable(graph);
  if (!cost.ok) return cost;
  const frames = loadFrames(api, graph, args.input ?? []);
  if (!frames.ok) return frames;
  const options = workers === null ? {} : { workers: workers.value };
  return success({ graph, frames: frames.value, options }, [...model.diagnostics, ...problems, ...frames.diagnostics]);
}

async function runBatch(
  api: Api,
  { graph, frames, options }: Prepared,
  rounding: Rounding,
  terminal: Terminal,
): Promise<Result<Trace>> {
  const progress = await startProgress(terminal, 'frame', frames.length);
  try {
    const outputs = await api.simulateBatch(graph, rounding, frames, { ...options, onProgress: progress.update });
    return outputs.ok ? success({ outputs: outputs.value, tensors: [] }) : outputs;
  } finally {
    progress.stop();
  }
}

async function runTraced(
  api: Api,
  { graph, frames }: Prepared,
  rounding: Rounding,
  destination: TraceDestination,
): Promise<Result<Trace>> {
  const simulator = api.createSimulator(graph, rounding);
  if (destination.directory !== '-') return writeTrace(api, simulator, frames, destination);
  return success(await traceFrames(api, simulator, frames, () => undefined));
}
