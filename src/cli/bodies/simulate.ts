import { checkModel } from '../../analysis/check-model.js';
import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { fail, failure, hasErrors, success, type Result } from '../../diagnostics/diagnostic.js';
import { tensorOf, type Graph } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import type { Rounding } from '../../numerics/rounding.js';
import { mostListedValues, outputJson, renderOutputs, reportOutputs } from '../../report/outputs.js';
import { renderTrace } from '../../report/trace-table.js';
import { simulateBatch, type BatchOptions, type Frame } from '../../simulator/batch.js';
import { createSimulator } from '../../simulator/simulate.js';
import { affordable } from '../../simulator/work.js';
import { loadFrames } from '../frames.js';
import { parseWholeNumber } from '../numbers.js';
import { startProgress } from '../progress.js';
import { loadModelOf, type ModelArguments } from '../model-arguments.js';
import { endWith, exitCodes, type ExitCode, type Terminal } from '../terminal.js';
import { traceFrames, writeTrace, type Trace, type TraceDestination } from '../trace.js';

interface SimulateArguments extends ModelArguments {
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

/** Runs the inputs through the simulator and prints the outputs, or writes every tensor. */
export async function runSimulate(args: SimulateArguments, terminal: Terminal): Promise<ExitCode> {
  const prepared = await prepare(args, terminal.json);
  if (!prepared.ok) return endWith(terminal, 'simulate', prepared.diagnostics);
  const { trace: destination, force } = args;
  const run =
    destination === undefined
      ? await runBatch(prepared.value, args.rounding, terminal)
      : await runTraced(prepared.value, args.rounding, { directory: destination, force });
  if (!run.ok) return endWith(terminal, 'simulate', run.diagnostics);
  const { outputs, tensors } = run.value;
  const frames = outputs.map((values) => reportOutputs(prepared.value.graph, values));
  if (args.trace === '-') terminal.say(`${renderTrace(tensors, terminal.paint)}\n`);
  terminal.say(renderOutputs(frames, terminal.paint));
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
    frames: terminal.json ? frames.map((reports) => ({ outputs: reports.map(outputJson) })) : [],
    ...trace,
  });
  return exitCodes.fine;
}

async function prepare(args: SimulateArguments, json: boolean): Promise<Result<Prepared>> {
  const workers =
    args.workers === undefined
      ? null
      : parseWholeNumber({ option: '--workers', text: args.workers, min: 1, max: mostWorkers });
  if (workers !== null && !workers.ok) return workers;
  const model = await loadModelOf(args);
  if (!model.ok) return model;
  const { graph } = model.value;
  const problems = checkModel(graph, args.rounding);
  if (hasErrors(problems)) return failure(problems);
  const cost = affordable(graph);
  if (!cost.ok) return cost;
  const frames = loadFrames(graph, args.input ?? []);
  if (!frames.ok) return frames;
  const listed = json ? listable(graph, frames.value.length) : success(null);
  if (!listed.ok) return listed;
  const options = workers === null ? {} : { workers: workers.value };
  return success({ graph, frames: frames.value, options }, [...model.diagnostics, ...problems, ...frames.diagnostics]);
}

/** Refuses more values than a document has room for, before they are computed. */
function listable(graph: Graph, frames: number): Result<null> {
  const values = graph.outputs.reduce((sum, id) => sum + elementCount(tensorOf(graph.tensors, id).shape), 0) * frames;
  if (values <= mostListedValues) return success(null);
  return fail('I8C5403', {
    message: `--json must have at most ${mostListedValues} values to list`,
    details: [`the outputs of ${frames === 1 ? 'one frame' : `${frames} frames`} have ${values}`],
    help: 'give fewer frames, or --trace with a folder, which has every tensor as .npy',
  });
}

async function runBatch(
  { graph, frames, options }: Prepared,
  rounding: Rounding,
  terminal: Terminal,
): Promise<Result<Trace>> {
  const progress = await startProgress(terminal, 'frame', frames.length);
  try {
    const outputs = await simulateBatch(graph, rounding, frames, { ...options, onProgress: progress.update });
    return outputs.ok ? success({ outputs: outputs.value, tensors: [] }) : outputs;
  } finally {
    progress.stop();
  }
}

async function runTraced(
  { graph, frames }: Prepared,
  rounding: Rounding,
  destination: TraceDestination,
): Promise<Result<Trace>> {
  const simulator = createSimulator(graph, rounding);
  if (destination.directory !== '-') return writeTrace(simulator, frames, destination);
  return success(await traceFrames(simulator, frames, () => undefined));
}
