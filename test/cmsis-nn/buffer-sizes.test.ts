import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  averagePoolBytes,
  bufferBytesFor,
  convolutionBytes,
  depthwiseBytes,
  fullyConnectedBytes,
  oneRowParts,
  type ConvolutionGeometry,
  type DepthwiseGeometry,
  type LibraryBuild,
} from '../../src/kernels/cmsis-nn/buffer-sizes.js';
import { windowAxis, type Padding, type WindowAxis } from '../../src/numerics/window.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { seedRandom, type SeededRandom } from '../../src/verify/random.js';
import { testWithLibrary } from '../support/cmsis-nn.js';
import { inTemporaryFolder, runChecked } from '../support/tools.js';
import { valueOf } from '../support/verify-samples.js';

const builds: readonly LibraryBuild[] = ['plain', 'dsp', 'mve'];
const everyBuild = (bytes: (build: LibraryBuild) => number): number[] => builds.map(bytes);

function square(size: number, kernel: number, stride = 1): Pick<ConvolutionGeometry, 'height' | 'width'> {
  const axis = windowAxis('same', size, kernel, stride, 1);
  return { height: axis, width: axis };
}

describe('bytes that a convolution works in, by hand', () => {
  it('are two windows of 16 bits, each of whole words, or four of bytes, each of whole vectors', () => {
    // 3 * 3 * 5 = 45 elements: 48 in words, 48 in vectors.
    const geometry = { ...square(8, 3), inputChannels: 5, groupDepth: 5 };
    expect(everyBuild((build) => convolutionBytes(build, geometry))).toEqual([2 * 48 * 2, 2 * 48 * 2, 4 * 48]);
    // 3 * 3 * 2 = 18: 20 in words, 32 in vectors.
    const small = { ...square(8, 3), inputChannels: 2, groupDepth: 2 };
    expect(everyBuild((build) => convolutionBytes(build, small))).toEqual([80, 80, 128]);
  });

  it('are those of all input channels, however many groups there are', () => {
    const grouped = { ...square(8, 3), inputChannels: 4, groupDepth: 1 };
    expect(convolutionBytes('plain', grouped)).toBe(4 * 36);
  });

  it('are none for a kernel of 1x1, but for two pixels of 16 bits where Arm’s compiler builds for DSP', () => {
    const dense = { ...square(8, 1), inputChannels: 6, groupDepth: 6 };
    expect(everyBuild((build) => convolutionBytes(build, dense))).toEqual([0, 24, 0]);
    const strided = { ...square(8, 1, 2), inputChannels: 6, groupDepth: 6 };
    expect(everyBuild((build) => convolutionBytes(build, strided))).toEqual([0, 0, 0]);
    const grouped = { ...square(8, 1), inputChannels: 6, groupDepth: 3 };
    expect(everyBuild((build) => convolutionBytes(build, grouped))).toEqual([32, 32, 64]);
  });

  it('of an image of one row are a window and its padding on Helium', () => {
    const height = windowAxis('same', 1, 1, 1, 1);
    const width = windowAxis('same', 20, 5, 1, 1);
    const row = { height, width, inputChannels: 4, groupDepth: 4 };
    // Two columns of padding on either side: 5 + 2, or 4 + 2, columns of 4 channels.
    expect(oneRowParts(width)).toMatchObject({ left: 2, inside: 16, right: 2, whole: true, agrees: true });
    expect(everyBuild((build) => convolutionBytes(build, row))).toEqual([80, 80, 28]);
    // A stride of 3 channels is not of whole words: the general way.
    expect(convolutionBytes('mve', { ...row, inputChannels: 3, groupDepth: 3 })).toBe(64);
  });
});

