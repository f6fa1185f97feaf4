import { describe, expect, test } from 'vitest';

import { afterEdit, set } from '../support/tflite-edit.js';

describe('tensors', () => {
  test('I8C1201: a type without a word for it', () => {
    expect(afterEdit((_, main) => set(main.tensors[0], { type: 5 }))).toMatchInlineSnapshot(`
      "
      error[I8C1201]: a tensor has the type STRING, which int8c does not know
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   STRING [1, 4, 4, 2]
         = why   values are int8, parameters int32, and float32 may stand at the edges of a model
         = help  convert again with full-integer int8 quantization
      "
    `);
    expect(afterEdit((_, main) => set(main.tensors[0], { type: -100 }))).toContain('type -100');
  });

  test('I8C1202: sizes known at run time', () => {
    expect(afterEdit((_, main) => set(main.tensors[0], { shapeSignature: [-1, -1, 4, 2] }))).toMatchInlineSnapshot(`
      "
      error[I8C1202]: this model has tensors whose size is known only at run time
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   int8 [1, 4, 4, 2]   signature [-1, -1, 4, 2]
         = why   every buffer is placed when the model is compiled; only a batch of -1 is accepted, and taken as 1
         = help  give the inputs a fixed shape before converting, e.g. tf.keras.Input(shape, batch_size=1), or a concrete function with a full TensorSpec
      "
    `);
    expect(afterEdit((_, main) => set(main.tensors[0], { shape: [1, -1, 4, 2] }))).toContain('I8C1202');
  });

  test('a batch of -1 stored as 1 is read as 1', () => {
    expect(afterEdit((_, main) => set(main.tensors[0], { shapeSignature: [-1, 4, 4, 2] }))).toBe('');
  });

  test('I8C1203: shapes', () => {
    expect(afterEdit((_, main) => set(main.tensors[0], { shape: [1, 0, 4, 2] }))).toMatchInlineSnapshot(`
      "
      error[I8C1203]: a tensor has a shape that int8c cannot compile
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   int8 [1, 0, 4, 2]
         |  dimension 1 has size 0
         = why   a tensor has at most 8 dimensions of at least 1, and at most 2147483647 elements
         = help  the file is damaged, or the model has a tensor without elements: look at the layer that makes it
      "
    `);
    expect(afterEdit((_, main) => set(main.tensors[0], { shape: Array.from({ length: 9 }, () => 1) }))).toContain(
      '9 dimensions',
    );
    expect(afterEdit((_, main) => set(main.tensors[0], { shape: [65_536, 32_768] }))).toContain('2147483648 elements');
  });

  test('I8C3003: data of another length', () => {
    expect(afterEdit((model) => set(model.buffers[1], { data: new Uint8Array(53) }))).toMatchInlineSnapshot(`
      "
      error[I8C3003]: the data of a constant tensor does not have the length that its shape asks for
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         |  buffer 1 has 53 bytes, 54 are needed
         = why   the bytes of a constant are its elements one after another, nothing less and nothing more
         = help  the file is damaged or its converter is faulty: copy or convert it again
      "
    `);
  });

  test('I8C1205: sparse tensors', () => {
    expect(afterEdit((_, main) => set(main.tensors[1], { sparsity: { traversalOrder: [0, 1, 2, 3] } })))
      .toMatchInlineSnapshot(`
      "
      error[I8C1205]: this model has sparse tensors, stored without their zeros
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         = why   int8c reads dense weights only
         = help  convert again without Optimize.EXPERIMENTAL_SPARSITY; pruned weights may stay, stored densely
      "
    `);
  });

  test.each([0, -0.5, NaN, Infinity, 2 ** -127])('I8C3004: scale %d', (scale) => {
    expect(
      afterEdit((_, main) => set(main.tensors[0], { quantization: { scale: [scale], zeroPoint: [0] } })),
    ).toContain(
      `error[I8C3004]: a tensor has a scale that is not a positive, normal number\n  --> model.tflite, subgraph 0, tensor 0 "tensor/0"\n   |  tensor 0 "tensor/0"   int8 [1, 4, 4, 2]\n   |  scale ${scale}\n`,
    );
  });

  test('I8C3004: the scale of one channel', () => {
    const quantization = { scale: [1, 0, 1], zeroPoint: [0, 0, 0] };
    expect(afterEdit((_, main) => set(main.tensors[1], { quantization }))).toMatchInlineSnapshot(`
      "
      error[I8C3004]: a tensor has a scale that is not a positive, normal number
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         |  scale 0 at channel 1
         = why   multipliers are quotients of scales; zero, negative, denormal and infinite ones have no meaning there
         = help  check the representative dataset (a tensor that was always 0 gets such a scale) and convert again
      "
    `);
  });

  test('I8C3005: zero points', () => {
    expect(afterEdit((_, main) => set(main.tensors[0], { quantization: { scale: [1], zeroPoint: [128] } })))
      .toMatchInlineSnapshot(`
      "
      error[I8C3005]: a tensor has a zero point outside of the range of its type
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   int8 [1, 4, 4, 2]
         |  zero point 128; the type holds -128 to 127
         = why   the zero point is the quantized value that stands for 0 and must itself be a value of the type
         = help  the file is damaged or its converter is faulty: convert it again
      "
    `);
  });

  test('I8C3006: lengths of the quantization', () => {
    const scales = { scale: [1, 1], zeroPoint: [0, 0], quantizedDimension: 0 };
    expect(afterEdit((_, main) => set(main.tensors[1], { quantization: scales }))).toMatchInlineSnapshot(`
      "
      error[I8C3006]: the quantization of a tensor does not fit its shape
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         |  2 scales, 2 zero points, quantized dimension 0, which has size 3
         = why   there is one scale and one zero point for the whole tensor, or one of each for every index of the quantized dimension
         = help  the file is damaged or its converter is faulty: convert it again
      "
    `);
    expect(afterEdit((_, main) => set(main.tensors[1], { quantization: { scale: [1] } }))).toContain(
      '1 scales, 0 zero points',
    );
    expect(
      afterEdit((_, main) => set(main.tensors[1], { quantization: { ...scales, quantizedDimension: -1 } })),
    ).toContain('which does not exist');
  });

  test('I8C1209: another scheme', () => {
    expect(afterEdit((_, main) => set(main.tensors[1], { quantization: { detailsType: 2 } }))).toMatchInlineSnapshot(`
      "
      error[I8C1209]: a tensor is quantized by another scheme than a scale and a zero point per tensor or channel
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         |  quantization details of type 2
         = why   blockwise and custom quantization have kernels of their own, which int8c does not write
         = help  convert again with int8 quantization per tensor or per channel
      "
    `);
  });

  test('a vector has only axis 0, whatever an older converter wrote', () => {
    const quantization = { scale: [1, 2, 3], zeroPoint: [0, 0, 0], quantizedDimension: 3 };
    expect(afterEdit((_, main) => set(main.tensors[2], { quantization }))).toBe('');
  });
});
