import type { CodeBlockWriter, SourceFile } from 'ts-morph';
import { typeScriptString } from '../text/sinks.js';
import type { ManifestFacts, ManifestTensor } from './package.js';

type TsMorph = typeof import('ts-morph');

/** The module of a model, `<name>.ts`: what is known of it as literal types, and how it is run. */
export function writeBinding(morph: TsMorph, facts: ManifestFacts, headline: string): string {
  const source = createSource(morph, headline);
  const helpers = [...portHelpers(facts.inputs, 'input'), ...portHelpers(facts.outputs, 'output')];
  const values = [...new Set([...helpers.map(({ uses }) => uses), 'loadBinding', 'valueOrThrow'])].sort();
  addImports(source, [...values, 'type BindingOptions', 'type BoundModel', 'type Graph']);
  source.addVariableStatement({
    isExported: true,
    docs: ['What is known of the model without its weights.'],
    declarationKind: morph.VariableDeclarationKind.Const,
    declarations: [{ name: 'model', initializer: (writer) => writeModel(writer, facts) }],
  });
  addLoading(source, facts);
  for (const { uses: _uses, ...helper } of helpers) source.addFunction({ isExported: true, ...helper });
  return formatted(source);
}

function createSource({ Project, IndentationText, NewLineKind, QuoteKind }: TsMorph, headline: string): SourceFile {
  const project = new Project({
    useInMemoryFileSystem: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      newLineKind: NewLineKind.LineFeed,
      quoteKind: QuoteKind.Single,
    },
  });
  return project.createSourceFile('binding.ts', `/* ${headline} */\n\n`);
}

function addImports(source: SourceFile, names: readonly string[]): void {
  source.addImportDeclaration({
    moduleSpecifier: 'int8c',
    namedImports: (writer) => writer.newLine().indent(() => names.forEach((name) => writer.writeLine(`${name},`))),
  });
}

/** Indented as formatters of TypeScript like it, whatever ts-morph has made of it. */
function formatted(source: SourceFile): string {
  source.formatText({ indentSize: 2 });
  return `${source.getFullText().trimEnd()}\n`;
}

function writeModel(writer: CodeBlockWriter, { name, model, rounding, inputs, outputs }: ManifestFacts): void {
  writer.inlineBlock(() => {
    writer.writeLine(`name: ${typeScriptString(name)},`);
    writer.writeLine(`file: ${typeScriptString(model.file)},`);
    writer.writeLine(`sha256: ${typeScriptString(model.sha256)},`);
    writer.writeLine(`rounding: ${typeScriptString(rounding)},`);
    writePorts(writer, 'inputs', inputs);
    writePorts(writer, 'outputs', outputs);
  });
  writer.write(' as const satisfies BoundModel');
}

function writePorts(writer: CodeBlockWriter, name: string, ports: readonly ManifestTensor[]): void {
  writer.writeLine(`${name}: [`);
  writer.indent(() => {
    for (const port of ports) {
      writer.inlineBlock(() => {
        writer.writeLine(`name: ${typeScriptString(port.name)},`);
        writer.writeLine(`dtype: ${typeScriptString(port.dtype)},`);
        writer.writeLine(`shape: [${port.shape.join(', ')}],`);
        writer.writeLine(`size: ${sizeOf(port)},`);
        writer.writeLine(`scale: ${port.scale},`);
        writer.writeLine(`zeroPoint: ${port.zeroPoint},`);
      });
      writer.write(',').newLine();
    }
  });
  writer.writeLine('],');
}

function sizeOf({ shape }: ManifestTensor): number {
  return shape.reduce((product, size) => product * size, 1);
}

const arrays: Readonly<Record<string, string>> = {
  int8: 'Int8Array',
  uint8: 'Uint8Array',
  int16: 'Int16Array',
  int32: 'Int32Array',
  float32: 'Float32Array',
};

