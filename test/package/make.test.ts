import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { inTemporaryFolder, repository, runChecked, testWithTools } from '../support/tools.js';
import { setAge, silenceLine, writeFirmware } from './firmware.js';

const makefile = `include ${join(repository, 'templates', 'cmake', 'int8c.mk')}
$(eval $(call int8c_model,tone_sweep,models/tone_sweep.tflite,--target cortex-m4))

CFLAGS += -std=c99 -O1

app: main.o $(tone_sweep_OBJECTS)
	$(CC) $^ -o $@

main.o: CPPFLAGS += $(tone_sweep_INCLUDE)
main.o: $(tone_sweep_HEADERS)
`;

function make(folder: string): string {
  return runChecked('make', ['-C', folder, '-j', '2', 'app']);
}

describe('int8c.mk', () => {
  testWithTools(['make', 'cc'], 'compiles a model into a program, and again only when something has changed', () => {
    inTemporaryFolder((folder) => {
      writeFirmware(folder, 'Makefile', makefile);
      expect(make(folder)).toContain('int8c.js compile models/tone_sweep.tflite');
      expect(runChecked(join(folder, 'app'), [])).toBe(silenceLine());
      expect(make(folder)).toContain("'app' is up to date");

      const packageFolder = join(folder, 'build', 'int8c', 'tone_sweep');
      const object = join(packageFolder, 'tone_sweep.o');
      const before = statSync(object).mtimeMs;
      setAge(join(folder, 'models', 'tone_sweep.tflite'), -1);
      expect(make(folder)).toContain('int8c.js compile');
      expect(statSync(object).mtimeMs).toBeGreaterThan(before);

      setAge(join(folder, 'models', 'tone_sweep.tflite'), 60);
      rmSync(join(packageFolder, 'tone_sweep_data.c'));
      expect(make(folder)).toContain('int8c.js compile');
      expect(existsSync(join(packageFolder, 'tone_sweep_data.c'))).toBe(true);
      expect(make(folder)).toContain("'app' is up to date");
    });
  });
});
