import { createHash } from 'node:crypto';
import type { Argument, KernelStep, PlacedTensor, Program, ProgramStep } from '../lowering/program.js';
import type { TestVectors } from '../simulator/test-vectors.js';
import { jsonText } from '../text/json.js';
import { c, cComment, cIdentifier, hashComment, joinCode, markdown, plain, type CCode } from '../text/sinks.js';
import { formatTable } from './c-literals.js';
import { fileNameOnly, layerHeadline, layerView, opConstant } from './layer-view.js';
import { arenaOffset, portRows } from './macro-view.js';
import { listFiles, manifestSchemaVersion } from './package-files.js';
import { commonView, headerView, librariesOf, portsView, type SourceView } from './package-view.js';
import type { EmittedFile, EmittedPackage, FileRole, Manifest, ManifestFacts, ManifestTensor } from './package.js';
import { selfTestFiles } from './self-test.js';
import { readTemplateFile, renderTemplate } from './template-engine.js';
import { packageVersion } from '../version.js';

export interface EmitOptions {
  readonly modelFile: string;
  readonly modelSha256: string;
  /** Vectors of the self-test, computed by the simulator; null for a package without one. */
  readonly vectors: TestVectors | null;
}

/** Turns a program into the files of a package. The bytes depend on nothing but program, options and version. */
export function emitPackage(program: Program, options: EmitOptions): EmittedPackage {
  const facts = manifestFacts(program, options);
  const build = commonView(program, facts, hashComment);
  const common = headerView(program, facts);
  const { prefix } = program;
  const file = (path: string, role: FileRole, template: string, view: object): EmittedFile => ({
    path,
    role,
    text: renderTemplate(`package/${template}.hbs`, view),
  });
  const data = dataView(program, common);
  const files: EmittedFile[] = [
    file(`${prefix}.h`, 'header', 'model.h', common),
    file(`${prefix}.c`, 'source', 'model.c', sourceView(program, common)),
    file(`${prefix}_data.h`, 'header', 'model_data.h', data),
    file(`${prefix}_data.c`, 'data', 'model_data.c', data),
    { path: 'int8c_runtime.h', role: 'header', text: readTemplateFile('runtime/int8c_runtime.h') },
    file('CMakeLists.txt', 'build', 'CMakeLists.txt', build),
    file('Makefile', 'build', 'Makefile', build),
    file('README.md', 'documentation', 'README.md', readmeView(program, facts)),
    file('.gitattributes', 'checkout', 'gitattributes', build),
    ...(options.vectors === null ? [] : selfTestFiles(common, options.vectors)),
  ];
  return packageOf(facts, files);
}

/** A package of its files: the manifest, which lists them, comes last. */
export function packageOf(facts: ManifestFacts, files: readonly EmittedFile[]): EmittedPackage {
  const manifest: Manifest = { ...facts, files: listFiles(files) };
  return {
    name: facts.name,
    manifest,
    files: [...files, { path: 'manifest.json', role: 'manifest', text: `${jsonText(manifest)}\n` }],
  };
}

function readmeView(program: Program, manifest: ManifestFacts) {
  const { firstInput, firstOutput } = portsView(program);
  return {
    ...commonView(program, manifest, markdown),
    firstInput,
    firstOutput,
    flashTableBytes: manifest.flashTableBytes,
    ports: [...portRows(program.inputs, 'input'), ...portRows(program.outputs, 'output')],
    layers: manifest.layers.map(({ key, operator, kernel, macs, tableBytes: bytes }) => {
      return {
        key: cIdentifier(key),
        operator: markdown(operator),
        kernel: markdown(kernel),
        macs,
        tableBytes: bytes,
      };
    }),
  };
}

function sourceView(program: Program, common: SourceView) {
  const kernels = program.steps.filter((step): step is KernelStep => step.kind === 'kernel');
  const layers = kernels.map((step) => layerView(step));
  return {
    ...common,
    includes: [...new Set(kernels.flatMap(({ includes }) => includes))].sort().map(plain),
    layers,
    calls: program.steps.map((step) => callView(program, step)),
  };
}

function callView(program: Program, step: ProgramStep) {
  const headline = step.kind === 'view' ? `${layerHeadline(step)}: the same bytes` : `${step.key}   ${step.tfliteName}`;
  const call =
    step.kind === 'view'
      ? null
      : c`${cIdentifier(step.functionName)}(${joinCode(step.arguments.map(argumentText), ', ')});`;
  const made = step.outputs.map((output) => ({
    tensor: output.tensor,
    offset: arenaOffset(output),
    bytes: output.bytes,
  }));
  return { op: opConstant(program, step), headline: cComment(headline), call, made };
}

function argumentText(argument: Argument): CCode {
  if (argument.kind === 'table') return c`${cIdentifier(argument.table)}`;
  const place = argument.offset === 0 ? c`arena` : c`(arena + ${argument.offset})`;
  // The arena is of uint8_t.
  if (argument.ctype === 'uint8_t') return place;
  const qualifier = argument.written ? c`` : c`const `;
  const type = cIdentifier(argument.ctype);
  return argument.ctype === 'int8_t'
    ? c`(${qualifier}int8_t *)${place}`
    : c`(${qualifier}${type} *)(${qualifier}void *)${place}`;
}

function dataView(program: Program, common: SourceView) {
  const groups = program.steps.flatMap((step) => {
    if (step.kind === 'view' || step.tables.length === 0) return [];
    const tables = step.tables.map((table) => ({
      description: cComment(table.description),
      ctype: table.ctype,
      symbol: cIdentifier(table.symbol),
      count: table.values.length,
      text: formatTable(table),
    }));
    return [{ headline: cComment(layerHeadline(step)), tables }];
  });
  const bytes = program.steps.reduce((sum, step) => sum + step.tableBytes, 0);
  return { ...common, groups, tableBytes: bytes, empty: groups.length === 0 };
}

function manifestFacts(program: Program, options: EmitOptions): ManifestFacts {
  const { rounding, target, prefix, memories, reference } = program;
  const [arena] = memories;
  // Told where they are not int8c's own: other packages stay as they are.
  const kernels = program.kernels === 'own' ? {} : { kernels: program.kernels };
  const libraries = librariesOf(program);
  const layers = program.steps.map((step) => ({
    key: step.key,
    operator: step.tfliteName,
    kernel: step.kind === 'view' ? 'view' : step.kernel,
    macs: step.macs,
    tableBytes: step.tableBytes,
  }));
  return {
    schemaVersion: manifestSchemaVersion,
    name: prefix,
    int8cVersion: packageVersion(),
    model: { file: fileNameOnly(options.modelFile), sha256: options.modelSha256 },
    optionsSha256: sha256(JSON.stringify({ prefix, rounding, target, ...kernels })),
    reference,
    rounding,
    target: target.name,
    ...kernels,
    ...(libraries.length === 0 ? {} : { libraries }),
    arenaBytes: arena.peakBytes,
    arenaLowerBoundBytes: arena.lowerBoundBytes,
    memories,
    flashTableBytes: layers.reduce((sum, layer) => sum + layer.tableBytes, 0),
    macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
    inputs: program.inputs.map(manifestTensor),
    outputs: program.outputs.map(manifestTensor),
    layers,
  };
}

function manifestTensor(tensor: PlacedTensor): ManifestTensor {
  const { name, dtype, shape, scale, zeroPoint, bytes } = tensor;
  return { name, dtype, shape, scale, zeroPoint, arenaOffset: arenaOffset(tensor), bytes };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
