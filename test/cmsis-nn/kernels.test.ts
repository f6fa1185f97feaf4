import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile, planProgram } from '../../src/compiler.js';
import type { Shape, Tensor } from '../../src/ir/tensor.js';
import { conv2dLibrary, depthwiseConv2dLibrary } from '../../src/kernels/cmsis-nn/convolution.js';
import { addLibrary, minimumLibrary } from '../../src/kernels/cmsis-nn/elementwise.js';
import { concatenationLibrary, padLibrary, transposeLibrary } from '../../src/kernels/cmsis-nn/movement.js';
import { requantizesAlike } from '../../src/kernels/cmsis-nn/factors.js';
import { averagePool2dLibrary, maxPool2dLibrary } from '../../src/kernels/cmsis-nn/pooling.js';
import { softmaxLibrary } from '../../src/kernels/cmsis-nn/softmax.js';
import type { KernelStep } from '../../src/lowering/program.js';
import { windowAxis, type Padding } from '../../src/numerics/window.js';
import { warningFlags } from '../../src/runners/c-project.js';
import type { KernelChoice } from '../../src/select/selection.js';
import { loadTarget, targetNames } from '../../src/targets/load-target.js';
import { caseFiles, readCases } from '../support/case-file.js';
import { writeEmptyLibrary, writeText } from '../support/cmsis-nn.js';
import { layerGraph } from '../support/layer-graph.js';
import { inTemporaryFolder, runChecked, testWithTools } from '../support/tools.js';
import { valueOf } from '../support/verify-samples.js';

const source = { file: 'm.tflite', sha256: '0' };
const target = (name: string) => valueOf(loadTarget(name));

const cases = caseFiles().flatMap(readCases);

/** What is called for all cases of all operators. */
function kernelSteps(kernels: KernelChoice, targetName = 'cortex-m4'): KernelStep[] {
  return cases.flatMap(({ graph, rounding }) => {
    const { steps } = valueOf(planProgram(graph, { name: 'm', target: target(targetName), rounding, kernels }));
    return steps.filter((step): step is KernelStep => step.kind === 'kernel');
  });
}

const dense = layerGraph({ op: 'fully-connected', input: [1, 4], weights: [3, 4], output: [1, 3] });

describe('--kernels', () => {
  it('own looks at none of the library’s', () => {
    for (const { kernel, refusals, others } of kernelSteps('own')) {
      const names = [kernel, ...refusals.map((each) => each.kernel), ...others.map((each) => each.kernel)];
      expect(names.filter((name) => name.startsWith('cmsis-nn'))).toEqual([]);
    }
  });

  it('cmsis-nn takes the library’s wherever one accepts, and int8c’s own where none does, with the reason', () => {
    const steps = kernelSteps('cmsis-nn');
    const operatorsOf = (library: KernelStep['library']) =>
      [...new Set(steps.flatMap((step) => (step.library === library ? [step.op] : [])))].sort();
    expect(operatorsOf('cmsis-nn')).toEqual(libraryOperators);
    // Whatever the library has was asked, and said why not.
    for (const { op, library, kernel, refusals, others } of steps) {
      expect(library === 'cmsis-nn').toBe(kernel.startsWith('cmsis-nn.'));
      const asked = [kernel, ...refusals.map((each) => each.kernel), ...others.map((each) => each.kernel)];
      expect(asked.some((name) => name.startsWith('cmsis-nn.'))).toBe(libraryOperators.includes(op));
      if (library === null) expect(others.filter((other) => other.kernel.startsWith('cmsis-nn.'))).toEqual([]);
    }
    expect(operatorsOf(null)).toEqual(expect.arrayContaining(['add', 'quantize', 'relu', 'sub', 'transpose']));
  });

  it('auto takes what costs least of both', () => {
    for (const { cost, others } of kernelSteps('auto')) {
      expect(others.every((other) => other.cost.cycles >= cost.cycles)).toBe(true);
    }
  });

  it('is told by the manifest where it is not own, as is the library', () => {
    const compiled = (kernels?: KernelChoice) => {
      const choice = kernels === undefined ? {} : { kernels };
      const options = { name: 'm', target: target('host'), rounding: 'double', selfTest: false, ...choice } as const;
      return valueOf(compile(dense, source, options));
    };
    expect(compiled('own')).toEqual(compiled());
    expect(compiled().manifest).not.toHaveProperty('kernels');
    expect(compiled().manifest).not.toHaveProperty('libraries');
    expect(compiled('cmsis-nn').manifest).toMatchObject({ kernels: 'cmsis-nn', libraries: ['cmsis-nn'] });
    expect(compiled('cmsis-nn').manifest.optionsSha256).not.toBe(compiled().manifest.optionsSha256);
  });
});

