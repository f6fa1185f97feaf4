import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compile } from '../../src/compiler.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { filesBelow } from '../support/files-below.js';
import { repository } from '../support/tools.js';

it('the example compiles to the package that is committed, file by file', () => {
  const bytes = readFileSync(join(repository, 'examples', 'tone-sweep', 'tone_sweep.tflite'));
  const graph = readTflite(bytes, 'tone_sweep.tflite');
  const target = loadTarget('cortex-m4');
  if (!graph.ok || !target.ok) throw new Error('the example cannot be read');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const made = compile(
    graph.value,
    { file: 'some/folder/tone_sweep.tflite', sha256 },
    { name: 'tone_sweep', target: target.value, rounding: 'double' },
  );
  if (!made.ok) throw new Error('the example does not compile');
  const folder = 'generated/tone_sweep';
  expect(made.value.files.map(({ path }) => `${folder}/${path}`).sort()).toEqual(filesBelow(folder));
  for (const { path, text } of made.value.files)
    expect(text, path).toBe(readFileSync(join(repository, folder, path), 'utf8'));
});