/** The typed array of a port. Other types have no kernels. */
function arrayOf({ dtype }: ManifestTensor): string {
  const array = arrays[dtype];
  if (array === undefined) throw new Error(`int8c bug: no array for ${dtype}`);
  return array;
}

/** `Int8Array`, or of several ports a tuple whose members are named as in the C. */
function valuesType(ports: readonly ManifestTensor[], direction: 'input' | 'output'): string {
  const [only, ...others] = ports.map(arrayOf);
  if (only !== undefined && others.length === 0) return only;
  return `[${ports.map((port, index) => `${direction}_${index}: ${arrayOf(port)}`).join(', ')}]`;
}

/** `[1, 49, 10, 1]` of one port, or of each. */
function shapesText(ports: readonly ManifestTensor[]): string {
  return ports.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ');
}

/** How `run` is written: a single input or output stands for itself, several are tuples. */
function runForms({ inputs, outputs }: Pick<ManifestFacts, 'inputs' | 'outputs'>) {
  const [many, made] = [inputs.length !== 1, outputs.length !== 1];
  return {
    parameter: many ? 'inputs' : 'input',
    parameterType: `${many ? 'readonly ' : ''}${valuesType(inputs, 'input')}`,
    returnType: valuesType(outputs, 'output'),
    arrow: `(${many ? 'inputs' : 'input'}) => run(${many ? 'inputs' : '[input]'})${made ? '' : '[0]'}`,
  };
}

function addLoading(source: SourceFile, facts: ManifestFacts): void {
  const { parameter, parameterType, returnType, arrow } = runForms(facts);
  source.addInterface({
    isExported: true,
    name: 'LoadedModel',
    docs: ["The model with its weights, which int8c's simulator runs bit for bit as the C does."],
    properties: [
      { isReadonly: true, name: 'graph', type: 'Graph', docs: ['The model as it was read, for the rest of int8c.'] },
    ],
    methods: [
      {
        name: 'run',
        docs: [
          `One inference: values of shape ${shapesText(facts.inputs)}, row by row, to ${shapesText(facts.outputs)}.\n` +
            'Throws a RangeError where there are more or fewer.',
        ],
        parameters: [{ name: parameter, type: parameterType }],
        returnType,
      },
    ],
  });
  source.addFunction({
    isExported: true,
    isAsync: true,
    name: 'load',
    docs: [
      'Reads the weights from the model file: the one that is given, or the nearest of its name in this folder or one\n' +
        'above it. Throws where there is none, or it is not the file that this module was made of.',
    ],
    parameters: [
      { name: 'modelFile', type: 'string | URL', hasQuestionToken: true },
      { name: 'options', type: 'BindingOptions', hasQuestionToken: true },
    ],
    returnType: 'Promise<LoadedModel>',
    statements: [
      'const { graph, run } = valueOrThrow(await loadBinding(model, import.meta.url, modelFile, options));',
      `return { graph, run: ${arrow} };`,
    ],
  });
}

/** Functions from and to real numbers, of the ports that have a scale: `quantizeInput`, or `quantizeInput0` of several. */
function portHelpers(ports: readonly ManifestTensor[], direction: 'input' | 'output') {
  return ports.flatMap((port, index) => {
    if (port.scale === null || port.zeroPoint === null || !['int8', 'uint8'].includes(port.dtype)) return [];
    const suffix = ports.length === 1 ? '' : String(index);
    const at = `model.${direction}s[${index}]`;
    const array = arrayOf(port);
    return direction === 'input'
      ? [
          {
            uses: 'quantizeValues',
            name: `quantizeInput${suffix}`,
            docs: ['Real numbers as the input takes them: rounded and clamped as QUANTIZE does it, NaN as 0.'],
            parameters: [{ name: 'real', type: 'ArrayLike<number>' }],
            returnType: array,
            statements: [`return quantizeValues(${at}, real);`],
          },
        ]
      : [
          {
            uses: 'dequantizeValues',
            name: `dequantizeOutput${suffix}`,
            docs: ['The real numbers that values of the output stand for.'],
            parameters: [{ name: 'values', type: array }],
            returnType: 'Float32Array',
            statements: [`return dequantizeValues(${at}, values);`],
          },
        ];
  });
}

