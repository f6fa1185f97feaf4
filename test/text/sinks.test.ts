import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { jsonText } from '../../src/text/json.js';
import { c, cComment, cIdentifier, cNumber, cString, hashComment, markdown, plain } from '../../src/text/sinks.js';
import { terminalText } from '../../src/text/terminal.js';
import { shortName, visible, visibleAscii, visibleData } from '../../src/text/visible.js';
import { actingCharacter, hostileTexts } from '../support/hostile-text.js';
import { inTemporaryFolder, runChecked, testWithTools } from '../support/tools.js';

const texts = hostileTexts(240);
const compilers = ['gcc', 'clang'];
const warnings = '-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror'.split(' ');

describe('C', () => {
  const source = [
    '#include <stdio.h>',
    '#include <string.h>',
    ...texts.map(
      (text, index) =>
        `/* ${cComment(text)} */ static const int between_${index} = ${index}; /* "${cComment(text)}"\n *   ${cComment(text)}\n */`,
    ),
    `static const char *const texts[] = {\n${texts.map((text) => `    "${cString(text)}",`).join('\n')}\n};`,
    `static const int betweens[] = { ${texts.map((_text, index) => `between_${index}`).join(', ')} };`,
    'int main(void)\n{\n    for (int i = 0; i < (int)(sizeof texts / sizeof texts[0]); ++i) {',
    '        printf("%d %d %s\\n", betweens[i], (int)strlen(texts[i]), texts[i]);\n    }\n    return 0;\n}\n',
  ].join('\n');
  const expected = texts.map((text, index) => `${index} ${visibleAscii(text).length} ${visibleAscii(text)}`);

  for (const compiler of compilers) {
    testWithTools([compiler], `${compiler}: comments stay comments and strings stay strings, without a warning`, () => {
      inTemporaryFolder((folder) => {
        writeFileSync(join(folder, 'texts.c'), source);
        runChecked(compiler, [...warnings, 'texts.c', '-o', 'texts'], { cwd: folder });
        expect(runChecked(join(folder, 'texts'), [], { cwd: folder }).trimEnd().split('\n')).toEqual(expected);
        expect(readdirSync(folder).sort()).toEqual(['texts', 'texts.c']);
      });
    });
  }

  it('takes names and numbers only as what they are', () => {
    expect(c`${cIdentifier('in_0')}[${3}] * ${cNumber('-0x1fu')} + ${cNumber('1.5e-7f')}`).toBe(
      'in_0[3] * -0x1fu + 1.5e-7f',
    );
    for (const text of texts.filter((item) => !/^[\w ]+$/.test(item))) {
      expect(() => cIdentifier(text)).toThrow('int8c bug');
      expect(() => cNumber(text)).toThrow('int8c bug');
    }
    for (const text of texts.filter((item) => !/^[-\w=+,. ]+$/.test(item)))
      expect(() => plain(text)).toThrow('int8c bug');
    for (const text of ['', '1', 'a-b', 'a b', 'é']) expect(() => cIdentifier(text)).toThrow('int8c bug');
    for (const text of ['', '1.', '--1', '1 ', '1ull', '0xg']) expect(() => cNumber(text)).toThrow('int8c bug');
  });
});

describe('comments that begin with #', () => {
  testWithTools(['make'], 'Make goes on behind each', () => {
    inTemporaryFolder((folder) => {
      const lines = texts.map(
        (text, index) => `# from ${hashComment(text)}\nline_${index} := ok\nall += $(line_${index})`,
      );
      writeFileSync(join(folder, 'Makefile'), `${lines.join('\n')}\nshow:\n\t@echo $(words $(filter ok,$(all)))\n`);
      expect(runChecked('make', ['-s', 'show'], { cwd: folder })).toBe(`${texts.length}\n`);
      expect(readdirSync(folder)).toEqual(['Makefile']);
    });
  });

  testWithTools(['cmake'], 'CMake goes on behind each', () => {
    inTemporaryFolder((folder) => {
      const lines = texts.map((text) => `# from ${hashComment(text)}\nmath(EXPR count "\${count} + 1")`);
      writeFileSync(
        join(folder, 'texts.cmake'),
        `set(count 0)\n${lines.join('\n')}\nmessage(STATUS "counted \${count}")\n`,
      );
      expect(runChecked('cmake', ['-P', 'texts.cmake'], { cwd: folder })).toBe(`-- counted ${texts.length}\n`);
      expect(readdirSync(folder)).toEqual(['texts.cmake']);
    });
  });
});

describe('Markdown', () => {
  it.each(texts.map((text) => [visibleAscii(text), text]))('shows %s as it is', (shown, text) => {
    const rendered = micromark(`| a | b |\n|---|---|\n| "${markdown(text)}" | end |\n`, {
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    });
    const cells = [...rendered.matchAll(/<td>(.*?)<\/td>/gs)].map((match) => unescapeHtml(match[1] ?? ''));
    expect(cells).toEqual([`"${shown}"`, 'end']);
  });

  it('leaves usual names readable', () => {
    expect(markdown('person_detect-v2.1 (quantized).tflite')).toBe('person_detect-v2.1 (quantized).tflite');
  });
});

function unescapeHtml(html: string): string {
  if (/<[a-z!/]/i.test(html)) return `markup: ${html}`;
  return html.replace(
    /&(lt|gt|quot|amp);/g,
    (_all, name: string) => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name] ?? '',
  );
}

describe('terminals', () => {
  it('see one line in which nothing acts', () => {
    for (const text of texts) {
      expect(visible(text)).not.toMatch(actingCharacter);
      expect(visible(text)).not.toContain('\n');
    }
    expect(visible('Schlüssel 日本 👍')).toBe('Schlüssel 日本 👍');
  });

  it('get the colours of int8c and line feeds, and nothing else that acts', () => {
    expect(terminalText('\u001b[1mbold\u001b[22m\nnext')).toBe('\u001b[1mbold\u001b[22m\nnext');
    expect(terminalText('\u001b[5mblink\u001b[0m\u001b[2J\u0007')).toBe(
      '<U+001B>[5mblink<U+001B>[0m<U+001B>[2J<U+0007>',
    );
    for (const text of texts) expect(terminalText(text).replace(/\u001b\[31m/g, '')).not.toMatch(actingCharacter);
  });

  it('see plain data as text, whatever it holds', () => {
    expect(visibleData({ names: ['a\u202eb', { deep: '\n' }], count: 3, none: null, values: Int8Array.of(1) })).toEqual(
      {
        names: ['a<U+202E>b', { deep: '<U+000A>' }],
        count: 3,
        none: null,
        values: Int8Array.of(1),
      },
    );
  });
});

describe('JSON', () => {
  it('is printable ASCII and says the same', () => {
    for (const text of texts) {
      const document = jsonText({ [text]: [text] });
      expect(document).toMatch(/^[\n\x20-\x7e]*$/);
      expect(JSON.parse(document)).toEqual({ [text]: [text] });
    }
  });
});

describe('long names', () => {
  it('are cut where no character is split', () => {
    expect(shortName('a'.repeat(120))).toHaveLength(120);
    expect(shortName('a'.repeat(121))).toBe(`${'a'.repeat(117)}...`);
    expect(shortName(`${'a'.repeat(116)}👍👍👍`)).toBe(`${'a'.repeat(116)}...`);
    expect(shortName('abcdef', 5)).toBe('ab...');
  });
});
