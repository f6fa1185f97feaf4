import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { operators } from '../../src/index.js';
import { inTemporaryFolder, int8cProgram, repository, runChecked, testWithTools } from '../support/tools.js';

const readme = readFileSync(join(repository, 'README.md'), 'utf8');

function blocks(language: string): string[] {
  return Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')), ([, text = '']) => text);
}

const prompt = '$ npx int8c ';
const packageFlags = ['-std=c99', '-Wall', '-Wextra', '-Werror'];

describe('README.md', () => {
  for (const block of blocks('console')) {
    const [command = '', ...shown] = block.trimEnd().split('\n');
    it(`shows what ${command.slice(2)} prints`, () => {
      expect(command.startsWith(prompt)).toBe(true);
      const output = runChecked(process.execPath, [int8cProgram, ...command.slice(prompt.length).split(' ')], {
        cwd: repository,
      });
      expect(shown.join('\n').trimEnd()).toBe(output.trimEnd());
    });
  }

  testWithTools(['cc'], 'has C that compiles and tells a rising tone', () => {
    const example = blocks('c').find((text) => text.includes('int classify('));
    inTemporaryFolder((folder) => {
      const generated = join(repository, 'generated', 'tone_sweep');
      const npy = readFileSync(join(repository, 'examples', 'tone-sweep', 'rising.npy'));
      const energies = Array.from(npy.subarray(npy.length - 490), (byte) => `${(((byte << 24) >> 24) + 128) / 255}`);
      const main = `static const float rising[] = { ${energies.join(', ')} };\nint main(void) { return classify(rising); }\n`;
      writeFileSync(join(folder, 'main.c'), `${example}\n${main}`);
      const sources = [join(folder, 'main.c'), join(generated, 'tone_sweep.c'), join(generated, 'tone_sweep_data.c')];
      runChecked('cc', [...packageFlags, '-I', generated, ...sources, '-o', join(folder, 'app')]);
      expect(() => runChecked(join(folder, 'app'), [])).toThrow('ended with 2');
    });
  });

  it('names the operators that there are, and no other', () => {
    const section = /^## Operators\n(.*?)^## /ms.exec(readme)?.[1] ?? '';
    const [, list = ''] = section.split(/:\n|\n\n\[/);
    const named = Array.from(list.matchAll(/\b[A-Z][A-Z0-9_]{2,}\b/g), ([name]) => name);
    const compiled = operators.map(({ tfliteName }) => tfliteName);
    expect(named.sort()).toEqual([...compiled, 'PADV2'].sort());
  });

  it('links to files that exist', () => {
    const links = Array.from(readme.matchAll(/\]\(([^)#:]+)\)/g), ([, path = '']) => path);
    expect(links.length).toBeGreaterThan(5);
    for (const path of links) runChecked('test', ['-e', join(repository, path)]);
  });
});
