import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isValidPrefix, prefixFromFileName } from '../../src/emit/c-identifier.js';
import { cInt, formatTable } from '../../src/emit/c-literals.js';
import { cFloat } from '../../src/numerics/float-text.js';

describe('C literals', () => {
  it('give every float32 back', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = cFloat(value);
        expect(text).toMatch(/[.e].*f$/);
        expect(Math.fround(Number(text.slice(0, -1)))).toBe(value);
      }),
    );
  });

  it('write INT32_MIN as an int', () => {
    expect(cInt(-(2 ** 31))).toBe('(-2147483647 - 1)');
  });

  it('fill lines evenly', () => {
    expect(formatTable({ ctype: 'int8_t', values: Int8Array.of(-128, 0, 7) })).toBe('    -128,    0,    7,');
    for (const line of formatTable({ ctype: 'int8_t', values: new Int8Array(500) }).split('\n'))
      expect(line.length).toBeLessThanOrEqual(112);
  });
});

describe('prefixes', () => {
  it.each([
    ['models/Person Detect-v2.tflite', 'person_detect_v2'],
    ['C:\\m\\kwsRefModel.tflite', 'kws_ref_model'],
    ['01.tflite', 'model_01'],
    ['switch.tflite', 'switch_model'],
    ['signal.tflite', 'signal_model'],
    ['int8c_runtime.tflite', 'model_int8c_runtime'],
    ['日本.tflite', 'model'],
  ])('%s becomes %s', (file, prefix) => {
    expect(prefixFromFileName(file)).toBe(prefix);
  });

  it('are always valid', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(isValidPrefix(prefixFromFileName(`${name}.tflite`))).toBe(true);
      }),
    );
  });
});
