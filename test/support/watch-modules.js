/**
 * `node --import watch-modules.js`: see module-hooks.js. By NODE_OPTIONS it watches child processes and threads as well.
 */
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';

register('./module-hooks.js', import.meta.url);

const listFile = process.env.INT8C_TEST_MODULES;
// What CommonJS modules require of each other passes by no hook.
if (listFile !== undefined)
  process.on('exit', () => {
    for (const path of Object.keys(createRequire(import.meta.url).cache)) appendFileSync(listFile, `file://${path}\n`);
  });
