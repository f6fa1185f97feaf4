import { describe, expect, test } from 'vitest';

import { maxTableEntries } from '../../src/formats/tflite/limits.js';
import { afterEdit, complaints, set, type Edit } from '../support/tflite-edit.js';
import { encodeModel } from '../../src/formats/tflite/encode-model.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';

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
        --> model.tflite, byte 856
         |  Model.operatorCodes
         |  a vector cannot stand here
         |  the file has 700 bytes
         = why   an offset or a length leads out of the file or into the middle of something else
         = help  copy or download the file again, in binary mode; if it stays, convert it again
      "
    `);
  });

  test('I8C1004: more entries than any model has', () => {
    expect(afterEdit((model) => set(model, { operatorCodes: Array.from({ length: maxTableEntries + 1 }, () => ({})) })))
      .toMatchInlineSnapshot(`
      "
      error[I8C1004]: the file exceeds a limit of int8c
        --> model.tflite, byte 856
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
    const edit: Edit = (_, main) =>
      set(main, { operators: Array.from({ length: 25 }, () => ({ inputs: [50], outputs: [3] })) });
    expect(afterEdit(edit).split('\n\n').at(-1)).toMatchInlineSnapshot(`
      "note[I8C1007]: 5 further findings in this file are not shown
         = help  repair the first ones; the others often follow from them
      "
    `);
  });
});
