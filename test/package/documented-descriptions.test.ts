import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project } from 'ts-morph';
import { beforeAll, describe, expect, it } from 'vitest';
import { quantizationKeys } from '../../src/formats/description/layer-keys.js';
import { builderName } from '../../src/formats/description/builders.js';
import { npyBytes } from '../../src/formats/arrays/write-npy.js';
import { operators } from '../../src/operators/registry.js';
import { int8c, readTree, temporaryFolder } from '../support/command-line.js';
import { blocksOf, type Block } from '../support/document-blocks.js';
import { repository } from '../support/tools.js';

const blocks = blocksOf('docs/descriptions.md');
const readme = blocksOf('README.md').find(({ key }) => key === 'Without a .tflite 1');

/** The files that the page's blocks are. */
const files: ReadonlyMap<string, string> = new Map([
  ['stem.ts', 'A whole one 1'],
  ['stem.json', 'A whole one 2'],
  ['gain.ts', 'Constants and data 1'],
  ['fixed.ts', 'Multipliers and shifts 1'],
  ['scales.ts', 'What TypeScript may say 1'],
  ['blocks.ts', 'What TypeScript may say 2'],
]);

const texts = [...files].map(([name, key]) => [name, textOf(blocks.find((block) => block.key === key))] as const);
const consoles = blocks.filter(({ text }) => text.startsWith('$ '));
const folder = temporaryFolder();

function textOf(block: Block | undefined): string {
  return block?.text ?? expect.fail('a block of the documents is not there');
}

beforeAll(() => {
  mkdirSync(join(folder, 'models'));
  for (const [name, text] of texts) writeFileSync(join(folder, 'models', name), text);
  const kernels = Int8Array.from({ length: 16 }, (_, index) => ((index * 13) % 31) - 15);
  writeFileSync(join(folder, 'models', 'c1.npy'), npyBytes('int8', [4, 2, 2, 1], kernels));
  const stem = readFileSync(join(folder, 'models', 'stem.ts'), 'utf8');
  writeFileSync(join(folder, 'models', 'wrong.ts'), stem.replace("input: 'pool'", "input: 'pol'"));
  writeFileSync(join(folder, 'models', 'readme.ts'), textOf(readme));
});

describe('descriptions in the documents', () => {
  it.each(['stem.ts', 'stem.json', 'gain.ts', 'fixed.ts', 'blocks.ts', 'readme.ts'])(
    'are compiled and verified: %s',
    async (name) => {
      const { exitCode, stdout, stderr } = await int8c(folder, ['verify', `models/${name}`]);
      expect(stderr).toBe('');
      expect(stdout).toContain('the same: ');
      expect(exitCode).toBe(0);
    },
  );

  it('are of the types of int8c', () => {
    const project = new Project({
      skipAddingFilesFromTsConfig: true,
      tsConfigFilePath: join(repository, 'tsconfig.json'),
      compilerOptions: { paths: { int8c: [join(repository, 'src/index.ts')] } },
    });
    const typed = [...texts, ['readme.ts', textOf(readme)] as const].filter(([name]) => name.endsWith('.ts'));
    const sources = typed.map(([name, text]) => project.createSourceFile(join(repository, 'models', name), text));
    const found = sources.flatMap((source) => source.getPreEmitDiagnostics());
    expect(project.formatDiagnosticsWithColorAndContext(found)).toBe('');
  });

  it('say in JSON what they say in TypeScript', async () => {
    const made = await Promise.all(
      ['ts', 'json'].map(async (form) => {
        const { stderr } = await int8c(folder, ['compile', `models/stem.${form}`, '--out', form, '--quiet']);
        expect(stderr).toBe('');
        return readTree(join(folder, form));
      }),
    );
    const [typed, plain] = made.map((tree) =>
      ['stem.c', 'stem_data.c'].map((name) =>
        (tree[name] ?? '').replace(/stem\.(ts|json)[:\d]*( \([^)]*\))?/g, 'ORIGIN'),
      ),
    );
    expect(typed?.[0]).toContain('stem_op00_conv2d');
    expect(plain).toEqual(typed);
  });
});

describe('commands in the documents', () => {
  it.each(consoles)('print what is shown: $key', async ({ text }) => {
    const [command = '', ...shown] = text.trimEnd().split('\n');
    expect(command).toMatch(/^\$ npx int8c /);
    const { stdout, stderr } = await int8c(folder, command.slice('$ npx int8c '.length).split(' '));
    expect(`${stdout}${stderr}`.trimEnd()).toBe(shown.join('\n'));
  });
});

it('every block of the page is tried', () => {
  const tried = new Set([...files.values(), ...consoles.map(({ key }) => key)]);
  expect(blocks.filter(({ key }) => !tried.has(key))).toEqual([]);
});

it('the page names every key of quantization, with the operators that have it', () => {
  const page = readFileSync(join(repository, 'docs/descriptions.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| .*\| .*`(multiplier|inputMultiplier|leftMultiplier)`/.test(line));
  for (const operator of operators) {
    const keys = quantizationKeys(operator);
    for (const key of keys) expect(page, key).toMatch(new RegExp(`\\b${key}\\b`));
    const numbers = keys.filter((key) => /(multipliers?|shifts?)$/i.test(key));
    const row = rows.find((line) => line.split(' | ')[0]?.includes(`\`${builderName(operator.kind)}\``)) ?? '';
    const named = Array.from(row.matchAll(/`(\w*(?:multipliers?|shifts?))`/gi), ([, key]) => key);
    expect(named.sort(), operator.kind).toEqual(numbers.sort());
  }
});