describe('bytes that other layers work in, by hand', () => {
  const depthwise = (kernel: number, inputChannels: number, outputChannels: number): DepthwiseGeometry => {
    return { ...square(9, kernel), batches: 1, inputChannels, outputChannels };
  };

  it('of a depthwise convolution: a window of 16 bits for DSP, but for 3x3; 4 windows of 124 channels on Helium', () => {
    expect(everyBuild((build) => depthwiseBytes(build, depthwise(5, 8, 8)))).toEqual([0, 400, 4 * 124 * 25]);
    expect(everyBuild((build) => depthwiseBytes(build, depthwise(3, 8, 8)))).toEqual([0, 0, 4 * 124 * 9]);
    expect(everyBuild((build) => depthwiseBytes(build, depthwise(5, 8, 16)))).toEqual([0, 0, 0]);
    expect(everyBuild((build) => depthwiseBytes(build, { ...depthwise(5, 8, 8), batches: 2 }))).toEqual([0, 0, 0]);
  });

  it('of one input channel, which Helium convolves: those of the convolution and the weights turned round', () => {
    // 9 elements of a window are 16 in a vector; 9 weights of 12 channels.
    expect(depthwiseBytes('mve', depthwise(3, 1, 12))).toBe(4 * 16 + 9 * 12);
  });

  it('of a dense layer: a sum per channel on Helium; of an average: one for DSP', () => {
    expect(everyBuild((build) => fullyConnectedBytes(build, 10))).toEqual([0, 0, 40]);
    expect(everyBuild((build) => averagePoolBytes(build, 10))).toEqual([0, 40, 0]);
  });

  it('are enough for the target and for the build on another machine', () => {
    const bytes = (build: LibraryBuild): number => ({ plain: 30, dsp: 10, mve: 20 })[build];
    const names = ['cortex-m3', 'cortex-m4', 'cortex-m55'];
    const targets = names.map((name) => valueOf(loadTarget(name)));
    expect(targets.map((target) => bufferBytesFor(target, bytes))).toEqual([30, 30, 30]);
    const many = (build: LibraryBuild): number => ({ plain: 1, dsp: 10, mve: 20 })[build];
    expect(targets.map((target) => bufferBytesFor(target, many))).toEqual([1, 10, 20]);
  });
});

testWithLibrary('the library’s own functions count the same bytes, for 2000 random layers', (folder) => {
  const random = seedRandom(1);
  const layers = Array.from({ length: 2000 }, () => randomLayer(random));
  const counted = countByLibrary(folder, layers);
  layers.forEach(({ convolution, depthwise }, index) => {
    const [plain = -1, dsp = -1, mve = -1, ...others] = counted[index] ?? [];
    const title = JSON.stringify({ convolution, depthwise });
    const ours = everyBuild((build) => convolutionBytes(build, convolution));
    // 7.0.0 counts grouped kernels of one element or row as if they had no groups, and then refuses them for want of a
    // buffer. And it counts two pixels for DSP only where Arm's own compiler has built it.
    const exact = convolution.inputChannels === convolution.groupDepth;
    const twoPixels = exact && ours[0] === 0 && dsp === 0;
    if (exact) expect([plain, twoPixels ? ours[1] : dsp, mve], title).toEqual(ours);
    else
      expect([plain <= (ours[0] ?? 0), dsp <= (ours[1] ?? 0), mve <= (ours[2] ?? 0)], title).toEqual([
        true,
        true,
        true,
      ]);
    const channels = depthwise.outputChannels;
    expect(others, title).toEqual([
      ...everyBuild((build) => depthwiseBytes(build, depthwise)),
      ...everyBuild((build) => fullyConnectedBytes(build, channels)),
      ...everyBuild((build) => averagePoolBytes(build, channels)),
    ]);
  });
});

interface RandomLayer {
  readonly convolution: ConvolutionGeometry;
  readonly depthwise: DepthwiseGeometry;
}

function randomLayer(random: SeededRandom): RandomLayer {
  const padding: Padding = random.pick(['same', 'valid']);
  const axis = (flat: boolean): WindowAxis => {
    const kernel = flat ? 1 : random.integer(1, 7);
    const dilation = random.oneIn(4) ? 2 : 1;
    const input = flat ? 1 : (kernel - 1) * dilation + 1 + random.integer(0, 20);
    return windowAxis(padding, input, kernel, random.integer(1, 3), dilation);
  };
  const [height, width] = [axis(random.oneIn(3)), axis(random.oneIn(5))];
  const groupDepth = random.integer(1, 20);
  const inputChannels = groupDepth * (random.oneIn(4) ? random.integer(1, 3) : 1);
  const outputChannels = inputChannels * (random.oneIn(2) ? 1 : random.integer(1, 12));
  const batches = random.oneIn(4) ? 2 : 1;
  return {
    convolution: { height, width, inputChannels, groupDepth },
    depthwise: { height, width, batches, inputChannels, outputChannels },
  };
}

