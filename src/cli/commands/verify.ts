import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { success, type Result } from '../../diagnostics/diagnostic.js';
import type { Graph } from '../../ir/graph.js';
import type { Rounding } from '../../numerics/rounding.js';
import type { VerifyCase } from '../../verify/cases.js';
import type { VerifyReport } from '../../verify/verify.js';
import { defineCommand, loadApi, type Api } from '../command.js';
import { loadFrames } from '../frames.js';
import {
  inputOption,
  jsonOption,
  modelArgument,
  parseName,
  parseTarget,
  parseWholeNumber,
  roundingOption,
  targetOption,
} from '../options.js';
import { startProgress } from '../progress.js';
import { loadModel } from '../read-file.js';
import { endWith, exitCodes, type Terminal } from '../terminal.js';

interface VerifyArguments {
  readonly model: string;
  readonly target: string;
  readonly runner: string;
  readonly cases: string;
  readonly seed: string;
  readonly input: readonly string[] | undefined;
  readonly bisect: boolean;
  readonly sanitize: boolean;
  readonly rounding: Rounding;
}

interface Verified {
  readonly graph: Graph;
  readonly report: VerifyReport;
}

const mostCases = 1_000_000;

/** `int8c verify`: the simulator against the emitted C. */
export const verifyCommand = defineCommand({
  usage: 'verify <model>',
  summary: 'run the emitted C and compare every tensor with the simulator, bit for bit',
  examples: [
    ['$0 verify kws.tflite', 'in WebAssembly: nothing needs to be installed'],
    [
      '$0 verify kws.tflite --runner host --sanitize --cases 100',
      'with the C compiler of this machine, ASan and UBSan',
    ],
  ],
  repeatable: ['input'],
  options: (yargs) =>
    jsonOption(
      roundingOption(inputOption(targetOption(modelArgument(yargs))))
        .option('runner', {
          type: 'string',
          requiresArg: true,
          default: 'wasm',
          describe: 'what compiles and runs the C: wasm or host',
        })
        .option('cases', {
          type: 'string',
          requiresArg: true,
          default: '8',
          describe: 'random inputs, besides the extreme ones',
        })
        .option('seed', { type: 'string', requiresArg: true, default: '1', describe: 'of the random inputs' })
        .option('bisect', { type: 'boolean', default: false, describe: 'name the first wrong operator' })
        .option('sanitize', { type: 'boolean', default: false, describe: 'compile with ASan and UBSan (host runner)' }),
    ),
  async run(args: VerifyArguments, terminal) {
    const api = await loadApi();
    const verified = await verify(api, args, terminal);
    if (!verified.ok) return endWith(terminal, 'verify', verified.diagnostics);
    const { graph, report } = verified.value;
    const differences = api.differenceDiagnostics(graph, report);
    terminal.report([...verified.diagnostics, ...differences]);
    if (report.equal) terminal.say(equalLine(report, terminal));
    terminal.document({
      command: 'verify',
      ok: report.equal,
      diagnostics: differences.map(diagnosticToJson),
      ...report,
    });
    return report.equal ? exitCodes.fine : exitCodes.problems;
  },
});

/** The C is that of the target; how much RAM the target has does not matter here. */
async function verify(api: Api, args: VerifyArguments, terminal: Terminal): Promise<Result<Verified>> {
  const runner = api.findRunner(args.runner, { sanitize: args.sanitize });
  if (!runner.ok) return runner;
  const model = loadModel(api, args.model);
  if (!model.ok) return model;
  const { graph, source } = model.value;
  const cost = api.affordable(graph);
  if (!cost.ok) return cost;
  const { rounding } = args;
  const target = parseTarget(api, { target: args.target, ram: undefined });
  if (!target.ok) return target;
  const name = parseName(api, undefined, args.model);
  if (!name.ok) return name;
  const emitted = api.compile(graph, source, {
    name: name.value,
    target: { ...target.value, memories: [] },
    rounding,
    selfTest: false,
  });
  if (!emitted.ok) return emitted;
  const cases = chooseCases(api, graph, args);
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
    const report = await api.verifyModel(graph, emitted.value, options);
    return report.ok
      ? success({ graph, report: report.value }, [...model.diagnostics, ...emitted.diagnostics])
      : report;
  } finally {
    progress.stop();
  }
}

/** Inputs that were given come first: they are what the user asks about. */
function chooseCases(api: Api, graph: Graph, args: VerifyArguments): Result<readonly VerifyCase[]> {
  const count = parseWholeNumber({ option: '--cases', text: args.cases, min: 0, max: mostCases });
  if (!count.ok) return count;
  const seed = parseWholeNumber({ option: '--seed', text: args.seed, min: 0, max: 2 ** 32 - 1 });
  if (!seed.ok) return seed;
  const generated = [...api.extremeCases(graph), ...api.randomCases(graph, count.value, seed.value)];
  if (args.input === undefined) return success(generated);
  const frames = loadFrames(api, graph, args.input);
  return frames.ok ? success([...api.givenCases(frames.value, 'given'), ...generated]) : frames;
}

function equalLine(report: VerifyReport, { paint }: Terminal): string {
  const { casesRun, tensorsCompared, valuesCompared, runner, rounding } = report;
  return `${paint('green', 'the same')}: ${tensorsCompared} tensors of ${casesRun} cases, ${valuesCompared} values (${runner}, ${rounding} rounding)`;
}
