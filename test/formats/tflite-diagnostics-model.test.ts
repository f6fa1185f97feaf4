import { describe, expect, test } from 'vitest';

import { typeCodeOf } from '../../src/formats/tflite/names.js';
import { afterEdit, complaints, editedFile, set, type Edit } from '../support/tflite-edit.js';
import { everyOperatorGraph, sketchGraph } from '../support/tflite-graphs.js';
import { operatorCode, writeTflite } from '../../src/formats/tflite/write-tflite.js';

describe('the model', () => {
  test('I8C1101: all unsupported operators in one list', () => {
    const edit: Edit = (model, main) => {
      const [convolution] = main.operators;
      model.operatorCodes.push(
        operatorCode('SVDF'),
        { ...operatorCode('CUSTOM'), customCode: 'My\u001b[31mOp' },
        operatorCode('CUMSUM'),
        { builtinCode: 999 },
      );
      for (const opcodeIndex of [1, 2, 1, 3, 4]) main.operators.push({ ...convolution, opcodeIndex });
    };
    expect(afterEdit(edit)).toMatchInlineSnapshot(`
      "
      error[I8C1101]: the model uses 4 kinds of operators that int8c does not compile
        --> model.tflite, subgraph 0, operator 1 SVDF "tensor/3"
         |  SVDF   2 times, operators 1, 3   int8, int32
         |  CUSTOM "My<U+001B>[31mOp"   once, operator 2   int8, int32
         |  CUMSUM   once, operator 4   int8, int32
         |  OPERATOR_999   once, operator 5   int8, int32
         = why   int8c has kernels for ADD, AVERAGE_POOL_2D, CONCATENATION, CONV_2D, DEPTHWISE_CONV_2D, DEQUANTIZE, EXPAND_DIMS, FULLY_CONNECTED, LEAKY_RELU, LOGISTIC, MAXIMUM, MAX_POOL_2D, MEAN, MINIMUM, MUL, PAD, PADV2, QUANTIZE, RELU, RELU6, RESHAPE, RESIZE_NEAREST_NEIGHBOR, SOFTMAX, SQUEEZE, STRIDED_SLICE, SUB, TANH, TRANSPOSE
         = help  replace these operators in the model, or cut the model before them and compute the rest in your own code
      "
    `);
  });

  test('I8C1102: several subgraphs', () => {
    expect(afterEdit((model, main) => void model.subgraphs.push(main))).toMatchInlineSnapshot(`
      "
      error[I8C1102]: the model has 2 subgraphs; int8c compiles models of one
        --> model.tflite
         = why   further subgraphs are bodies of control flow (IF, WHILE, CALL_ONCE) or further signatures; what runs is then decided at run time
         = help  convert a single signature without control flow, e.g. with from_concrete_functions and one function
      "
    `);
  });

  test('I8C1103: a float model', () => {
    const edit: Edit = (_, main) => {
      for (const tensor of main.tensors) set(tensor, { type: typeCodeOf('float32'), quantization: undefined });
    };
    expect(afterEdit(edit)).toMatchInlineSnapshot(`
      "
      error[I8C1103]: this is a float32 model: its weights and activations are not quantized
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   float32 [1, 4, 4, 2]
         |  tensor 1 "tensor/1"   float32 [3, 3, 3, 2]
         |  tensor 2 "tensor/2"   float32 [3]
         |  tensor 3 "tensor/3"   float32 [1, 4, 4, 3]
         = why   int8c compiles int8 arithmetic; the ranges of the activations, which quantization needs, are not in the file
         = help  convert again with full-integer quantization: a representative dataset, supported_ops [TFLITE_BUILTINS_INT8], inference_input_type and inference_output_type int8
      "
    `);
  });

  test('I8C1104: dynamic-range quantization', () => {
    const edit: Edit = (_, main) => {
      for (const index of [0, 2, 3]) set(main.tensors[index], { type: typeCodeOf('float32'), quantization: undefined });
    };
    expect(afterEdit(edit)).toMatchInlineSnapshot(`
      "
      error[I8C1104]: this model is only partly quantized: its operators compute in float32
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   float32 [1, 4, 4, 2]
         |  tensor 2 "tensor/2"   float32 [3]
         |  tensor 3 "tensor/3"   float32 [1, 4, 4, 3]
         = why   int8c compiles int8 arithmetic; float32 may only enter through QUANTIZE and leave through DEQUANTIZE (dynamic-range quantization, with int8 weights and float32 activations, is not enough)
         = help  convert again with full-integer quantization: a representative dataset, supported_ops [TFLITE_BUILTINS_INT8], inference_input_type and inference_output_type int8
      "
    `);
  });

  test('I8C1105: int16 activations', () => {
    const edit: Edit = (_, main) => {
      for (const index of [0, 3]) set(main.tensors[index], { type: typeCodeOf('int16') });
    };
    expect(afterEdit(edit)).toMatchInlineSnapshot(`
      "
      error[I8C1105]: this model has int16 activations; int8c compiles models whose activations are int8
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   int16 [1, 4, 4, 2]
         |  tensor 3 "tensor/3"   int16 [1, 4, 4, 3]
         = why   the 16x8 scheme (int16 activations, int8 weights) has other kernels, bias types and rounding
         = help  convert again with full-integer quantization: a representative dataset, supported_ops [TFLITE_BUILTINS_INT8], inference_input_type and inference_output_type int8
      "
    `);
  });

  test('I8C1106: uint8 but at the edges', () => {
    const edit: Edit = (_, main) => {
      for (const index of [0, 1, 3]) set(main.tensors[index], { type: typeCodeOf('uint8') });
    };
    expect(afterEdit(edit)).toMatchInlineSnapshot(`
      "
      error[I8C1106]: this model computes in uint8, the older scheme; int8c compiles int8 models
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   uint8 [1, 4, 4, 2]
         |  tensor 1 "tensor/1"   uint8 [3, 3, 3, 2]
         |  tensor 3 "tensor/3"   uint8 [1, 4, 4, 3]
         = why   uint8 models have weights with zero points and no scales per channel; their kernels differ from the int8 ones
         = help  convert again with full-integer quantization: a representative dataset, supported_ops [TFLITE_BUILTINS_INT8], inference_input_type and inference_output_type int8
      "
    `);
    const sketch = sketchGraph();
    const atMiddle = { kind: 'perTensor', scale: 0.5, zeroPoint: 128 } as const;
    const input = sketch.value([1, 4], 'uint8', atMiddle);
    const inside = sketch.node('quantize', {}, [input], sketch.value([1, 4]));
    const output = sketch.node('quantize', {}, [inside], sketch.value([1, 4], 'uint8', atMiddle));
    expect(complaints(writeTflite(sketch.finish('edges', [input], [output])))).toBe('');
  });

  test('I8C1107: variable tensors', () => {
    expect(afterEdit((_, main) => set(main.tensors[0], { isVariable: true }))).toMatchInlineSnapshot(`
      "
      error[I8C1107]: this model has variable tensors, which keep their value from one inference to the next
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   int8 [1, 4, 4, 2]
         = why   int8c compiles models whose outputs depend on the inputs of the same inference only
         = help  keep the state outside: make it an input and an output of the model and pass it back in your own code
      "
    `);
  });

  test('I8C1108: data outside of the tables', () => {
    expect(afterEdit((model) => set(model.buffers[1], { data: undefined, offset: 4096, size: 54 })))
      .toMatchInlineSnapshot(`
      "
      error[I8C1108]: this model keeps tensor data outside of its tables
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         = why   only models of more than 2 GB or with weights in separate files need that
         = help  convert again so that the weights are stored in the buffers of the .tflite file
      "
    `);
    expect(afterEdit((_, main) => set(main.tensors[1], { externalBuffer: 1 }))).toContain('I8C1108');
  });

  test('I8C1109: compressed weights', () => {
    expect(
      afterEdit((model) =>
        set(model, { metadata: [{ name: 'min_runtime_version' }, { name: 'COMPRESSION_METADATA', buffer: 1 }] }),
      ),
    ).toMatchInlineSnapshot(`
      "
      error[I8C1109]: the weights of this model are compressed
        --> model.tflite
         |  metadata "COMPRESSION_METADATA"
         = why   compressed tensors hold indices into tables of values; int8c would read the indices as weights
         = help  compile the model as it was before compression
      "
    `);
  });

  test('I8C1110: use before making, and nothing that makes it', () => {
    expect(complaints(editedFile(everyOperatorGraph(), (_, main) => void main.operators.reverse())).split('\n\n')[0])
      .toMatchInlineSnapshot(`
      "
      error[I8C1110]: an operator uses a tensor before another operator makes it
        --> model.tflite, subgraph 0, operator 0 DEQUANTIZE "tensor/33"
         |  input tensor 32 "tensor/32"   int8 [1, 6]
         |  operator 1 makes it
         = why   operators run in the order of the file
         = help  the file is damaged or was cut apart: convert it again"
    `);
    expect(afterEdit((_, main) => set(main, { tensors: [...main.tensors, main.tensors[3]], outputs: [3, 4] })))
      .toMatchInlineSnapshot(`
      "
      error[I8C1110]: no operator makes this output of the model
        --> model.tflite, subgraph 0, tensor 4 "tensor/3"
         |  tensor 4 "tensor/3"   int8 [1, 4, 4, 3]
         = why   an output is the result of an operator of the same model
         = help  the file is damaged or was cut apart: convert it again
      "
    `);
    expect(afterEdit((_, main) => set(main.operators[0], { inputs: [3, 1, 2] }))).toContain('I8C1110');
    const unmade: Edit = (_, main) => {
      main.tensors.push({ ...main.tensors[0] });
      set(main.operators[0], { inputs: [4, 1, 2] });
    };
    expect(afterEdit(unmade)).toMatchInlineSnapshot(`
      "
      error[I8C1110]: an operator uses a tensor that nothing makes
        --> model.tflite, subgraph 0, operator 0 CONV_2D "tensor/3"
         |  input tensor 4 "tensor/0"   int8 [1, 4, 4, 2]
         |  it is no constant and no input of the model
         = why   operators run in the order of the file
         = help  the file is damaged or was cut apart: convert it again
      "
    `);
  });

  test('I8C1111: outputs that have their value from elsewhere', () => {
    expect(afterEdit((_, main) => void main.operators.push({ ...main.operators[0] }))).toMatchInlineSnapshot(`
      "
      error[I8C1111]: an operator writes a tensor that has its value from elsewhere
        --> model.tflite, subgraph 0, operator 1 CONV_2D "tensor/3"
         |  output tensor 3 "tensor/3"   int8 [1, 4, 4, 3]
         |  operator 0 makes it already
         = why   every tensor gets its value once, from one place
         = help  the file is damaged or its converter is faulty: convert it again
      "
    `);
    expect(afterEdit((_, main) => set(main.operators[0], { outputs: [2] }))).toContain('it is a constant');
    expect(afterEdit((_, main) => set(main.operators[0], { outputs: [0] }))).toContain('it is an input of the model');
  });

  test('I8C1112: inputs and outputs that are none', () => {
    expect(afterEdit((_, main) => set(main, { inputs: [0, 0, 1], outputs: [0] }))).toMatchInlineSnapshot(`
      "
      error[I8C1112]: a tensor cannot be an input of the model
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   int8 [1, 4, 4, 2]
         |  it is an input already
         = why   the caller writes each input and reads each output in a place of its own
         = help  convert again with inputs and outputs that are different tensors, computed at run time

      error[I8C1112]: a tensor cannot be an input of the model
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         |  it is a constant
         = why   the caller writes each input and reads each output in a place of its own
         = help  convert again with inputs and outputs that are different tensors, computed at run time

      error[I8C1112]: a tensor cannot be an output of the model
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   int8 [1, 4, 4, 2]
         |  it is an input already
         = why   the caller writes each input and reads each output in a place of its own
         = help  convert again with inputs and outputs that are different tensors, computed at run time
      "
    `);
    expect(afterEdit((_, main) => set(main, { inputs: [], outputs: [] }))).toContain('the model has no inputs');
  });
});