/** Bytes in plain C, for DSP and for Helium: of both convolutions, a dense layer and an average. */
function countByLibrary(folder: string, layers: readonly RandomLayer[]): number[][] {
  const rows = layers.map(({ convolution: { height, width, inputChannels, groupDepth }, depthwise }) => {
    const sizes = [height, width].flatMap((axis) => [
      axis.input,
      axis.kernel,
      axis.stride,
      axis.dilation,
      axis.output,
      axis.padBefore,
    ]);
    return `{ ${[...sizes, inputChannels, groupDepth, depthwise.outputChannels, depthwise.batches].join(', ')} },`;
  });
  return inTemporaryFolder((work) => {
    writeFileSync(join(work, 'count.c'), countingProgram.replace('ROWS', rows.join('\n')));
    const sources = ['Convolution', 'FullyConnected', 'Pooling'].map((part) => `${folder}/Source/${part}Functions`);
    const names = [
      `${sources[0]}/arm_convolve_get_buffer_sizes_s8.c`,
      `${sources[0]}/arm_depthwise_conv_get_buffer_sizes_s8.c`,
      `${sources[1]}/arm_fully_connected_get_buffer_sizes_s8.c`,
      `${sources[2]}/arm_avgpool_get_buffer_sizes_s8.c`,
    ];
    const program = join(work, 'count');
    runChecked('cc', ['-w', '-I', `${folder}/Include`, join(work, 'count.c'), ...names, '-o', program]);
    const lines = runChecked(program, []).trim().split('\n');
    return lines.map((line) => line.split(' ').map(Number));
  });
}

const countingProgram = `
#include <stdio.h>
#include "arm_nnfunctions.h"
static const int32_t layers[][16] = {
ROWS
};
int main(void)
{
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; ++i) {
        const int32_t *l = layers[i];
        const cmsis_nn_dims in = { l[15], l[0], l[6], l[12] };
        const cmsis_nn_dims out = { l[15], l[4], l[10], l[14] };
        const cmsis_nn_dims filter = { l[14], l[1], l[7], l[13] };
        const cmsis_nn_dims dw_filter = { 1, l[1], l[7], l[14] };
        const cmsis_nn_dims dense = { 3, 1, 1, l[14] };
        const cmsis_nn_conv_params conv = { 0, 0, { l[8], l[2] }, { l[11], l[5] }, { l[9], l[3] }, { 0, 0 } };
        const cmsis_nn_dw_conv_params dw = { 0, 0, l[14] / l[12], { l[8], l[2] }, { l[11], l[5] }, { l[9], l[3] }, { 0, 0 } };
        printf("%d %d %d %d %d %d %d %d %d %d %d %d\\n",
            (int)arm_convolve_wrapper_s8_get_buffer_size(&conv, &in, &filter, &out),
            (int)arm_convolve_wrapper_s8_get_buffer_size_dsp(&conv, &in, &filter, &out),
            (int)arm_convolve_wrapper_s8_get_buffer_size_mve(&conv, &in, &filter, &out),
            (int)arm_depthwise_conv_wrapper_s8_get_buffer_size(&dw, &in, &dw_filter, &out),
            (int)arm_depthwise_conv_wrapper_s8_get_buffer_size_dsp(&dw, &in, &dw_filter, &out),
            (int)arm_depthwise_conv_wrapper_s8_get_buffer_size_mve(&dw, &in, &dw_filter, &out),
            (int)arm_fully_connected_s8_get_buffer_size(&dense),
            (int)arm_fully_connected_s8_get_buffer_size_dsp(&dense),
            (int)arm_fully_connected_s8_get_buffer_size_mve(&dense),
            (int)arm_avgpool_s8_get_buffer_size(out.w, out.c),
            (int)arm_avgpool_s8_get_buffer_size_dsp(out.w, out.c),
            (int)arm_avgpool_s8_get_buffer_size_mve(out.w, out.c));
    }
    return 0;
}
`;
