import { relative } from 'node:path';
import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { diagnostic, success, type Diagnostic, type Result } from '../../diagnostics/diagnostic.js';
import type { EmittedPackage } from '../../emit/package.js';
import type { Graph } from '../../ir/graph.js';
import type { Target } from '../../targets/target.js';
import { defineCommand, loadApi, type Api } from '../command.js';
import { startProgress } from '../progress.js';
import {
  jsonOption,
  modelArgument,
  parseName,
  parseTarget,
  ramOption,
  roundingOption,
  targetOption,
} from '../options.js';
import { comparePackage, type PackageDifference } from '../package-folder.js';
import { loadModel } from '../read-file.js';
import { endWith, exitCodes, type ExitCode, type Terminal } from '../terminal.js';
import { writePackage } from '../write-package.js';
import type { Rounding } from '../../numerics/rounding.js';

interface CompileArguments {
  readonly model: string;
  readonly target: string;
  readonly ram: string | undefined;
  readonly rounding: Rounding;
  readonly out: string | undefined;
  readonly name: string | undefined;
  readonly check: boolean;
  readonly force: boolean;
  readonly quiet: boolean;
}

/** `int8c compile`: a C package from a model. */
export const compileCommand = defineCommand({
  usage: 'compile <model>',
  summary: 'write a C package: sources, header, CMake, Makefile, README, self-test, manifest',
  examples: [
    ['$0 compile kws.tflite --target cortex-m4 --out firmware/kws', 'compile'],
    ['$0 compile kws.tflite --out firmware/kws --check', 'fail unless the committed package is up to date'],
  ],
  options: (yargs) =>
    jsonOption(
      roundingOption(ramOption(targetOption(modelArgument(yargs))))
        .option('out', { type: 'string', requiresArg: true, describe: 'folder of the package  [default: ./NAME]' })
        .option('name', {
          type: 'string',
          requiresArg: true,
          describe: "prefix of symbols and files  [default: from the model's file name]",
        })
        .option('check', {
          type: 'boolean',
          default: false,
          describe: 'write nothing; fail when the package in --out is not up to date',
        })
        .option('force', {
          type: 'boolean',
          default: false,
          describe: 'replace and remove in --out also what is not an unchanged file of this package',
        })
        .option('quiet', { type: 'boolean', default: false, describe: 'print diagnostics and nothing else' }),
    ),
  async run(args: CompileArguments, given) {
    const terminal: Terminal = args.quiet ? { ...given, interactive: false, say: () => undefined } : given;
    const api = await loadApi();
    const compiled = await compileModel(api, args, terminal);
    if (!compiled.ok) return endWith(terminal, 'compile', compiled.diagnostics);
    terminal.report(compiled.diagnostics);
    const { emitted, target } = compiled.value;
    const directory = args.out ?? emitted.name;
    if (args.check) return check(terminal, emitted, directory);
    const written = await writePackage(emitted, directory, { force: args.force });
    if (!written.ok) return endWith(terminal, 'compile', written.diagnostics);
    terminal.report(written.diagnostics);
    const shown = relative(process.cwd(), written.value) || '.';
    terminal.say(
      api.renderCompileSummary(emitted, target, shown.startsWith('..') ? written.value : shown, terminal.paint),
    );
    terminal.document({
      command: 'compile',
      ok: true,
      diagnostics: [...compiled.diagnostics, ...written.diagnostics].map(diagnosticToJson),
      directory,
      files: emitted.files.map(({ path, role }) => ({ path, role })),
      manifest: emitted.manifest,
    });
    return exitCodes.fine;
  },
});

async function compileModel(
  api: Api,
  args: CompileArguments,
  terminal: Terminal,
): Promise<Result<{ emitted: EmittedPackage; target: Target }>> {
  const name = parseName(api, args.name, args.model);
  if (!name.ok) return name;
  const target = parseTarget(api, args);
  if (!target.ok) return target;
  const model = loadModel(api, args.model);
  if (!model.ok) return model;
  const { graph, source } = model.value;
  const progress = await startProgress(terminal, 'self-test tensor', selfTestTensors(api, graph));
  try {
    const emitted = api.compile(graph, source, {
      name: name.value,
      target: target.value,
      rounding: args.rounding,
      onProgress: progress.update,
    });
    if (!emitted.ok) return emitted;
    return success({ emitted: emitted.value, target: target.value }, [...model.diagnostics, ...emitted.diagnostics]);
  } finally {
    progress.stop();
  }
}

/** Below this the self-test is simulated before anybody looks. */
const slowSteps = 3e8;

/** Tensors that are simulated for the self-test, or 0 where that takes no time worth showing. */
function selfTestTensors(api: Api, graph: Graph): number {
  const cases = api.testCaseCount(graph);
  return api.simulationSteps(graph) * cases < slowSteps ? 0 : cases * (graph.nodes.length + graph.inputs.length);
}

async function check(terminal: Terminal, emitted: EmittedPackage, directory: string): Promise<ExitCode> {
  const compared = await comparePackage(directory, emitted);
  if (!compared.ok) return endWith(terminal, 'compile', compared.diagnostics);
  const differences = compared.value;
  const problems = differences.length === 0 ? [] : [outdated(directory, differences)];
  terminal.report(problems);
  if (differences.length === 0)
    terminal.say(
      `${terminal.paint('green', 'up to date')} ${directory}: ${emitted.files.length} files are what the model compiles to`,
    );
  terminal.document({
    command: 'compile',
    ok: differences.length === 0,
    diagnostics: problems.map(diagnosticToJson),
    check: true,
    directory,
    differences,
  });
  return differences.length === 0 ? exitCodes.fine : exitCodes.problems;
}

function outdated(directory: string, differences: readonly PackageDifference[]): Diagnostic {
  const onlyLineEnds = differences.every(({ kind }) => kind === 'line ends');
  return diagnostic('I8C6205', {
    message: 'the files of the package must be what the model compiles to',
    origin: { kind: 'file', file: directory },
    details: differences.map(describeDifference),
    help: onlyLineEnds
      ? 'the files were checked out with CRLF: say * -text in .gitattributes and check them out again'
      : 'run the same command without --check and commit what it writes',
  });
}

const longestKind = 'line ends'.length;

function describeDifference({ kind, path, line, why }: PackageDifference): string {
  return `${kind.padEnd(longestKind)}  ${path}${line === undefined ? '' : `:${line}`}${why === undefined ? '' : `   ${why}`}`;
}