describe('what the library works in', () => {
  it('lies in the arena, at 16 bytes, whatever the alignment of the target', () => {
    for (const name of targetNames()) {
      const scratches = kernelSteps('cmsis-nn', name).flatMap((step) =>
        step.arguments.flatMap((argument) => (argument.parameter === 'scratch' ? [{ step, argument }] : [])),
      );
      expect(scratches.length > 0).toBe(true);
      for (const { step, argument } of scratches) {
        expect(argument).toMatchObject({ kind: 'arena', written: true });
        if (argument.kind === 'arena' && step.library !== null) expect(argument.offset % 16).toBe(0);
      }
    }
  });
});

it('the C of a convolution: structs, zero points with their signs, pointers without const', () => {
  const graph = layerGraph({ op: 'conv2d', input: [1, 4, 4, 2], weights: [5, 3, 3, 2], output: [1, 4, 4, 5] });
  const options = { name: 'm', target: target('cortex-m4'), rounding: 'double', kernels: 'cmsis-nn' } as const;
  const { files } = valueOf(compile(graph, source, { ...options, selfTest: false }));
  const text = files.find(({ path }) => path === 'm.c')?.text ?? '';
  expect(text).toContain('#include "arm_nnfunctions.h"');
  expect(text.slice(text.indexOf('M_LAYER\nstatic void'), text.indexOf('static const m_model_info'))).toBe(`M_LAYER
static void m_op00_conv2d(const int8_t *restrict in, int8_t *restrict out, int8_t *restrict scratch)
{
    const int8_t *const weights = m_op00_weights;
    const int32_t *const bias = m_op00_bias;
    const int32_t *const multiplier = m_op00_multiplier;
    const int32_t *const shift = m_op00_shift;
    const cmsis_nn_context context = { .buf = scratch, .size = 80 };
    static const cmsis_nn_conv_params params = {
        .input_offset = 0,
        .output_offset = 0,
        .stride = { .w = 1, .h = 1 },
        .padding = { .w = 1, .h = 1 },
        .dilation = { .w = 1, .h = 1 },
        .activation = { .min = -128, .max = 127 },
    };
    const cmsis_nn_per_channel_quant_params factors = {
        .multiplier = (int32_t *)(uintptr_t)multiplier,
        .shift = (int32_t *)(uintptr_t)shift,
    };
    static const cmsis_nn_dims input_dims = { .n = 1, .h = 4, .w = 4, .c = 2 };
    static const cmsis_nn_dims filter_dims = { .n = 5, .h = 3, .w = 3, .c = 2 };
    static const cmsis_nn_dims bias_dims = { .n = 1, .h = 1, .w = 1, .c = 5 };
    static const cmsis_nn_dims output_dims = { .n = 1, .h = 4, .w = 4, .c = 5 };

    (void)arm_convolve_wrapper_s8(&context, &params, &factors, &input_dims, in, &filter_dims, weights, &bias_dims, bias, &output_dims, out);
}

`);
});

testWithTools(['cc'], 'the C of every case compiles without a warning against the table of signatures', () => {
  inTemporaryFolder((folder) => {
    const library = join(folder, 'library');
    writeEmptyLibrary(library);
    const called = new Set<string>();
    const sources: string[] = [];
    cases.forEach(({ graph, rounding }, index) => {
      const name = `case_${index}`;
      const options = { rounding, kernels: 'cmsis-nn', selfTest: false } as const;
      const names = targetNames();
      const pkg = valueOf(
        compile(graph, source, { name, target: target(names[index % names.length] ?? 'host'), ...options }),
      );
      if (pkg.manifest.libraries === undefined) return;
      for (const { kernel } of pkg.manifest.layers) called.add(kernel);
      for (const { path, text } of pkg.files) writeText(join(folder, name, path), text);
      sources.push(`${name}/${name}.c`);
    });
    expect([...called].filter((kernel) => kernel.startsWith('cmsis-nn.')).sort()).toEqual(libraryKernelNames);
    const flags = [...warningFlags, '-isystem', join(library, 'Include'), '-fsyntax-only'];
    runChecked('cc', [...flags, ...sources], { cwd: folder });
  });
});

const libraryKernelNames = [
  'add',
  'average-pool2d',
  'concatenation',
  'conv2d',
  'depthwise-conv2d',
  'fully-connected',
  'fully-connected-per-channel',
  'max-pool2d',
  'maximum',
  'minimum',
  'mul',
  'pad',
  'softmax',
  'transpose',
].map((name) => `cmsis-nn.${name}`);

