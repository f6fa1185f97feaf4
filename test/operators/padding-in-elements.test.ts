import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/analysis/check-model.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { attributeWords } from '../../src/lowering/attribute-words.js';
import { windowAxis, windowOutput, type Sides } from '../../src/numerics/window.js';
import type { OperatorAttributes } from '../../src/operators/registry.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { seedRandom } from '../../src/verify/random.js';
import { sketchGraph } from '../support/tflite-graphs.js';

type ConvAttributes = OperatorAttributes['conv2d'];
const input = [1, 5, 6, 2] as const;

/** A convolution of a padded input, or of one that a layer of its own has padded. */
function convolution(kind: 'conv2d' | 'depthwise-conv2d', attributes: ConvAttributes, before: boolean) {
  const [[top, bottom], [left, right]] = attributes.padding as readonly [Sides, Sides];
  const sketch = sketchGraph();
  const image = sketch.value(input);
  const weights = sketch.constant(kind === 'conv2d' ? [3, 3, 2, 2] : [1, 3, 2, 2]);
  const [strideHeight, strideWidth] = attributes.strides;
  const [dilationHeight, dilationWidth] = attributes.dilations;
  const height = windowOutput([top, bottom], input[1], 3, strideHeight, dilationHeight);
  const width = windowOutput([left, right], input[2], 2, strideWidth, dilationWidth);
  const output = sketch.value([1, height, width, kind === 'conv2d' ? 3 : 2], 'int8', {
    kind: 'perTensor',
    scale: 8,
    zeroPoint: 5,
  });
  if (!before) return sketch.finish('conv', [image], [sketch.node(kind, attributes, [image, weights, null], output)]);
  const paddings = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ] as const;
  const padded = sketch.value([1, input[1] + top + bottom, input[2] + left + right, 2]);
  sketch.node('pad', { paddings, value: null }, [image], padded);
  const valid = { ...attributes, padding: 'valid' } as const;
  return sketch.finish('conv', [image], [sketch.node(kind, valid, [padded, weights, null], output)]);
}

describe('padding in elements', () => {
  it.each(['conv2d', 'depthwise-conv2d'] as const)('is what a layer that pads would do: %s', (kind) => {
    const random = seedRandom(7);
    for (let round = 0; round < 40; round += 1) {
      const dilations = [random.integer(1, 2), random.integer(1, 3)] as const;
      const side = (kernel: number, dilation: number) => random.integer(0, (kernel - 1) * dilation);
      const sides = (kernel: number, dilation: number): Sides => [side(kernel, dilation), side(kernel, dilation)];
      const attributes: ConvAttributes = {
        padding: [sides(3, dilations[0]), sides(2, dilations[1])],
        strides: [random.integer(1, 3), random.integer(1, 3)],
        dilations,
        activation: 'none',
      };
      const [own, layer] = [convolution(kind, attributes, false), convolution(kind, attributes, true)];
      expect(renderDiagnostics(checkModel(own, 'double'))).toBe('');
      const image = Int8Array.from({ length: 60 }, () => random.integer(-128, 127));
      const [made] = createSimulator(own, 'double').run([image]);
      const [wanted] = createSimulator(layer, 'double').run([image]);
      expect(made, JSON.stringify(attributes)).toEqual(wanted);
    }
  });

  it('I8C2109: must be smaller than the window', () => {
    const said = (padding: ConvAttributes['padding']): string[] => {
      const attributes: ConvAttributes = { padding, strides: [1, 1], dilations: [2, 1], activation: 'none' };
      return checkModel(convolution('conv2d', attributes, false), 'double').map(({ code }) => code);
    };
    expect(
      said([
        [4, 4],
        [1, 1],
      ]),
    ).toEqual([]);
    expect(
      said([
        [5, 0],
        [0, 0],
      ]),
    ).toEqual(['I8C2109']);
    expect(
      said([
        [0, 5],
        [0, 0],
      ]),
    ).toEqual(['I8C2109']);
    expect(
      said([
        [0, 0],
        [2, 0],
      ]),
    ).toEqual(['I8C2109']);
    expect(
      said([
        [0, 0],
        [0, 2],
      ]),
    ).toEqual(['I8C2109']);
  });

  it('is told in words', () => {
    const padding = [
      [1, 2],
      [3, 4],
    ];
    expect(attributeWords({ attributes: { padding } }, {})).toEqual(['padding top 1, bottom 2, left 3, right 4']);
  });

  it('begins where it says', () => {
    expect(windowAxis([2, 0], 5, 3, 1, 1)).toMatchObject({ padBefore: 2, output: 5 });
    expect(windowAxis([0, 2], 5, 3, 2, 1)).toMatchObject({ padBefore: 0, output: 3 });
  });
});
