import { describe, expect, test } from 'vitest';

import { typeCodeOf } from '../../src/formats/tflite/names.js';
import { afterEdit, complaints, editedFile, set, type Edit } from '../support/tflite-edit.js';
import { sketchGraph } from '../support/tflite-graphs.js';
import { integerBytes } from '../../src/formats/tflite/write-tflite.js';

describe('operators', () => {
  test('I8C1301: numbers of inputs and outputs', () => {
    expect(afterEdit((_, main) => set(main.operators[0], { inputs: [0] }))).toMatchInlineSnapshot(`
      "
      error[I8C1301]: CONV_2D does not have the inputs and outputs that it needs
        --> model.tflite, subgraph 0, operator 0 CONV_2D "tensor/3"
         |  inputs [0], outputs [3]
         = why   it takes 2 to 3 inputs and makes 1 output; -1 stands for an omitted input
         = help  the file is damaged or was written by a newer or faulty converter: convert it again
      "
    `);
    expect(afterEdit((_, main) => set(main.operators[0], { inputs: [0, -1, 2] }))).toContain('I8C1301');
    expect(afterEdit((_, main) => set(main.operators[0], { inputs: [0, 1, 2, 2] }))).toContain('I8C1301');
    expect(afterEdit((_, main) => set(main.operators[0], { outputs: [] }))).toContain('I8C1301');
  });

  test('a missing bias is null, as -1 or by a shorter list', () => {
    expect(afterEdit((_, main) => set(main.operators[0], { inputs: [0, 1, -1] }))).toBe('');
    expect(afterEdit((_, main) => set(main.operators[0], { inputs: [0, 1] }))).toBe('');
  });

  test('I8C1302: a parameter computed at run time', () => {
    expect(afterParameter({ buffer: 0 })).toMatchInlineSnapshot(`
      "
      error[I8C1302]: the new shape of RESHAPE must be a constant
        --> model.tflite, subgraph 0, operator 0 RESHAPE "tensor/1"
         |  tensor 2 "parameter 2"   int32 [2]
         |  it is computed at run time
         = why   shapes and addresses are settled when the model is compiled
         = help  give the layer a fixed parameter, and the inputs of the model a fixed shape
      "
    `);
  });

  test('I8C1303: a parameter that cannot be used', () => {
    expect(afterParameter({}, integerBytes([-1, -1]))).toMatchInlineSnapshot(`
      "
      error[I8C1303]: the new shape of RESHAPE cannot be used
        --> model.tflite, subgraph 0, operator 0 RESHAPE "tensor/1"
         |  tensor 2 "parameter 2"   int32 [2]
         |  [-1, -1]; sizes of at least 1 are needed, and at most one -1
         = why   shapes and addresses are settled when the model is compiled
         = help  the file is damaged or its converter is faulty: convert it again
      "
    `);
    expect(afterParameter({ type: typeCodeOf('int16') })).toContain('int32 or int64 is needed');
    expect(afterParameter({ shape: [3] })).toContain('8 bytes do not fit the shape');
    expect(afterParameter({ shape: [64] }, new Uint8Array(256))).toContain('64 elements; at most 16 have a meaning');
    expect(afterParameter({ type: typeCodeOf('int64'), shape: [1] }, new Uint8Array(8).fill(0x11))).toContain(
      'does not fit 32 bits',
    );
  });

  test('I8C1303: paddings and padding values', () => {
    const afterPad = (edit: Edit): string => {
      const sketch = sketchGraph();
      const input = sketch.value([2, 2]);
      const output = sketch.node(
        'pad',
        {
          paddings: [
            [0, 1],
            [1, 0],
          ],
          value: 5,
        },
        [input],
        sketch.value([3, 3]),
      );
      return complaints(editedFile(sketch.finish('pad', [input], [output]), edit));
    };
    expect(afterPad(() => undefined)).toBe('');
    expect(afterPad((model) => set(model.buffers[1], { data: integerBytes([0, 1, -1, 0]) }))).toContain(
      '[0, 1, -1, 0]; two sizes of at least 0 are needed for each of 2 dimensions',
    );
    expect(afterPad((_, main) => set(main.tensors[0], { shape: [2, 2, 1] }))).toContain('for each of 3 dimensions');
    expect(afterPad((_, main) => set(main.tensors[2], { shape: [0, 2], buffer: 0 }))).toContain('[]; two sizes');
    expect(afterPad((_, main) => set(main.tensors[3], { type: typeCodeOf('int16'), buffer: 1 }))).toContain(
      'one int8 value is needed',
    );
    expect(afterPad((_, main) => set(main.tensors[3], { quantization: { scale: [2], zeroPoint: [0] } }))).toContain(
      'its scale and zero point are not those of the output',
    );
  });

  test('int64 parameters are read when they are exact', () => {
    const bytes = new Uint8Array(new BigInt64Array([2n, -1n]).buffer);
    expect(afterParameter({ type: typeCodeOf('int64') }, bytes)).toBe('');
  });

  test('I8C1304: fused activations', () => {
    expect(afterOptions({ activation: 4 })).toMatchInlineSnapshot(`
      "
      error[I8C1304]: CONV_2D has a fused activation that int8c does not compile
        --> model.tflite, subgraph 0, operator 0 CONV_2D "tensor/3"
         |  fused activation TANH
         = why   NONE, RELU, RELU_N1_TO_1 and RELU6 are bounds of the output; others would need a table
         = help  make the activation a layer of its own
      "
    `);
    expect(afterOptions({ activation: 77 })).toContain('fused activation 77');
  });

  test('I8C1305: options without a meaning', () => {
    expect(afterOptions({ strideWidth: 0 })).toMatchInlineSnapshot(`
      "
      error[I8C1305]: CONV_2D has an option without a meaning
        --> model.tflite, subgraph 0, operator 0 CONV_2D "tensor/3"
         |  strides is [1,0]; a list of 2, each item of it a whole number from 1 to 65535 has a meaning
         = why   an operator is compiled from its options; int8c does not guess
         = help  the file is damaged or was written by a newer or faulty converter: convert it again
      "
    `);
    expect(afterOptions({ padding: 2 })).toContain('padding is 2; 0 (SAME) and 1 (VALID) have a meaning');
    expect(afterOptions({ dilationHeight: -1 })).toContain('dilations is [-1,1]');
    expect(
      afterEdit((_, main) => set(main.operators[0], { builtinOptionsType: 11, builtinOptions: { activation: 1 } })),
    ).toContain('options table of type 11; Conv2DOptions has number 1');
  });

  test('I8C1306: shuffled weights', () => {
    const sketch = sketchGraph();
    const input = sketch.value([1, 4]);
    const output = sketch.value([1, 3]);
    sketch.node(
      'fully-connected',
      { activation: 'none', keepDimensions: false },
      [input, sketch.constant([3, 4]), null],
      output,
    );
    const bytes = editedFile(sketch.finish('dense', [input], [output]), (_, main) =>
      set(main.operators[0]?.['builtinOptions'] as object, { weightsFormat: 1 }),
    );
    expect(complaints(bytes)).toMatchInlineSnapshot(`
      "
      error[I8C1306]: the weights of FULLY_CONNECTED are stored in another order than row by row
        --> model.tflite, subgraph 0, operator 0 FULLY_CONNECTED "tensor/1"
         |  weights format SHUFFLED4x16INT8
         = why   the shuffled order was made for one kernel on other processors
         = help  convert again; current converters write the default order
      "
    `);
  });
});

/** A reshape of [2, 2] to [4] after an edit of its new shape, tensor 2 in buffer 1, and of the bytes there. */
function afterParameter(values: object, data?: Uint8Array): string {
  const sketch = sketchGraph();
  const input = sketch.value([2, 2]);
  const output = sketch.node('reshape', { shape: [2, -1] }, [input], sketch.value([2, 2]));
  const edit: Edit = (model, main) => {
    set(main.tensors[2], values);
    if (data !== undefined) set(model.buffers[1], { data });
  };
  return complaints(editedFile(sketch.finish('reshape', [input], [output]), edit));
}

function afterOptions(values: object): string {
  return afterEdit((_, main) => set(main.operators[0]?.['builtinOptions'] as object, values));
}
