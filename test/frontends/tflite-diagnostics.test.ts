import { describe, expect, test } from 'vitest';

import { maxTableEntries } from '../../src/frontends/tflite/limits.js';
import { typeCodeOf } from '../../src/frontends/tflite/names.js';
import { complaints, editedFile } from '../support/tflite-edit.js';
import type { EditableModel, EditableSubgraph } from '../support/tflite-edit.js';
import { encodeModel } from '../support/tflite-encoder.js';
import { convolutionGraph, everyOperatorGraph, sketchGraph } from '../support/tflite-graphs.js';
import { integerBytes, operatorCode, writeTflite } from '../support/tflite-writer.js';

type Edit = (model: EditableModel, main: EditableSubgraph) => void;

/** What the reader says to the small convolution model after an edit. Tensors: 0 in, 1 weights, 2 bias, 3 out. */
function afterEdit(edit: Edit): string {
  return complaints(editedFile(convolutionGraph(), edit));
}

function set(table: object | undefined, values: object): void {
  if (table === undefined) throw new Error('no such table');
  Object.assign(table, values);
}

describe('the file', () => {
  test('I8C1001: another kind of file', () => {
    expect(complaints(new TextEncoder().encode('version https://git-lfs.github.com/spec/v1'))).toMatchInlineSnapshot(`
      "
      error[I8C1001]: this is not a TensorFlow Lite model
        --> model.tflite
         |  "ion " at byte 4
         |  it looks like a Git LFS pointer: the model itself was not downloaded
         = why   a TensorFlow Lite file has the identifier "TFL3" at byte 4
         = help  pass the .tflite file that the TensorFlow Lite converter wrote
      "
    `);
    expect(complaints(new Uint8Array(3))).toMatchInlineSnapshot(`
      "
      error[I8C1001]: this is not a TensorFlow Lite model
        --> model.tflite
         |  3 bytes
         = why   a TensorFlow Lite file has the identifier "TFL3" at byte 4
         = help  pass the .tflite file that the TensorFlow Lite converter wrote
      "
    `);
    expect(complaints(encodeModel({ version: 3 }, 'TFL2'))).toMatchInlineSnapshot(`
      "
      error[I8C1001]: this is not a TensorFlow Lite model
        --> model.tflite
         |  "TFL2" at byte 4
         = why   a TensorFlow Lite file has the identifier "TFL3" at byte 4
         = help  pass the .tflite file that the TensorFlow Lite converter wrote
      "
    `);
  });

  test('I8C1002: another schema version', () => {
    expect(afterEdit((model) => set(model, { version: 2 }))).toMatchInlineSnapshot(`
      "
      error[I8C1002]: the model has schema version 2; int8c reads version 3
        --> model.tflite
         = why   the meaning of the tables depends on the version
         = help  convert again with a current TensorFlow
      "
    `);
  });

  test('I8C1003: a truncated file', () => {
    const bytes = writeTflite(convolutionGraph());
    expect(complaints(bytes.subarray(0, 700))).toMatchInlineSnapshot(`
      "
      error[I8C1003]: the file is damaged
        --> model.tflite, byte 848
         |  Model.operatorCodes
         |  a vector cannot stand here
         |  the file has 700 bytes
         = why   an offset or a length leads out of the file or into the middle of something else
         = help  copy or download the file again, in binary mode; if it stays, convert it again
      "
    `);
  });

  test('I8C1004: more entries than any model has', () => {
    expect(afterEdit((model) => set(model, { operatorCodes: Array.from({ length: maxTableEntries + 1 }, () => ({})) }))).toMatchInlineSnapshot(`
      "
      error[I8C1004]: the file exceeds a limit of int8c
        --> model.tflite, byte 848
         |  Model.operatorCodes
         |  100001 entries; int8c reads at most 100000
         |  the file has 800896 bytes
         = why   the limits stand far above any network for a microcontroller and bound what a hostile file can cost
         = help  the file is damaged or no model for a microcontroller
      "
    `);
  });

  test('I8C1005: references that lead nowhere', () => {
    const edit: Edit = (_, main) => {
      set(main.tensors[1], { buffer: 77 });
      set(main.operators[0], { opcodeIndex: 9, inputs: [0, 1, 99], outputs: [-1] });
      set(main, { outputs: [4] });
    };
    expect(afterEdit(edit)).toMatchInlineSnapshot(`
      "
      error[I8C1005]: tensor 1 keeps its data in buffer 77, which does not exist
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  the file has 3 buffers
         = why   tables of the file refer to each other by number, and this number leads nowhere
         = help  the file is damaged or was edited by hand: copy or convert it again

      error[I8C1005]: operator 0 has operator code 9, which does not exist
        --> model.tflite, subgraph 0, operator 0 operator code 9
         |  the file has 1 operator codes
         = why   tables of the file refer to each other by number, and this number leads nowhere
         = help  the file is damaged or was edited by hand: copy or convert it again

      error[I8C1005]: input 2 of operator code 9 is tensor 99, which does not exist
        --> model.tflite, subgraph 0, operator 0 operator code 9
         |  the subgraph has 4 tensors
         = why   tables of the file refer to each other by number, and this number leads nowhere
         = help  the file is damaged or was edited by hand: copy or convert it again

      error[I8C1005]: output 0 of operator code 9 is tensor -1, which does not exist
        --> model.tflite, subgraph 0, operator 0 operator code 9
         |  the subgraph has 4 tensors
         = why   tables of the file refer to each other by number, and this number leads nowhere
         = help  the file is damaged or was edited by hand: copy or convert it again

      error[I8C1005]: output 0 of the model is tensor 4, which does not exist
        --> model.tflite
         |  the subgraph has 4 tensors
         = why   tables of the file refer to each other by number, and this number leads nowhere
         = help  the file is damaged or was edited by hand: copy or convert it again
      "
    `);
  });

  test('I8C1006: nothing in it', () => {
    expect(complaints(encodeModel({ version: 3 }))).toMatchInlineSnapshot(`
      "
      error[I8C1006]: the model has no subgraph
        --> model.tflite
         = why   there is nothing to compile
         = help  the file is damaged or holds something else than a network: convert it again
      "
    `);
    expect(afterEdit((_, main) => set(main, { operators: [] }))).toMatchInlineSnapshot(`
      "
      error[I8C1006]: the model has no operators
        --> model.tflite, subgraph 0
         = why   there is nothing to compile
         = help  the file is damaged or holds something else than a network: convert it again
      "
    `);
  });

  test('I8C1007: more findings than anyone reads', () => {
    const edit: Edit = (_, main) => set(main, { operators: Array.from({ length: 25 }, () => ({ inputs: [50], outputs: [3] })) });
    expect(afterEdit(edit).split('\n\n').at(-1)).toMatchInlineSnapshot(`
      "note[I8C1007]: 5 further findings in this file are not shown
         = help  repair the first ones; the others often follow from them
      "
    `);
  });
});

