import { join, relative, resolve } from 'node:path';
import { compile } from '../../compiler.js';
import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { diagnostic, success, type Diagnostic, type Result } from '../../diagnostics/diagnostic.js';
import type { EmittedPackage } from '../../emit/package.js';
import { withBinding } from '../../emit/typed-binding.js';
import type { Graph } from '../../ir/graph.js';
import type { Rounding } from '../../numerics/rounding.js';
import { renderCompileSummary } from '../../report/compile-summary.js';
import { testCaseCount } from '../../simulator/test-vectors.js';
import { simulationSteps } from '../../simulator/work.js';
import type { KernelChoice } from '../../select/selection.js';
import type { Target } from '../../targets/target.js';
import { comparePackage, type PackageDifference } from '../package-folder.js';
import { parseName, parseTarget } from '../package-options.js';
import { startProgress } from '../progress.js';
import { loadModelOf, type ModelArguments } from '../model-arguments.js';
import { endWith, exitCodes, type ExitCode, type Terminal } from '../terminal.js';
import { writePackage } from '../write-package.js';

interface CompileArguments extends ModelArguments {
  readonly target: string;
  readonly ram: string | undefined;
  readonly rounding: Rounding;
  readonly kernels: KernelChoice;
  readonly out: string | undefined;
  readonly name: string | undefined;
  readonly binding: boolean;
  readonly check: boolean;
  readonly force: boolean;
  readonly quiet: boolean;
}

/** Writes the package of a model, or compares it with the one that is there. */
export async function runCompile(args: CompileArguments, given: Terminal): Promise<ExitCode> {
  const terminal: Terminal = args.quiet ? { ...given, interactive: false, say: () => undefined } : given;
  const compiled = await compileModel(args, terminal);
  if (!compiled.ok) return endWith(terminal, 'compile', compiled.diagnostics);
  terminal.report(compiled.diagnostics);
  const { emitted, target } = compiled.value;
  const directory = args.out ?? emitted.name;
  const overwritten = args.binding ? overwrittenModel(args.model, directory, emitted.name) : null;
  if (overwritten !== null) return endWith(terminal, 'compile', [overwritten]);
  if (args.check) return check(terminal, emitted, directory);
  const written = await writePackage(emitted, directory, { force: args.force });
  if (!written.ok) return endWith(terminal, 'compile', written.diagnostics);
  terminal.report(written.diagnostics);
  const shown = relative(process.cwd(), written.value) || '.';
  terminal.say(renderCompileSummary(emitted, target, shown.startsWith('..') ? written.value : shown, terminal.paint));
  terminal.document({
    command: 'compile',
    ok: true,
    diagnostics: [...compiled.diagnostics, ...written.diagnostics].map(diagnosticToJson),
    directory,
    files: emitted.files.map(({ path, role }) => ({ path, role })),
    manifest: emitted.manifest,
  });
  return exitCodes.fine;
}

/** A description in TypeScript may be where its binding goes. */
function overwrittenModel(model: string, directory: string, name: string): Diagnostic | null {
  const binding = join(directory, `${name}.ts`);
  if (resolve(binding) !== resolve(model)) return null;
  return diagnostic('I8C5504', {
    message: 'the binding must not be written over the model',
    origin: { kind: 'file', file: binding },
    help: 'give another folder with --out, or another name with --name',
  });
}

async function compileModel(
  args: CompileArguments,
  terminal: Terminal,
): Promise<Result<{ emitted: EmittedPackage; target: Target }>> {
  const name = parseName(args.name, args.model);
  if (!name.ok) return name;
  const target = parseTarget(args);
  if (!target.ok) return target;
  const model = await loadModelOf(args);
  if (!model.ok) return model;
  const { graph, source } = model.value;
  const progress = await startProgress(terminal, 'self-test tensor', selfTestTensors(graph));
  try {
    const emitted = compile(graph, source, {
      name: name.value,
      target: target.value,
      rounding: args.rounding,
      kernels: args.kernels,
      onProgress: progress.update,
    });
    if (!emitted.ok) return emitted;
    const complete = args.binding ? await withBinding(emitted.value) : emitted;
    if (!complete.ok) return complete;
    return success({ emitted: complete.value, target: target.value }, [...model.diagnostics, ...emitted.diagnostics]);
  } finally {
    progress.stop();
  }
}

/** Below this the self-test is simulated before anybody looks. */
const slowSteps = 3e8;

/** Tensors that are simulated for the self-test, or 0 where that takes no time worth showing. */
function selfTestTensors(graph: Graph): number {
  const cases = testCaseCount(graph);
  return simulationSteps(graph) * cases < slowSteps ? 0 : cases * (graph.nodes.length + graph.inputs.length);
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
