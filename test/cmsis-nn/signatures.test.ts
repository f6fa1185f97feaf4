import { describe, expect, it } from 'vitest';
import { libraryCall } from '../../src/kernels/cmsis-nn/call.js';
import { libraryFunctions, libraryStructs } from '../../src/kernels/cmsis-nn/signatures.js';
import { c } from '../../src/text/sinks.js';
import { readHeaders, testWithLibrary } from '../support/cmsis-nn.js';

const tile = { w: 1, h: 2 };

describe('a call of the library', () => {
  it('has its arguments in the order of the table, whatever the order in which they are given', () => {
    const { structs, statement } = libraryCall('arm_max_pool_s8', {
      output: c`out`,
      input: c`in`,
      context: { size: 0, buf: c`NULL` },
      output_dims: { c: 4, w: 3, h: 2, n: 1 },
      input_dims: { n: 1, h: 2, w: 3, c: 4 },
      filter_dims: { n: 1, h: 5, w: 6, c: 1 },
      params: { activation: { min: -128, max: 127 }, padding: tile, stride: tile },
    });
    expect(statement).toBe(
      '(void)arm_max_pool_s8(&context, &params, &input_dims, in, &filter_dims, &output_dims, out);',
    );
    expect(structs.map(({ qualifiers, type, name }) => `${qualifiers} ${type} ${name}`)).toEqual([
      'const cmsis_nn_context context',
      'static const cmsis_nn_pool_params params',
      'static const cmsis_nn_dims input_dims',
      'static const cmsis_nn_dims filter_dims',
      'static const cmsis_nn_dims output_dims',
    ]);
    expect(structs[0]?.value).toBe('{ .buf = NULL, .size = 0 }');
    expect(structs[1]?.value).toBe(
      '{\n.stride = { .w = 1, .h = 2 },\n.padding = { .w = 1, .h = 2 },\n.activation = { .min = -128, .max = 127 },\n}',
    );
    expect(structs[4]?.value).toBe('{ .n = 1, .h = 2, .w = 3, .c = 4 }');
  });

  it('of a function that returns nothing drops no status', () => {
    const numbers = { rows: 1, depth: 2, multiplier: 3, shift: 4, least_difference: -5 };
    const { statement } = libraryCall('arm_softmax_s8', { input: c`in`, ...numbers, output: c`out` });
    expect(statement).toBe('arm_softmax_s8(in, 1, 2, 3, 4, -5, out);');
  });

  it('is refused without an argument, and without a field', () => {
    const call = libraryCall as (name: string, values: object) => unknown;
    expect(() => call('arm_softmax_s8', { input: 'in' })).toThrow('arm_softmax_s8 is called without rows');
    const pool = { context: { buf: 'NULL' } };
    expect(() => call('arm_max_pool_s8', pool)).toThrow('a cmsis_nn_context without size');
  });
});

describe('the table of signatures', () => {
  it('mentions no struct that it does not have', () => {
    const types = [
      ...Object.values(libraryFunctions).flatMap(({ parameters }) => Object.values<string>(parameters)),
      ...Object.values(libraryStructs).flatMap((fields) => Object.values<string>(fields)),
    ];
    const names = types.flatMap((type) => type.match(/cmsis_nn_\w+/g) ?? []);
    expect(names.filter((name) => !(name in libraryStructs))).toEqual([]);
  });

  testWithLibrary('has the functions of the user’s copy: types, in their order', (folder) => {
    const headers = readHeaders(folder);
    for (const [name, { returns, parameters }] of Object.entries(libraryFunctions)) {
      const [, type = '', list = ''] = new RegExp(`(\\w+)\\s+${name}\\s*\\(([^)]*)\\)\\s*;`).exec(headers) ?? [];
      const types = list.split(',').map((parameter) => spaced(parameter.replace(/\w+\s*$/, '')));
      expect({ name, type, types }).toEqual({
        name,
        type: returns,
        types: Object.values<string>(parameters).map(spaced),
      });
    }
  });

  testWithLibrary('has the structs of the user’s copy: fields and their types, in their order', (folder) => {
    const headers = readHeaders(folder);
    for (const [name, fields] of Object.entries(libraryStructs)) {
      const body = new RegExp(`struct\\s*\\{([^}]*)\\}\\s*${name}\\s*;`).exec(headers)?.[1] ?? '';
      const found = body.split(';').flatMap((line) => {
        const [, type = '', field] = /^\s*(.*?)(\w+)\s*$/s.exec(line) ?? [];
        return field === undefined ? [] : [[field, spaced(type)]];
      });
      expect({ name, found }).toEqual({ name, found: Object.entries<string>(fields).map(([f, t]) => [f, spaced(t)]) });
    }
  });
});

/** Types are the same however they are spaced. */
function spaced(type: string): string {
  return type
    .replace(/\s*\*\s*/g, ' * ')
    .replace(/\s+/g, ' ')
    .trim();
}