const libraryOperators = libraryKernelNames
  .map((name) => name.replace('cmsis-nn.', ''))
  .filter((name) => name !== 'fully-connected-per-channel');

/** A site of which a kernel looks at shapes and types alone. */
function tensor(shape: Shape, dtype: Tensor['dtype'] = 'int8'): Tensor {
  return { id: 0, name: 't', dtype, shape, quantization: null, data: null, origin: { kind: 'file', file: 'test' } };
}

function accepted(kernel: { accepts(at: never): true | string }, at: object, targetName = 'cortex-m4'): true | string {
  return kernel.accepts({ ...at, target: target(targetName) } as never);
}

const bounds = { inputZeroPoint: 0, outputZeroPoint: 0, min: -128, max: 127 };
const one = { multiplier: 2 ** 30, shift: 0 };

function rowConvolution(input: number, kernel: number, stride: number, padding: Padding, rows: Padding = 'valid') {
  const width = windowAxis(padding, input, kernel, stride, 1);
  const weights = { ...tensor([1, 1, kernel, 4]), data: new Uint8Array(4 * kernel) };
  return {
    site: {
      inputs: { input: tensor([1, 1, input, 4]), weights, bias: null },
      outputs: { output: tensor([1, 1, width.output, 1]) },
      rounding: 'double',
    },
    prepared: { ...bounds, height: windowAxis(rows, 1, 1, 1, 1), width, groups: 1, factors: [one] },
  };
}

