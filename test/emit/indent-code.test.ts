import { describe, expect, it } from 'vitest';
import { indentCode } from '../../src/emit/indent-code.js';

describe('indentCode', () => {
  it('sets every line by its depth in braces, whatever stood before it', () => {
    const text = [
      'for (;;) {',
      '        if (x) {',
      'y();',
      '  } else {',
      'z();',
      '}',
      '',
      '   }',
      'const int a[2] = { 1, 2 };',
      'do {',
      'w();',
      '} while (v);',
    ];
    expect(indentCode(text.join('\n')).split('\n')).toEqual([
      '    for (;;) {',
      '        if (x) {',
      '            y();',
      '        } else {',
      '            z();',
      '        }',
      '',
      '    }',
      '    const int a[2] = { 1, 2 };',
      '    do {',
      '        w();',
      '    } while (v);',
    ]);
  });

  it('changes nothing that is indented already', () => {
    const text = '    a();\n\n    if (b) {\n        c();\n    }';
    expect(indentCode(text)).toBe(text);
  });

  it('refuses a body that closes more than it opens', () => {
    expect(() => indentCode('a();\n}\nb();')).toThrow('a brace too many');
  });
});
