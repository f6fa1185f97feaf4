import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { int8c, temporaryFolder, writeModel } from '../support/command-line.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { repository, watchModules } from '../support/tools.js';

const folder = temporaryFolder();
const model = writeModel(folder, convolutionGraph());
const frameBytes = 64;
writeFileSync(join(folder, 'one.bin'), new Int8Array(frameBytes));
writeFileSync(join(folder, 'many.bin'), new Int8Array(64 * frameBytes));

interface Loaded {
  /** Folders of `src`, and files that lie in none of them. */
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

let runs = 0;

/** Everything that int8c, its threads and its child processes load for a command line. */
async function loadedBy(...args: readonly string[]): Promise<Loaded> {
  runs += 1;
  const list = join(folder, `modules-${runs}.txt`);
  writeFileSync(list, '');
  const ran = await int8c(folder, args, [], { NODE_OPTIONS: `--import ${watchModules}`, INT8C_TEST_MODULES: list });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  const dist = `${pathToFileURL(join(repository, 'dist')).href}/`;
  const urls = [...new Set(readFileSync(list, 'utf8').split('\n'))].filter((url) => url.startsWith('file:'));
  const own = urls.filter((url) => url.startsWith(dist)).map((url) => url.slice(dist.length).split('/')[0] ?? '');
  const packages = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
  return { rooms: [...new Set(own)].sort(), packages: [...new Set(packages)].sort() };
}

/** Of the packages that int8c depends on itself. */
function direct({ packages }: Loaded): readonly string[] {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'optionalDependencies' | 'devDependencies', Readonly<Record<string, string>>>;
  const named = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
  return packages.filter((name) => named.includes(name));
}

/** What every command begins with: the words of the command line, and how to say that they are wrong. */
const entrance = ['cli', 'diagnostics', 'files', 'report', 'text', 'version.js'];
const checking = ['analysis', 'formats', 'ir', 'models', 'numerics', 'operators'];

test('--help loads the words of the commands alone, of the reports the colours', async () => {
  const loaded = await loadedBy('compile', '--help');
  expect({ rooms: loaded.rooms, packages: direct(loaded) }).toEqual({ rooms: entrance, packages: ['yargs'] });
});

test.each(['compile', 'inspect'])(
  '%s loads no compiler of C, no pool, no process, no parser of TypeScript',
  async (name) => {
    const loaded = await loadedBy(name, model);
    expect(loaded.rooms).toContain('kernels');
    expect(loaded.rooms.filter((room) => room === 'runners' || room === 'verify')).toEqual([]);
    expect(direct(loaded)).toEqual(['flatbuffers', 'handlebars', 'yargs']);
  },
);

test('simulate loads nothing of what makes the C', async () => {
  const loaded = await loadedBy('simulate', model, '--input', 'one.bin');
  expect(loaded.rooms).toEqual([...entrance, ...checking, 'simulator'].sort());
  expect(direct(loaded)).toEqual(['flatbuffers', 'yargs']);
});

test('nor do the threads of simulate', async () => {
  const loaded = await loadedBy('simulate', model, '--input', 'many.bin', '--workers', '2');
  expect(loaded.rooms).toEqual([...entrance, ...checking, 'simulator'].sort());
  expect(direct(loaded)).toEqual(['flatbuffers', 'piscina', 'yargs']);
});

test('verify loads the Clang of the package, in WebAssembly only', async () => {
  const wasm = await loadedBy('verify', model, '--cases', '1');
  expect(wasm.rooms).toContain('runners');
  expect(direct(wasm)).toEqual(['@yowasp/clang', 'flatbuffers', 'handlebars', 'yargs']);
});
