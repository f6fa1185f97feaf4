import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { compile } from '../../src/compiler.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { testWithLibrary, writeText } from '../support/cmsis-nn.js';
import { goldenDirectory, readGolden } from '../support/golden.js';
import { windowOutput, type Padding, type WindowPadding } from '../../src/numerics/window.js';
import { seedRandom } from '../../src/verify/random.js';
import { randomGraph } from '../support/random-graph.js';
import { sketchGraph } from '../support/tflite-graphs.js';
import { findTool, inTemporaryFolder, repository, runChecked, runTool } from '../support/tools.js';
import { valueOf } from '../support/verify-samples.js';

/** The library's DSP and Helium code, on emulated cores: a package's self-test compares every tensor there. */

const compiler = findTool('arm-none-eabi-gcc');
const emulator = findTool('qemu-system-arm');
const example = join(repository, 'examples', 'cortex-m4-qemu');

interface Core {
  readonly target: string;
  readonly machine: string;
  /** Flash and RAM of the machine, as the linker script of the example has them. */
  readonly memories: readonly [flash: string, ram: string];
}

const cores: readonly Core[] = [
  { target: 'cortex-m4', machine: 'mps2-an386', memories: ['0x00000000, LENGTH = 4M', '0x20000000, LENGTH = 4M'] },
  { target: 'cortex-m55', machine: 'mps3-an547', memories: ['0x00000000, LENGTH = 512K', '0x60000000, LENGTH = 16M'] },
];

/** Builds and runs self-tests of graphs of one rounding; returns what those said that found a difference. */
function failuresOn(core: Core, library: string, graphs: readonly Graph[], rounding: Rounding): string[] {
  return inTemporaryFolder((folder) => {
    const target = valueOf(loadTarget(core.target));
    const script = readFileSync(join(example, 'mps2-an386.ld'), 'utf8')
      .replace('0x00000000, LENGTH = 4M', core.memories[0])
      .replace('0x20000000, LENGTH = 4M', core.memories[1]);
    writeText(join(folder, 'memories.ld'), script);
    const flags = ['-O2', '-ffunction-sections', ...target.compilerFlags];
    const archive = buildLibrary(library, join(folder, 'library'), [
      ...flags,
      ...(rounding === 'single' ? ['-DCMSIS_NN_USE_SINGLE_ROUNDING'] : []),
    ]);
    return graphs.flatMap((graph, index) => {
      const name = `sample_${index}`;
      const options = { name, target, rounding, kernels: 'cmsis-nn' } as const;
      const { files } = valueOf(compile(graph, { file: 'sample.tflite', sha256: '0' }, options));
      for (const { path, text } of files) writeText(join(folder, name, path), text);
      const sources = [`${name}.c`, `${name}_data.c`, `test/${name}_test.c`].map((file) => join(folder, name, file));
      const image = join(folder, `${name}.elf`);
      runChecked('arm-none-eabi-gcc', [
        ...['-std=c99', '-Wall', '-Wextra', '-Werror', ...flags, `-D${name.toUpperCase()}_TRACE`],
        ...['-isystem', join(library, 'Include'), join(example, 'startup.c'), ...sources, archive],
        ...['--specs=nano.specs', '--specs=rdimon.specs', '-nostartfiles', '-T', join(folder, 'memories.ld')],
        ...['-Wl,--gc-sections', '-o', image],
      ]);
      const semihosting = ['-semihosting-config', 'enable=on,target=native'];
      const machine = ['-M', core.machine, '-nographic', '-monitor', 'none', '-serial', 'none', ...semihosting];
      const { exitCode, output } = runTool('qemu-system-arm', [...machine, '-kernel', image]);
      return exitCode === 0 && output.includes('4 of 4 cases equal') ? [] : [`${index}: ${output}`];
    });
  });
}

function buildLibrary(library: string, folder: string, flags: readonly string[]): string {
  mkdirSync(folder);
  const sources = readdirSync(join(library, 'Source'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(library, 'Source', name)).map((file) => join(library, 'Source', name, file)),
    )
    .filter((file) => /_s8[^/]*\.c$|_with_offset\.c$/.test(file));
  runChecked('arm-none-eabi-gcc', ['-w', ...flags, '-I', join(library, 'Include'), '-c', ...sources], { cwd: folder });
  const archive = join(folder, 'cmsis-nn.a');
  runChecked('arm-none-eabi-ar', ['rcs', archive, ...readdirSync(folder).map((file) => join(folder, file))]);
  return archive;
}

