import { analyzeModel } from '../../analysis/check-model.js';
import { success, type Result } from '../../diagnostics/diagnostic.js';
import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { describeGraph } from '../../formats/description/describe-graph.js';
import { printJson, printTypeScript } from '../../formats/description/print-description.js';
import { decodeValues } from '../../ir/tensor.js';
import type { Rounding } from '../../numerics/rounding.js';
import { npyBytes } from '../../formats/arrays/write-npy.js';
import { visible } from '../../text/visible.js';
import { loadModelOf, type ModelArguments } from '../model-arguments.js';
import { parseName } from '../package-options.js';
import { endWith, exitCodes, type ExitCode, type Terminal } from '../terminal.js';
import { writeDescription, type DescriptionFiles } from '../write-description.js';

interface DescribeArguments extends ModelArguments {
  readonly rounding: Rounding;
  readonly out: string | undefined;
  readonly name: string | undefined;
  readonly format: 'ts' | 'json';
  readonly force: boolean;
}

/** Writes the description of a model that int8c compiles. */
export async function runDescribe(args: DescribeArguments, terminal: Terminal): Promise<ExitCode> {
  const described = await describeModel(args);
  if (!described.ok) return endWith(terminal, 'describe', described.diagnostics);
  const { name, files } = described.value;
  const directory = args.out ?? name;
  const written = await writeDescription(described.value, directory, { force: args.force });
  if (!written.ok) return endWith(terminal, 'describe', written.diagnostics);
  const [main] = files;
  terminal.say(
    `described ${visible(args.model)} as ${terminal.paint('bold', visible(`${directory}/${main.path}`))}, ` +
      `with ${files.length - 1} files of weights and other constants\n\nnext\n  int8c compile ${visible(`${directory}/${main.path}`)}`,
  );
  const diagnostics = [...described.diagnostics, ...written.diagnostics];
  terminal.report(diagnostics);
  terminal.document({
    command: 'describe',
    ok: true,
    diagnostics: diagnostics.map(diagnosticToJson),
    directory,
    files: files.map(({ path }) => path),
  });
  return exitCodes.fine;
}

async function describeModel(args: DescribeArguments): Promise<Result<DescriptionFiles>> {
  const name = parseName(args.name, args.model);
  if (!name.ok) return name;
  const model = await loadModelOf(args);
  if (!model.ok) return model;
  const { graph } = model.value;
  // What the rules do not hold for has no description that could be read.
  const analyzed = analyzeModel(graph, args.rounding);
  if (!analyzed.ok) return analyzed;
  const described = describeGraph(graph);
  const text = args.format === 'ts' ? printTypeScript(described) : printJson(described);
  const main = { path: `${name.value}.${args.format}`, bytes: Buffer.from(text) };
  const data = described.data.map(({ path, dtype, shape, data: bytes }) => ({
    path,
    bytes: npyBytes(dtype, shape, decodeValues(dtype, bytes)),
  }));
  return success({ name: name.value, model: args.model, files: [main, ...data] }, [
    ...model.diagnostics,
    ...analyzed.diagnostics,
  ]);
}
