import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { bytesOf, decodeValues } from '../../src/ir/tensor.js';
import { layOutProject, type CProject } from '../../src/runners/c-project.js';
import { startHostProcess } from '../../src/runners/host-process.js';
import { caseFiles, readCases, type OperatorCase } from '../support/case-file.js';
import { casePackages } from '../support/case-programs.js';

/**
 * The cases of each operator in C, an operator at a time and without optimization: so that a mutant is judged by the
 * cases of its own operator, in a second. C that was compiled and run before, which is what most mutants leave, is not
 * compiled again, nor is C with other comments.
 */
const memory = join(tmpdir(), 'int8c-mutation', 'c');

/** Longer than any of these programs runs; a mutant may loop. */
const timeoutMilliseconds = 10_000;

it.each(caseFiles())('%s in C', async (file) => {
  const cases = readCases(file);
  const packages = casePackages(cases);
  const project = layOutProject(packages, 'main');
  const inputs = cases.map((example) => example.inputs.map(bytesOf));
  const remembered = join(memory, `${digest(project, inputs)}.json`);
  if (!existsSync(remembered)) {
    const outputs = await runProgram(
      project,
      cases,
      packages.map(({ manifest }) => manifest.outputs.map(({ bytes }) => bytes)),
    );
    mkdirSync(memory, { recursive: true });
    // Another worker may look while this one writes.
    const fresh = `${remembered}.${process.pid}.${process.hrtime.bigint()}`;
    writeFileSync(fresh, JSON.stringify(outputs));
    renameSync(fresh, remembered);
  }
  expect(JSON.parse(readFileSync(remembered, 'utf8'))).toEqual(cases.map(({ expected }) => [...expected]));
});

function digest(project: CProject, inputs: readonly (readonly Uint8Array[])[]): string {
  const hash = createHash('sha256');
  for (const [path, text] of project.files) hash.update(`${path}\0${text.replace(/\/\*[\s\S]*?\*\//g, '')}\0`);
  for (const bytes of inputs.flat()) hash.update(bytes);
  return hash.digest('hex');
}

/** The first output of every case. */
async function runProgram(
  project: CProject,
  cases: readonly OperatorCase[],
  outputBytes: readonly (readonly number[])[],
): Promise<number[][]> {
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
    for (const [index, { name, inputs, expected }] of cases.entries()) {
      const ran = await child.request({
        model: index,
        name,
        inputs: inputs.map(bytesOf),
        outputBytes: outputBytes[index] ?? [],
        options: { traced: false },
      });
      if (!ran.ok) throw new Error(`${name}: ${ran.diagnostics.map(({ message }) => message).join('; ')}`);
      outputs.push([
        ...decodeValues(
          expected instanceof Float32Array ? 'float32' : 'int8',
          ran.value.outputs[0] ?? new Uint8Array(),
        ),
      ]);
    }
    await child.end();
    return outputs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
