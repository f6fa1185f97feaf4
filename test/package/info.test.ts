import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { warningFlags } from '../../src/runners/c-project.js';
import { describeReference, referenceKernels } from '../../src/operators/reference-kernels.js';
import { goldenDirectory, noGoldens } from '../support/golden.js';
import { inTemporaryFolder, repository, runChecked, testWithTools } from '../support/tools.js';
import { compilePackage } from './firmware.js';

interface ListedFacts {
  readonly name: string;
  readonly int8cVersion: string;
  readonly reference: string;
  readonly model: { readonly sha256: string };
}

const printing = `#include <stdio.h>
#include "kws.h"

int main(void)
{
    const kws_model_info *const info = kws_info();

    puts(info->name);
    puts(info->int8c_version);
    puts(info->model_sha256);
    puts(info->reference);
    puts(KWS_INT8C_VERSION "\\n" KWS_MODEL_SHA256 "\\n" KWS_REFERENCE);
    return 0;
}
`;

const running = `#include "kws.h"

int main(void)
{
    return kws_run(NULL) == KWS_ERROR_NULL ? 0 : 1;
}
`;

/** Links a program with a package as release builds do; the image. */
function link(folder: string, directory: string, program: string): Buffer {
  writeFileSync(join(folder, 'main.c'), program);
  const sources = ['main.c', ...['kws.c', 'kws_data.c'].map((name) => join(directory, name))];
  const flags = [...warningFlags, '-Os', '-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections'];
  runChecked('gcc', [...flags, '-I', directory, ...sources, '-o', 'app'], { cwd: folder });
  return readFileSync(join(folder, 'app'));
}

describe('what a package tells about itself', () => {
  testWithTools(
    ['gcc'],
    'is the same in the image, in the header and in the manifest, and costs nothing where nobody asks',
    () => {
      inTemporaryFolder((folder) => {
        const directory = compilePackage(join(folder, 'kws'), '--name', 'kws', '--rounding', 'single');
        const facts = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as ListedFacts;
        const image = link(folder, directory, printing);
        const told = [facts.int8cVersion, facts.model.sha256, facts.reference];
        expect(runChecked(join(folder, 'app'), []).trimEnd().split('\n')).toEqual(['kws', ...told, ...told]);
        expect(facts).toMatchObject({ name: 'kws', reference: describeReference('single') });
        expect(readFileSync(join(directory, 'kws.h'), 'utf8')).toContain(` * reference      ${facts.reference}\n`);
        expect(image.includes(facts.model.sha256)).toBe(true);
        expect(link(folder, directory, running).includes(facts.model.sha256)).toBe(false);
      });
    },
  );

  it('names commit and date of the reference', () => {
    expect(describeReference('double')).toMatch(
      /^TensorFlow Lite Micro .*\btflite-micro [0-9a-f]{8,40}, \d{4}-\d{2}-\d{2}\), double rounding$/,
    );
    const { repository: kernels, commit, date } = referenceKernels;
    expect(readFileSync(join(repository, 'README.md'), 'utf8')).toContain(`(${kernels} ${commit}, ${date};`);
  });

  const golden = goldenDirectory();
  const title = 'names the reference by which every recorded model was recorded';
  if (golden === null) it.skip(`${title} [skipped: ${noGoldens}]`, () => undefined);
  else {
    it(title, () => {
      const { repository: kernels, commit, date } = referenceKernels;
      const records = readdirSync(golden, { withFileTypes: true }).filter((entry) => entry.isDirectory());
      expect(records.length).toBeGreaterThan(0);
      for (const { name } of records) {
        const { reference } = JSON.parse(readFileSync(join(golden, name, 'meta.json'), 'utf8')) as {
          reference: string;
        };
        expect(`${name}: ${reference}`).toContain(`(${kernels} ${commit}, ${date})`);
      }
    });
  }
});