describe('what the library would compute otherwise is refused', () => {
  it('on Helium, an image of one row whose borders it takes apart wrongly', () => {
    const onHelium = (...sizes: Parameters<typeof rowConvolution>) =>
      accepted(conv2dLibrary, rowConvolution(...sizes), 'cortex-m55');
    expect(onHelium(20, 5, 1, 'same')).toBe(true);
    expect(onHelium(20, 5, 1, 'valid')).toBe(true);
    expect(onHelium(20, 1, 2, 'same')).toBe(true);
    // Windows of 4 begin at 0, 3, 6, and a column is left: the total padding is -1.
    expect(onHelium(11, 4, 3, 'valid')).toContain('reads other columns');
    expect(onHelium(12, 4, 3, 'valid')).toContain('gives up where columns are left over');
    // Three columns of padding on the right, two windows over that border, the first of them by one column or by two.
    expect(onHelium(20, 5, 2, 'same')).toContain('reads other columns');
    expect(accepted(conv2dLibrary, rowConvolution(20, 5, 2, 'same'))).toBe(true);
    expect(accepted(conv2dLibrary, rowConvolution(12, 4, 3, 'valid'))).toBe(true);
  });

  it('padding in elements where it looks at that before the input alone, or at none', () => {
    const onHelium = (...sizes: Parameters<typeof rowConvolution>) =>
      accepted(conv2dLibrary, rowConvolution(...sizes), 'cortex-m55');
    expect(accepted(conv2dLibrary, rowConvolution(9, 1, 1, 'valid'))).toBe(true);
    expect(accepted(conv2dLibrary, rowConvolution(9, 1, 1, [0, 2]))).toContain('reaches outside the input');
    expect(accepted(conv2dLibrary, rowConvolution(9, 3, 1, [0, 2]))).toBe(true);
    expect(onHelium(9, 3, 1, [1, 1])).toBe(true);
    expect(onHelium(9, 3, 1, [0, 2])).toContain('gives up');
    expect(onHelium(9, 3, 1, [1, 1], [1, 1])).toContain('none of the rows of padding');
    const axis = (padding: Padding) => windowAxis(padding, 4, 3, 1, 1);
    const [height, site] = [
      axis('same'),
      { inputs: { input: tensor([1, 4, 4, 2]) }, outputs: { output: tensor([1]) } },
    ];
    expect(accepted(averagePool2dLibrary, { site, prepared: { height, width: axis([2, 2]) } })).toBe(true);
    expect(accepted(averagePool2dLibrary, { site, prepared: { height, width: axis([3, 0]) } })).toContain(
      'in the padding',
    );
    expect(accepted(maxPool2dLibrary, { site, prepared: { height, width: axis([0, 3]) } })).toContain('in the padding');
    const depthwise = (right: number) => {
      const width = axis([1, right]);
      const weights = { ...tensor([1, 3, 3, 1]), data: new Uint8Array(9) };
      const inputs = { input: tensor([1, 4, 4, 1]), weights, bias: null };
      const outputs = { output: tensor([1, 4, width.output, 1]) };
      return {
        site: { inputs, outputs, rounding: 'double' },
        prepared: { ...bounds, height, width, multiplier: 1, factors: [one] },
      };
    };
    expect(accepted(depthwiseConv2dLibrary, depthwise(1))).toBe(true);
    expect(accepted(depthwiseConv2dLibrary, depthwise(2))).toContain('middle column');
  });

  it('sizes that it counts in 16 bits', () => {
    expect(accepted(conv2dLibrary, rowConvolution(70_000, 5, 1, 'same'))).toBe(
      'a size of 70000: the library counts up to 65535 here',
    );
    const { site, prepared } = rowConvolution(40_000, 1, 1, 'same');
    expect(accepted(depthwiseConv2dLibrary, { site, prepared: { ...prepared, multiplier: 1 } })).toBe(
      'a size of 40000: the library counts up to 32767 here',
    );
    const joined = {
      site: { outputs: { output: tensor([2, 70_000]) } },
      prepared: { outer: 2, blocks: [35_000, 35_000] },
    };
    expect(accepted(concatenationLibrary, joined)).toContain('a size of 70000');
    const turned = (rows: number, columns: number) => ({
      site: { outputs: { output: tensor([columns, rows]) } },
      prepared: {
        first: 0,
        axes: [
          { size: columns, stride: 1 },
          { size: rows, stride: columns },
        ],
      },
    });
    expect(accepted(transposeLibrary, turned(2, 9363))).toBe(true);
    expect(accepted(transposeLibrary, turned(2, 9362), 'cortex-m55')).toBe(true);
    expect(accepted(transposeLibrary, turned(2, 9363), 'cortex-m55')).toContain('a size of 9363');
    expect(accepted(transposeLibrary, turned(2, 65_536))).toContain('a size of 65536');
  });

  it('a bit more of the accumulator, with single rounding on Helium', () => {
    const range = (max: number) => [{ channel: 0, leftShift: 0, min: -5, max }];
    expect(requantizesAlike('mve', 'single', [one], range(2 ** 30 - 1))).toBe(true);
    expect(requantizesAlike('mve', 'single', [one], range(2 ** 30))).toContain('shifts accumulators');
    expect(requantizesAlike('mve', 'double', [one], range(2 ** 30))).toBe(true);
    expect(requantizesAlike('dsp', 'single', [one], range(2 ** 30))).toBe(true);
    expect(requantizesAlike('mve', 'single', [{ ...one, shift: -1 }], range(2 ** 30))).toBe(true);
  });

  it('operands that are stretched', () => {
    const site = (left: Shape, right: Shape, output: Shape) => ({
      site: {
        inputs: { left: tensor(left), right: tensor(right) },
        outputs: { output: tensor(output) },
        rounding: 'double',
      },
      prepared: null,
    });
    expect(accepted(addLibrary, site([2, 3], [2, 3], [2, 3]))).toBe(true);
    expect(accepted(addLibrary, site([2, 3], [1, 2, 3], [1, 2, 3]))).toBe(true);
    expect(accepted(addLibrary, site([2, 3], [1], [2, 3]))).toContain('an operand is stretched');
    expect(accepted(minimumLibrary, site([2, 3], [1], [2, 3]))).toBe(true);
    // Of six dimensions, neighbours along which the same operand is stretched are one.
    expect(accepted(minimumLibrary, site([2, 3, 1, 1, 5, 4], [2, 3, 7, 8, 1, 1], [2, 3, 7, 8, 5, 4]))).toBe(true);
    expect(accepted(minimumLibrary, site([2, 1, 4, 1, 6], [1, 3, 1, 5, 1], [2, 3, 4, 5, 6]))).toBe(
      '5 dimensions: the library has 4',
    );
  });

  it('rows of a softmax whose sum makes it shift by more than 31 bits', () => {
    const at = { site: {}, prepared: { depth: 512, exponentials: new Int32Array(1) } };
    expect(accepted(softmaxLibrary, at)).toContain('shifts by more than 31 bits');
  });

  it('more than four dimensions, and values of more than a byte', () => {
    const padded = { size: 2, before: 1, after: 1 };
    const pad = (count: number) => ({ site: {}, prepared: { axes: new Array(count).fill(padded), value: 0 } });
    expect(accepted(padLibrary, pad(4))).toBe(true);
    expect(accepted(padLibrary, pad(5))).toBe('5 dimensions: the library has 4');
    const walk = (dtype: Tensor['dtype']) => ({
      site: { outputs: { output: tensor([3, 2], dtype) } },
      prepared: {
        first: 0,
        axes: [
          { size: 3, stride: 1 },
          { size: 2, stride: 3 },
        ],
      },
    });
    expect(accepted(transposeLibrary, walk('uint8'))).toBe(true);
    expect(accepted(transposeLibrary, walk('int32'))).toBe('values of 4 bytes: the library moves single ones');
  });
});
