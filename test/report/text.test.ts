import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNpy } from '../../src/formats/arrays/npy.js';
import { renderCodePage } from '../../src/report/code-text.js';
import { npyBytes } from '../../src/formats/arrays/write-npy.js';
import { renderOutputs, realValue, type OutputReport } from '../../src/report/outputs.js';
import { formatBytes, formatCount, formatMetric, formatNumberOf } from '../../src/report/quantities.js';
import { pathAsShellWord } from '../../src/report/shell-word.js';
import { formatTextTable, shorten } from '../../src/report/text-table.js';

describe('quantities', () => {
  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [55296, '54.0 KiB'],
    [4194304, '4.00 MiB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test.each([
    [7, '7'],
    [999, '999'],
    [41472, '41 472'],
    [7160000, '7 160 000'],
  ])('%d counts as %s', (count, text) => expect(formatCount(count)).toBe(text));

  test.each([
    [864, '864'],
    [151000, '151 k'],
    [7158144, '7.16 M'],
    [2.5e9, '2.50 G'],
  ])('%d is %s', (count, text) => expect(formatMetric(count)).toBe(text));

  test('nouns follow their number', () =>
    expect([formatNumberOf(1, 'layer'), formatNumberOf(2, 'layer')]).toEqual(['1 layer', '2 layers']));
});

describe('text tables', () => {
  test('align their columns and end in no blanks', () => {
    const table = formatTextTable(
      [{ title: 'name' }, { title: 'bytes', align: 'right' }, { title: 'note' }],
      [
        ['in', '5', ''],
        ['output', '12345', 'x'],
      ],
    );
    expect(table).toBe('name    bytes  note\nin          5\noutput  12345  x');
  });

  test('keep the end of a long name', () => {
    expect(shorten('MobilenetV1/Conv2d_1_pointwise/Relu6', 12)).toBe('..wise/Relu6');
    expect(shorten('Relu6', 12)).toBe('Relu6');
  });
});

describe('a path as a word of a command', () => {
  test.each([
    ['generated/tone_sweep', 'generated/tone_sweep', 'generated/tone_sweep'],
    ['my models/kws', "'my models/kws'", '"my models/kws"'],
    ["it's", "'it'\\''s'", '"it\'s"'],
    ['$HOME;reboot', "'$HOME;reboot'", '"$HOME;reboot"'],
    ['a&b', "'a&b'", '"a&b"'],
    ['C:\\kws', "'C:\\kws'", 'C:\\kws'],
    ['-kws', './-kws', './-kws'],
    ['', "''", '""'],
  ])('%s', (path, posix, windows) => {
    expect([pathAsShellWord(path, 'linux'), pathAsShellWord(path, 'win32')]).toEqual([posix, windows]);
  });
});

describe('code pages', () => {
  test('are wrapped', () => {
    const page = renderCodePage({
      code: 'I8C9999',
      title: 'A title.',
      explanation: 'word '.repeat(60).trim(),
      remedy: 'again '.repeat(30).trim(),
    });
    const lines = page.split('\n');
    expect(lines.every((line) => line.length <= 92)).toBe(true);
    expect(page.replace(/\s+/g, ' ')).toContain(`${'word '.repeat(60)}help again`);
  });
});

describe('outputs', () => {
  const output: OutputReport = {
    name: 'scores',
    dtype: 'int8',
    shape: [1, 3],
    scale: 0.25,
    zeroPoint: -128,
    values: [-128, 127, 0],
  };

  test('are dequantized', () => {
    expect(realValue(output, 127)).toBe(63.75);
    expect(realValue({ scale: null, zeroPoint: null }, 1.5)).toBe(1.5);
  });

  test('of one frame are listed; of many frames the largest value', () => {
    expect(renderOutputs([[output]])).toBe(
      'scores   int8 [1, 3]   scale 0.25   zero -128\nindex  value   real\n  [0]   -128      0\n  [1]    127  63.75\n  [2]      0     32',
    );
    const lines = renderOutputs(Array.from({ length: 6 }, () => [output])).split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[6]).toMatch(/^ +5 +scores +\[1\] +127 +63\.75$/);
  });

  test('of large tensors are shortened to the largest', () => {
    const values = Array.from({ length: 100 }, (_, index) => index % 90);
    const text = renderOutputs([[{ ...output, shape: [100], values }]]);
    expect(text).toContain('[89]     89');
    expect(text).toContain('the 12 largest of 100 values');
  });

  test('of tensors with more values than a list may have are shortened too, the earlier of equal ones first', () => {
    const values = new Int8Array(2 ** 27).fill(-5);
    [3, 2 ** 27 - 1, 77, 9].forEach((index, place) => values.fill(place < 2 ? 8 : 7, index, index + 1));
    const lines = renderOutputs([[{ ...output, shape: [2 ** 27], values }]]).split('\n');
    const indices = lines.slice(2, -1).map((line) => Number(/\[(\d+)\]/.exec(line)?.[1]));
    expect(indices).toEqual([3, 2 ** 27 - 1, 9, 77, 0, 1, 2, 4, 5, 6, 7, 8]);
  });
});

test('what is written as .npy is read back', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 4 });
  fc.assert(
    fc.property(shapes, fc.integer(), (shape, seed) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const values = Float32Array.from({ length: count }, (_, index) => (seed % 1000) / (index + 1));
      const read = readNpy(npyBytes('float32', shape, values), 'test.npy');
      expect(read).toMatchObject({ ok: true, value: { element: 'float32', shape } });
      if (read.ok) expect(new Float32Array(new Uint8Array(read.value.bytes).buffer)).toEqual(values);
    }),
  );
});
