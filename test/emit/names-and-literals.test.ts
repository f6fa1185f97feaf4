import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isValidPrefix, prefixFromFileName, validPrefix } from '../../src/emit/c-identifier.js';
import { cInt, formatTable } from '../../src/emit/c-literals.js';
import { readTemplateFile, renderTemplate } from '../../src/emit/template-engine.js';
import { packageVersion } from '../../src/version.js';

/**
 * What C, C++ and the headers of the system have taken, name by name: each would break a build in which it is a prefix.
 */
const taken =
  'auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed ' +
  'sizeof static struct switch typedef union unsigned void volatile while main bool true false asm class delete new private public protected ' +
  'template this throw try catch namespace using virtual operator assert complex ctype errno fenv inttypes iso646 limits locale math setjmp signal ' +
  'stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings tgmath threads time uchar wchar wctype aio dirent fcntl ' +
  'glob memory poll pthread regex sched semaphore spawn syslog termios ucontext unistd utime alloca endian malloc cmsis_gcc arm_math arm_nnfunctions';

describe('prefixes', () => {
  it('are no name that is taken, and one is made of it', () => {
    const accepted = taken
      .split(' ')
      .filter((name) => isValidPrefix(name) || prefixFromFileName(`${name}.tflite`) !== `${name}_model`);
    expect(accepted).toEqual([]);
  });

  it('are always valid', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(isValidPrefix(prefixFromFileName(`${name}.tflite`))).toBe(true);
      }),
    );
  });

  const long = 'a'.repeat(40);

  it.each([
    ['kws', true],
    ['k', true],
    ['kws_2', true],
    ['k__', true],
    ['', false],
    ['2kws', false],
    ['_kws', false],
    ['Kws', false],
    ['kwS', false],
    ['kws-2', false],
    ['kws 2', false],
    ['kws\n', false],
    ['\nkws', false],
    [long, true],
    [`${long}a`, false],
    ['int8c', false],
    ['int8c_', false],
    ['int8c_x', false],
    ['int8cx', true],
    ['xint8c', true],
  ])('%j is one: %s', (text, valid) => {
    expect(isValidPrefix(text)).toBe(valid);
    const result = validPrefix(text);
    expect(result.ok).toBe(valid);
    if (result.ok) expect(result.value).toBe(text);
  });

  it.each([
    [`${long}bcd.tflite`, long],
    [`${'a'.repeat(39)}_bcd.tflite`, 'a'.repeat(39)],
    [`${'a'.repeat(38)}--bcd.tflite`, `${'a'.repeat(38)}_b`],
    [`int8c_${'a'.repeat(40)}.tflite`, `model_int8c_${'a'.repeat(28)}`],
    [`int8c_${'a'.repeat(27)}_a.tflite`, `model_int8c_${'a'.repeat(27)}`],
    ['int8c.tflite', 'model_int8c'],
    ['int8c_runtime.tflite', 'model_int8c_runtime'],
    ['models/Person Detect-v2.tflite', 'person_detect_v2'],
    ['C:\\m\\kwsRefModel.tflite', 'kws_ref_model'],
    ['01.tflite', 'model_01'],
    ['日本.tflite', 'model'],
    ['_kws_.tflite', 'kws'],
    ['__kws__2__.tflite', 'kws_2'],
    ['KWSModel.tflite', 'kwsmodel'],
    ['kwsModel2B.tflite', 'kws_model2_b'],
    ['a.b.c.tflite', 'a_b_c'],
    ['folder.d/kws', 'kws'],
    ['folder\\kws.x', 'kws'],
    ['folder/', 'model'],
    ['.tflite', 'model'],
    ['9.tflite', 'model_9'],
    ['9a.tflite', 'model_9a'],
  ])('%j makes %j', (file, prefix) => {
    expect(prefixFromFileName(file)).toBe(prefix);
  });

  it('are proposed where one is refused', () => {
    const result = validPrefix('My Model');
    expect(result.diagnostics).toMatchObject([
      {
        code: 'I8C6003',
        message: expect.stringMatching(/usable in C/),
        details: ['name My Model'],
        help: 'my_model would do',
      },
    ]);
  });
});

describe('tables', () => {
  it('fill lines of 112 columns and no more', () => {
    const widths = (values: Int8Array): number[] =>
      formatTable({ ctype: 'int8_t', values })
        .split('\n')
        .map((line) => line.length);
    // Values of 4 characters, 6 columns each: 18 to a line.
    expect(widths(new Int8Array(19).fill(-100))).toEqual([4 + 18 * 6 - 1, 4 + 6 - 1]);
    expect(widths(new Int8Array(18).fill(-100))).toEqual([4 + 18 * 6 - 1]);
    expect(widths(new Int8Array(37).fill(7))).toEqual([4 + 36 * 3 - 1, 6]);
  });

  it('say INT32_MIN without a literal that is no int, and its neighbour plainly', () => {
    expect([-(2 ** 31), -(2 ** 31) + 1].map(cInt)).toEqual(['(-2147483647 - 1)', '-2147483647']);
  });
});

describe('templates', () => {
  it('are files below their folder, of their kind', () => {
    expect(readTemplateFile('runtime/int8c_runtime.h')).toContain('int8c_');
    expect(readTemplateFile('package/model.h.hbs')).toContain('{{');
    for (const name of [
      '../package.json',
      'package/../runtime/int8c_runtime.h',
      'cmake/int8c.cmake',
      'int8c_runtime.h',
    ]) {
      expect(() => readTemplateFile(name)).toThrow(`int8c bug: no template ${name}`);
    }
  });

  it('do without nothing that they name', () => {
    expect(() => renderTemplate('kernels/portable/clamp.c.hbs', { elements: 1, min: 0 })).toThrow(/max/);
  });
});

it('the version is that of the package', () => {
  expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/);
  expect(packageVersion()).toBe(packageVersion());
});
