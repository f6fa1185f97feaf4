import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { emitPackage } from '../../src/emit/emit-package.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import { tensorOf } from '../../src/ir/graph.js';
import { bytesOf, decodeValues, type DataType } from '../../src/ir/tensor.js';
import { layOutProject, type CProject } from '../../src/runners/c-project.js';
import { startHostProcess } from '../../src/runners/host-process.js';
import { caseFiles, readCases, type OperatorCase } from '../support/case-file.js';
import { casePackages } from '../support/case-programs.js';
import { otherSelections, programWith } from '../support/forced-kernels.js';

/**
 * The cases of each operator in C, an operator at a time and without optimization: so that a mutant is judged by the
 * cases of its own operator, in a second. C that was compiled and run before, which is what most mutants leave, is not
 * compiled again, nor is C with other comments.
 */
const memory = join(tmpdir(), 'int8c-mutation', 'c');

/** Longer than any of these programs runs; a mutant may loop. */
const timeoutMilliseconds = 10_000;

it.each(caseFiles())('%s in C', async (file) => {
  const programs = programsOf(readCases(file));
  const project = layOutProject(
    programs.map(({ pkg }) => pkg),
    'main',
  );
  const inputs = programs.map(({ example }) => example.inputs.map(bytesOf));
  const remembered = join(memory, `${digest(project, inputs)}.json`);
  if (!existsSync(remembered)) {
    const outputs = await runPrograms(project, programs);
    mkdirSync(memory, { recursive: true });
    // Another worker may look while this one writes.
    const fresh = `${remembered}.${process.pid}.${process.hrtime.bigint()}`;
    writeFileSync(fresh, JSON.stringify(outputs));
    renameSync(fresh, remembered);
  }
  expect(JSON.parse(readFileSync(remembered, 'utf8'))).toEqual(programs.map(({ example }) => [...example.expected]));
});

/** A case and a package of it: with the kernel that is taken, or with another that accepts the node. */
interface CaseProgram {
  readonly example: OperatorCase;
  readonly pkg: EmittedPackage;
}

function programsOf(cases: readonly OperatorCase[]): CaseProgram[] {
  const taken = casePackages(cases);
  return cases.flatMap((example, index) => {
    const others = otherSelections(example.graph, example.rounding).map((selection, other) =>
      emitPackage(programWith(example.graph, selection, example.rounding, `${example.graph.name}_other${other}`), {
        modelFile: 'case',
        modelSha256: '',
        vectors: { seed: 0, tensors: [], cases: [] },
      }),
    );
    return [...taken.slice(index, index + 1), ...others].map((pkg) => ({ example, pkg }));
  });
}

function digest(project: CProject, inputs: readonly (readonly Uint8Array[])[]): string {
  const hash = createHash('sha256');
  for (const [path, text] of project.files) hash.update(`${path}\0${text.replace(/\/\*[\s\S]*?\*\//g, '')}\0`);
  for (const bytes of inputs.flat()) hash.update(bytes);
  return hash.digest('hex');
}

/** The first output of every program. */
async function runPrograms(project: CProject, programs: readonly CaseProgram[]): Promise<number[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'int8c-case-'));
  try {
    for (const [path, text] of project.files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await execa(
      'cc',
      [
        '-std=c99',
        '-O0',
        '-w',
        '-Werror=implicit-function-declaration',
        ...project.flags,
        ...project.sources,
        '-o',
        'cases',
      ],
      { cwd: folder, stdin: 'ignore' },
    );
    const child = await startHostProcess(join(folder, 'cases'), timeoutMilliseconds);
    const outputs: number[][] = [];
    for (const [index, { example, pkg }] of programs.entries()) {
      const { name, inputs } = example;
      const ran = await child.request({
        model: index,
        name,
        inputs: inputs.map(bytesOf),
        outputBytes: pkg.manifest.outputs.map(({ bytes }) => bytes),
        options: { traced: false },
      });
      if (!ran.ok) throw new Error(`${name}: ${ran.diagnostics.map(({ message }) => message).join('; ')}`);
      outputs.push([...decodeValues(outputType(example), ran.value.outputs[0] ?? new Uint8Array())]);
    }
    await child.end();
    return outputs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outputType({ graph }: OperatorCase): DataType {
  const [output] = graph.outputs;
  if (output === undefined) throw new Error(`${graph.name} has no output`);
  return tensorOf(graph.tensors, output).dtype;
}