describe('the model', () => {
  test('I8C1101: all unsupported operators in one list', () => {
    const edit: Edit = (model, main) => {
      const [convolution] = main.operators;
      model.operatorCodes.push(operatorCode('SVDF'), { ...operatorCode('CUSTOM'), customCode: 'My\u001b[31mOp' }, operatorCode('CUMSUM'), { builtinCode: 999 });
      for (const opcodeIndex of [1, 2, 1, 3, 4]) main.operators.push({ ...convolution, opcodeIndex });
    };
    expect(afterEdit(edit)).toMatchInlineSnapshot(`
      "
      error[I8C1101]: the model uses 4 kinds of operators that int8c does not compile
        --> model.tflite, subgraph 0, operator 1 SVDF "tensor/3"
         |  SVDF   2 times, operators 1, 3   int8, int32
         |  CUSTOM "My?[31mOp"   once, operator 2   int8, int32
         |  CUMSUM   once, operator 4   int8, int32
         |  OPERATOR_999   once, operator 5   int8, int32
         = why   int8c has kernels for ADD, AVERAGE_POOL_2D, CONCATENATION, CONV_2D, DEPTHWISE_CONV_2D, DEQUANTIZE, EXPAND_DIMS, FULLY_CONNECTED, LOGISTIC, MAX_POOL_2D, MEAN, MUL, PAD, PADV2, QUANTIZE, RELU, RELU6, RESHAPE, RESIZE_NEAREST_NEIGHBOR, SOFTMAX, SQUEEZE, SUB, TANH, TRANSPOSE
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
      error[I8C1104]: this model is only partly quantized: 1 of 1 operators compute in float32
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

  test('I8C1106: uint8, everywhere or at the edges', () => {
    const edit: Edit = (_, main) => {
      for (const index of [0, 1, 3]) set(main.tensors[index], { type: typeCodeOf('uint8') });
    };
    expect(afterEdit(edit)).toMatchInlineSnapshot(`
      "
      error[I8C1106]: this model is quantized to uint8, the older scheme; int8c compiles int8 models
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   uint8 [1, 4, 4, 2]
         |  tensor 1 "tensor/1"   uint8 [3, 3, 3, 2]
         |  tensor 3 "tensor/3"   uint8 [1, 4, 4, 3]
         = why   uint8 models have weights with zero points and no scales per channel; their kernels differ from the int8 ones
         = help  convert again with full-integer quantization: a representative dataset, supported_ops [TFLITE_BUILTINS_INT8], inference_input_type and inference_output_type int8
      "
    `);
    const sketch = sketchGraph();
    const input = sketch.value([1, 4], 'uint8');
    const output = sketch.node('quantize', {}, [input], sketch.value([1, 4]));
    expect(complaints(writeTflite(sketch.finish('edges', [input], [output])))).toMatchInlineSnapshot(`
      "
      error[I8C1106]: this model has uint8 inputs or outputs; int8c compiles models whose values are int8
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   uint8 [1, 4]
         = why   the QUANTIZE that maps uint8 to int8 only flips the top bit, and your code can do that
         = help  convert again with inference_input_type and inference_output_type int8
      "
    `);
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
    expect(afterEdit((model) => set(model.buffers[1], { data: undefined, offset: 4096, size: 54 }))).toMatchInlineSnapshot(`
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
    expect(afterEdit((model) => set(model, { metadata: [{ name: 'min_runtime_version' }, { name: 'COMPRESSION_METADATA', buffer: 1 }] }))).toMatchInlineSnapshot(`
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
    expect(complaints(editedFile(everyOperatorGraph(), (_, main) => void main.operators.reverse())).split('\n\n')[0]).toMatchInlineSnapshot(`
      "
      error[I8C1110]: an operator uses a tensor before another operator makes it
        --> model.tflite, subgraph 0, operator 0 DEQUANTIZE "tensor/29"
         |  input tensor 28 "tensor/28"   int8 [1, 6]
         |  operator 1 makes it
         = why   operators run in the order of the file
         = help  the file is damaged or was cut apart: convert it again"
    `);
    expect(afterEdit((_, main) => set(main, { tensors: [...main.tensors, main.tensors[3]], outputs: [3, 4] }))).toMatchInlineSnapshot(`
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
    expect(afterEdit((_, main) => set(main.tensors[0], { shape: Array.from({ length: 9 }, () => 1) }))).toContain('9 dimensions');
    expect(afterEdit((_, main) => set(main.tensors[0], { shape: [65_536, 32_768] }))).toContain('2147483648 elements');
  });

  test('I8C1204: data of another length', () => {
    expect(afterEdit((model) => set(model.buffers[1], { data: new Uint8Array(53) }))).toMatchInlineSnapshot(`
      "
      error[I8C1204]: the data of a constant tensor does not have the length that its shape asks for
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         |  buffer 1 has 53 bytes, 54 are needed
         = why   the bytes of a constant are its elements one after another, nothing less and nothing more
         = help  the file is damaged or its converter is faulty: copy or convert it again
      "
    `);
  });

  test('I8C1205: sparse tensors', () => {
    expect(afterEdit((_, main) => set(main.tensors[1], { sparsity: { traversalOrder: [0, 1, 2, 3] } }))).toMatchInlineSnapshot(`
      "
      error[I8C1205]: this model has sparse tensors, stored without their zeros
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         = why   int8c reads dense weights only
         = help  convert again without Optimize.EXPERIMENTAL_SPARSITY; pruned weights may stay, stored densely
      "
    `);
  });

  test.each([0, -0.5, NaN, Infinity, 2 ** -127])('I8C1206: scale %d', (scale) => {
    expect(afterEdit((_, main) => set(main.tensors[0], { quantization: { scale: [scale], zeroPoint: [0] } }))).toContain(
      `error[I8C1206]: a tensor has a scale that is not a positive, normal number\n  --> model.tflite, subgraph 0, tensor 0 "tensor/0"\n   |  tensor 0 "tensor/0"   int8 [1, 4, 4, 2]\n   |  scale ${scale}\n`,
    );
  });

  test('I8C1206: the scale of one channel', () => {
    const quantization = { scale: [1, 0, 1], zeroPoint: [0, 0, 0] };
    expect(afterEdit((_, main) => set(main.tensors[1], { quantization }))).toMatchInlineSnapshot(`
      "
      error[I8C1206]: a tensor has a scale that is not a positive, normal number
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         |  scale 0 at channel 1
         = why   multipliers are quotients of scales; zero, negative, denormal and infinite ones have no meaning there
         = help  check the representative dataset (a tensor that was always 0 gets such a scale) and convert again
      "
    `);
  });

  test('I8C1207: zero points', () => {
    expect(afterEdit((_, main) => set(main.tensors[0], { quantization: { scale: [1], zeroPoint: [128] } }))).toMatchInlineSnapshot(`
      "
      error[I8C1207]: a tensor has a zero point outside of the range of its type
        --> model.tflite, subgraph 0, tensor 0 "tensor/0"
         |  tensor 0 "tensor/0"   int8 [1, 4, 4, 2]
         |  zero point 128; the type holds -128 to 127
         = why   the zero point is the quantized value that stands for 0 and must itself be a value of the type
         = help  the file is damaged or its converter is faulty: convert it again
      "
    `);
  });

  test('I8C1208: lengths of the quantization', () => {
    const scales = { scale: [1, 1], zeroPoint: [0, 0], quantizedDimension: 0 };
    expect(afterEdit((_, main) => set(main.tensors[1], { quantization: scales }))).toMatchInlineSnapshot(`
      "
      error[I8C1208]: the quantization of a tensor does not fit its shape
        --> model.tflite, subgraph 0, tensor 1 "tensor/1"
         |  tensor 1 "tensor/1"   int8 [3, 3, 3, 2]
         |  2 scales, 2 zero points, quantized dimension 0, which has size 3
         = why   there is one scale and one zero point for the whole tensor, or one of each for every index of the quantized dimension
         = help  the file is damaged or its converter is faulty: convert it again
      "
    `);
    expect(afterEdit((_, main) => set(main.tensors[1], { quantization: { scale: [1] } }))).toContain('1 scales, 0 zero points');
    expect(afterEdit((_, main) => set(main.tensors[1], { quantization: { ...scales, quantizedDimension: -1 } }))).toContain('which does not exist');
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
    expect(afterParameter({ type: typeCodeOf('int64'), shape: [1] }, new Uint8Array(8).fill(0x11))).toContain('does not fit 32 bits');
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
         |  strideWidth is 0; 1 to 65535 has a meaning
         = why   an operator is compiled from its options; int8c does not guess
         = help  the file is damaged or was written by a newer or faulty converter: convert it again
      "
    `);
    expect(afterOptions({ padding: 2 })).toContain('padding is 2; 0 (SAME) and 1 (VALID) have a meaning');
    expect(afterOptions({ dilationHeight: -1 })).toContain('dilationHeight is -1');
    expect(afterEdit((_, main) => set(main.operators[0], { builtinOptionsType: 11, builtinOptions: { activation: 1 } }))).toContain('options table of type 11; Conv2DOptions has number 1');
  });

  test('I8C1306: shuffled weights', () => {
    const sketch = sketchGraph();
    const input = sketch.value([1, 4]);
    const output = sketch.value([1, 3]);
    sketch.node('fully-connected', { activation: 'none', keepDimensions: false }, [input, sketch.constant([3, 4]), null], output);
    const bytes = editedFile(sketch.finish('dense', [input], [output]), (_, main) => set(main.operators[0]?.['builtinOptions'] as object, { weightsFormat: 1 }));
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