/** Limit of a test that compiles C, which takes seconds, on a machine that may be busy. */
const benchLimit = '600_000';

/** The test bench, `<name>.test.ts`: vitest holds the C of the package against the module. */
export function writeTestBench(morph: TsMorph, facts: ManifestFacts, headline: string): string {
  const source = createSource(morph, headline);
  const { arrow: _arrow, ...forms } = runForms(facts);
  source.addImportDeclaration({ moduleSpecifier: 'vitest', namedImports: ['expect', 'test'] });
  addImports(source, [
    ...['bytesOf', 'differenceDiagnostics', 'extremeCases', 'findRunner', 'randomCases', 'readPackage'],
    ...['renderDiagnostics', 'valueOrThrow', 'verifyModel'],
  ]);
  source.addImportDeclaration({ moduleSpecifier: `./${facts.name}.js`, namedImports: ['load', 'model'] });
  source.addStatements((writer) => writeBench(writer, facts, forms));
  return formatted(source);
}

function writeBench(
  writer: CodeBlockWriter,
  { name, inputs, outputs }: ManifestFacts,
  { parameter, parameterType }: Pick<ReturnType<typeof runForms>, 'parameter' | 'parameterType'>,
): void {
  const variable = `${name.toUpperCase()}_MODEL`;
  const takes = inputs.length === 1 ? `[${parameter}]` : parameter;
  const tuple = inputs.length === 1 ? `[${parameterType}]` : parameterType.replace(/^readonly /, '');
  const result = outputs.length === 1 ? '[outputs]' : 'outputs';
  writer.newLine();
  writer.writeLine(`/* ${variable}: the model file, where it is neither here nor in a folder above. */`);
  writer.writeLine(`const loaded = await load(process.env['${variable}']);`);
  writer.writeLine('/* INT8C_RUNNER: wasm, which comes with int8c, or host, the C compiler of this machine. */');
  writer.writeLine("const runner = valueOrThrow(findRunner(process.env['INT8C_RUNNER'] ?? 'wasm'));");
  writer.writeLine("const emitted = valueOrThrow(readPackage(new URL('.', import.meta.url)));");
  writer.writeLine('const cases = [...extremeCases(loaded.graph), ...randomCases(loaded.graph, 8, 1)];');
  writer.blankLine();
  writer.write("test('every tensor of the C is that of the simulator', async () => ").inlineBlock(() => {
    writer.writeLine('const options = { rounding: model.rounding, runner, cases };');
    writer.writeLine('const report = valueOrThrow(await verifyModel(loaded.graph, emitted, options));');
    writer.writeLine("expect(renderDiagnostics(differenceDiagnostics(loaded.graph, report))).toBe('');");
    writer.writeLine('expect(report.casesRun).toBe(cases.length);');
  });
  writer.write(`, ${benchLimit});`).newLine().blankLine();
  writer.write("test('run() gives what the interface of the C hands out', async () => ").inlineBlock(() => {
    writer.writeLine('const compiled = valueOrThrow(await runner.prepare(emitted));');
    writer.write('try ').inlineBlock(() => {
      writer.write('for (const each of cases) ').inlineBlock(() => {
        writer.writeLine(`const ${takes} = each.inputs() as ${tuple};`);
        writer.writeLine(`const outputs = loaded.run(${parameter});`);
        writer.writeLine(`const made = valueOrThrow(await compiled.run(${takes}.map(bytesOf)));`);
        writer.writeLine(`expect(made.outputs, each.name).toEqual(${result}.map(bytesOf));`);
      });
      writer.newLine();
    });
    writer.write(' finally ').inlineBlock(() => {
      writer.writeLine('await compiled.close();');
    });
    writer.newLine();
  });
  writer.write(`, ${benchLimit});`).newLine();
}
