import { describe, expect, test } from 'vitest';
import { int8c, int8cJson, temporaryFolder, writeModel } from '../support/command-line.js';
import { libraryFolder, testWithLibrary } from '../support/cmsis-nn.js';
import { layerGraph } from '../support/layer-graph.js';

const folder = temporaryFolder();
const model = writeModel(
  folder,
  layerGraph({ op: 'conv2d', input: [1, 4, 4, 2], weights: [5, 3, 3, 2], output: [1, 4, 4, 5] }),
);

describe('--kernels', () => {
  test('on inspect shows the kernel, its scratch, and what others would cost', async () => {
    const { exitCode, stdout } = await int8c(folder, ['inspect', model, '--kernels', 'cmsis-nn', '--why']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^op00 +CONV_2D +cmsis-nn\.conv2d +int8/m);
    expect(stdout).toMatch(/^ {6}about .* cycles, 60 B of code, \d+ B of tables, 80 B of scratch$/m);
    expect(stdout).toMatch(/^ {6}not pointwise: the kernel is 3x3$/m);
    expect(stdout).toMatch(/^ {6}not padded: about .* cycles, 390 B of code/m);
  });

  test('on compile is in the manifest, and compile --check asks for the same choice', async () => {
    const compile = (...options: string[]) => int8cJson(folder, ['compile', model, '--out', 'out', ...options]);
    const { exitCode, document } = await compile('--kernels', 'cmsis-nn');
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ manifest: { kernels: 'cmsis-nn', libraries: ['cmsis-nn'] } });
    expect((await compile('--check', '--kernels', 'cmsis-nn')).exitCode).toBe(0);
    expect((await compile('--check')).exitCode).toBe(1);
  });

  test('is one of three', async () => {
    const { exitCode, stderr } = await int8c(folder, ['inspect', model, '--kernels', 'arm']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('own');
    expect(stderr).toContain('cmsis-nn');
  });

  test.each(['wasm', 'host'])('on verify says with the %s runner that there is no library', async (runner) => {
    const args = ['verify', model, '--kernels', 'cmsis-nn', '--runner', runner];
    const { exitCode, stdout, stderr } = await int8c(folder, args, [], { CMSIS_NN_DIR: '' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^error\[I8C5301\]: CMSIS_NN_DIR must say where the library CMSIS-NN is$/m);
    expect(stderr).toMatch(/help {2}.*--kernels own/);
  });

  testWithLibrary('on verify compares what the library computes', async () => {
    const args = ['verify', model, '--kernels', 'cmsis-nn', '--cases', '2', '--bisect'];
    const { exitCode, stdout, stderr } = await int8c(folder, args, [], { CMSIS_NN_DIR: libraryFolder() ?? '' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^the same: 14 tensors of 7 cases/);
  });
});
