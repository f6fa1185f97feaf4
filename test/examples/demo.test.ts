import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { repository, runTool } from '../support/tools.js';

describe('npm run demo', () => {
  it('works where no C compiler is installed', () => {
    const demo = ['--import', './test/support/run-typescript.js', 'examples/demo.ts'];
    const { exitCode, output } = runTool(process.execPath, demo, {
      cwd: repository,
      env: { ...process.env, PATH: '/nowhere' },
    });
    expect(output).toContain('Done in');
    expect(exitCode).toBe(0);
    expect(output).toContain('op00');
    const named = Array.from(output.matchAll(/^ {2}(generated\/\S+)/gm), ([, path = '']) => path);
    expect(named.length).toBeGreaterThan(3);
    for (const path of named) expect(() => readFileSync(join(repository, path)), path).not.toThrow();
  });

  it('is what package.json runs', () => {
    const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['demo']).toContain('examples/demo.ts');
    expect(readdirSync(join(repository, 'examples'))).toContain('demo.ts');
  });
});
