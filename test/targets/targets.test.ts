import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadTarget, targetNames } from '../../src/targets/load-target.js';
import { parseTarget } from '../../src/targets/parse-target.js';
import { largestRamBytes, withUnlimitedRam } from '../../src/targets/target.js';
import { repository } from '../support/tools.js';

type Data = Record<string, unknown>;

const sound = JSON.parse(readFileSync(join(repository, 'targets/cortex-m4.json'), 'utf8')) as Data;

/** What is said about the data of cortex-m4, changed. */
function detailsOf(change: Data): readonly string[] {
  const parsed = parseTarget('cortex-m4', JSON.stringify({ ...sound, ...change }));
  return parsed.diagnostics.flatMap(({ details }) => details);
}

test.each(targetNames())('the data of %s are sound', (name) => {
  expect(loadTarget(name)).toMatchObject({ ok: true, value: { name } });
});

describe('data of a target', () => {
  test('that are broken are refused: file, fields, what must be there and what is', () => {
    const data = { ...sound, name: 'cortex-m5', features: ['dsp', 'neon'], tensorAlignmentBytes: '4', colour: 'green' };
    expect(parseTarget('cortex-m4', JSON.stringify(data)).diagnostics).toEqual([
      {
        code: 'I8C4003',
        severity: 'error',
        message: 'the data of a target must have all fields, each of its kind',
        origin: { kind: 'file', file: 'targets/cortex-m4.json' },
        details: [
          'name: needed "cortex-m4", as the file is called; seen "cortex-m5"',
          'features: needed a list of dsp, mve, fpu, or []; seen ["dsp","neon"]',
          'tensorAlignmentBytes: needed 1, 2, 4, 8, 16; seen "4"',
          'colour: a target has no such field',
        ],
        help: 'mend the file after the pattern of its neighbours, or install int8c again',
      },
    ]);
  });

  test.each(Object.keys(sound))('must have %s', (field) => {
    expect(detailsOf({ [field]: undefined })).toEqual([expect.stringMatching(`^${field}: needed .*; seen nothing$`)]);
  });

  test.each<[string, unknown]>([
    ['description', ''],
    ['core', 4],
    ['features', 'dsp'],
    ['memories', []],
    ['memories', [{ name: 'sram' }]],
    ['memories', [{ name: '', bytes: 1024 }]],
    ['memories', [{ name: 'sram', bytes: 0 }]],
    ['memories', [{ name: 'sram', bytes: 1.5 }]],
    ['memories', [{ name: 'sram', bytes: '64K' }]],
    ['memories', [{ name: 'sram', bytes: 1024, colour: 'green' }]],
    ['memories', [{ name: 'sram', bytes: 1024 }, null]],
    ['tensorAlignmentBytes', 3],
    ['tensorAlignmentBytes', 32],
    ['compilerFlags', ['-mthumb -O0']],
    ['compilerFlags', ['$(rm)']],
  ])('refuse a %s of %j', (field, value) => {
    expect(detailsOf({ [field]: value })).toEqual([expect.stringMatching(`^${field}: needed `)]);
  });

  test.each(['', '{', 'null', '[]', '7'])('must be a JSON object, not %j', (json) => {
    expect(parseTarget('cortex-m4', json).diagnostics).toMatchObject([{ details: ['the file is no JSON object'] }]);
  });
});

describe('the RAM of a target', () => {
  const target = (name: string, ramBytes?: number) => {
    const loaded = loadTarget(name, ramBytes);
    if (!loaded.ok) throw new Error(`${name} is refused`);
    return loaded.value;
  };

  test('is that of its data, or what the user says', () => {
    expect(largestRamBytes(target('cortex-m4'))).toBe(655360);
    expect(target('cortex-m4', 1000).memories).toEqual([{ name: 'ram', bytes: 1000 }]);
    const memories = [10, 30, 20].map((bytes, index) => ({ name: `ram${index}`, bytes }));
    expect(largestRamBytes({ memories })).toBe(30);
  });

  test('has no limit on this machine, nor where nobody asks for one', () => {
    expect(largestRamBytes(target('host'))).toBeNull();
    expect(largestRamBytes(withUnlimitedRam(target('cortex-m0plus')))).toBeNull();
  });
});
