import { expect, test } from 'vitest';
import {
  conv2d,
  defineModel,
  add,
  softmax,
  builders,
  builderName,
  leakyRelu,
  file,
} from '../../../src/formats/description/builders.js';
import * as exported from '../../../src/formats/description/builders.js';
import { operators } from '../../../src/operators/registry.js';

test('there is a function for each operator', () => {
  expect(Object.keys(builders)).toEqual(operators.map(({ kind }) => builderName(kind)));
  for (const name of Object.keys(builders)) expect(exported).toHaveProperty(name);
});

test('the types follow from the operators', () => {
  const model = defineModel({
    name: 'stem',
    inputs: { x: { shape: [1, 8, 6, 1], scale: 0.5, zeroPoint: -1 } },
    layers: [
      conv2d({
        name: 'c1',
        input: 'x',
        weights: file('w.npy'),
        bias: [1, 2],
        strides: [1, 1],
        padding: 'valid',
        quantization: { weightScales: [0.5, 0.25], output: { scale: 0.02, zeroPoint: -128 } },
      }),
      add({ name: 's', left: 'c1', right: 'c1', quantization: { leftMultiplier: 1, leftShift: 0, shift: -3 } }),
      softmax({ name: 'p', input: 's', beta: 2, quantization: { inputMultiplier: 3 } }),
      // @ts-expect-error -- alpha is missing
      leakyRelu({ name: 'l', input: 'p' }),
      // @ts-expect-error -- a sum has no strides
      add({ name: 't', left: 'c1', right: 'c1', strides: [1, 1] }),
      // @ts-expect-error -- no such word
      conv2d({ name: 'c2', input: 'x', weights: [1], strides: [1, 1], padding: 'full' }),
      // @ts-expect-error -- no such factor
      add({ name: 'u', left: 'c1', right: 'c1', quantization: { weightScale: 1 } }),
    ],
    outputs: ['p'],
  });
  expect(model.layers[0]).toMatchObject({ op: 'conv2d', name: 'c1' });
  expect(model.schemaVersion).toBe(1);
});