const directory = goldenDirectory();
const models = ['kws_ref_model', 'pretrainedResnet_quant', 'person_detect'];

describe.skipIf(compiler === null || emulator === null).each(cores)('on an emulated $target', (core) => {
  describe.skipIf(directory === null)('recorded models', () => {
    testWithLibrary('compute on every tensor what the simulator does', (library) => {
      const graphs = models.map((model) =>
        valueOf(readTflite(readGolden(directory ?? '', model, 'model.tflite'), `${model}.tflite`)),
      );
      expect(failuresOn(core, library, graphs, 'double')).toEqual([]);
    });
  });

  for (const rounding of ['double', 'single'] as const) {
    testWithLibrary(`random graphs compute what the simulator does, with ${rounding} rounding`, (library) => {
      const graphs = Array.from({ length: 12 }, (_, seed) => randomGraph(seed, rounding).graph);
      expect(failuresOn(core, library, graphs, rounding)).toEqual([]);
    });
  }

  testWithLibrary(
    'convolutions of one row, taken apart at their borders, compute what the simulator does',
    (library) => {
      const graphs = [1, 2, 3, 4].map(rowsGraph);
      expect(failuresOn(core, library, graphs, 'double')).toEqual([]);
    },
  );

  testWithLibrary('minimum and maximum compute what the simulator does, whatever is stretched', (library) => {
    expect(failuresOn(core, library, [stretchedGraph()], 'double')).toEqual([]);
  });
});

/** Convolutions of images of one row, which Helium takes apart in a way of its own; also of one channel, and depthwise. */
function rowsGraph(seed: number): Graph {
  const random = seedRandom(seed);
  const sketch = sketchGraph();
  const layers = Array.from({ length: 40 }, () => {
    const depthwise = random.oneIn(3);
    const [kernel, stride] = [random.integer(1, 9), random.integer(1, 4)];
    const sides = [random.integer(0, kernel - 1), random.integer(0, kernel - 1)] as const;
    const [padding, along] = random.pick<readonly [WindowPadding, Padding]>([
      ['same', 'same'],
      ['valid', 'valid'],
      [[[0, 0], sides], sides],
    ]);
    const width = kernel + random.integer(0, 24);
    const channels = random.pick([1, 2, 4, 8, 130]);
    const outputs = depthwise ? channels * random.integer(1, 3) : random.integer(1, 6);
    const batches = random.integer(1, 2);
    const quantization = { kind: 'perTensor', scale: 0.5, zeroPoint: random.integer(-128, 127) } as const;
    const input = sketch.value([batches, 1, width, channels], 'int8', quantization);
    const weights = sketch.constant(depthwise ? [1, 1, kernel, outputs] : [outputs, 1, kernel, channels]);
    const columns = windowOutput(along, width, kernel, stride, 1);
    const output = sketch.value([batches, 1, columns, outputs], 'int8', { ...quantization, scale: 8 });
    const attributes = { padding, strides: [1, stride], dilations: [1, 1], activation: 'none' } as const;
    sketch.node(depthwise ? 'depthwise-conv2d' : 'conv2d', attributes, [input, weights, null], output);
    return { input, output };
  });
  const [inputs, outputs] = [layers.map(({ input }) => input), layers.map(({ output }) => output)];
  return sketch.finish('rows', inputs, outputs);
}

/** Every way in which two operands of three or four dimensions can be stretched. */
function stretchedGraph(): Graph {
  const sketch = sketchGraph();
  const layers = [
    [2, 3, 4, 5],
    [3, 1, 5, 33],
  ].flatMap((shape) =>
    Array.from({ length: 256 }, (_, index) => {
      const [left, right] = [index & 15, index >> 4].map((stretched) =>
        shape.map((size, axis) => ((stretched >> axis) & 1 ? 1 : size)),
      );
      const output = (left ?? []).map((size, axis) => Math.max(size, right?.[axis] ?? 1));
      return { left: left ?? [], right: right ?? [], output };
    }),
  );
  const placed = layers.map(({ left, right, output }, index) => {
    const inputs = [sketch.value(left), sketch.value(right)];
    return { inputs, output: sketch.node(index % 2 ? 'maximum' : 'minimum', {}, inputs, sketch.value(output)) };
  });
  return sketch.finish(
    'stretched',
    placed.flatMap(({ inputs }) => inputs),
    placed.map(({ output }) => output),
  );
}
