/**
 * `npm run demo`: the example model from its .tflite file to C that is known to be right. Needs nothing but Node and
 * `npm ci`: the emitted C is compiled to WebAssembly by the Clang that comes as a package.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { toneClasses } from './tone-sweep/tones.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const model = 'examples/tone-sweep/tone_sweep.tflite';
const out = 'generated/tone_sweep';

/** Runs the command line program as a user would, and ends the demo when it fails. */
function int8c(...args: string[]): void {
  console.log(`\n$ npx int8c ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, ['bin/int8c.js', ...args], { cwd: repository, stdio: 'inherit' });
  if (status !== 0) {
    console.error(
      '\nThe demo ends here: the command above has failed. After changes to src/, run npm run build first.',
    );
    process.exit(status ?? 1);
  }
}

function heading(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(3, 96 - text.length))}`);
}

/** The emitted layer `op00`: the comment above it and the first lines of its code. */
function excerpt(lines: number): string {
  const source = readFileSync(new URL(`../${out}/tone_sweep.c`, import.meta.url), 'utf8').split('\n');
  const first = source.findIndex((line) => line.startsWith('/* op00'));
  return source
    .slice(first, first + lines)
    .map((line) => `  │ ${line}`)
    .join('\n');
}

const began = performance.now();
console.log(
  'A small network tells a rising tone from a falling one in one second of sound: 49 frames, 10 bands, int8.',
);

heading('1  From a .tflite file to a C package');
int8c('compile', model, '--target', 'cortex-m4', '--out', out);
console.log(`\nA layer of ${out}/tone_sweep.c:\n${excerpt(22)}`);

heading('2  What the network says about a rising tone');
int8c('simulate', model, '--input', 'examples/tone-sweep/rising.npy');
console.log(`Classes: ${toneClasses.map((name, index) => `[${index}] ${name}`).join('  ')}`);

heading('3  The emitted C against the simulator: every tensor, bit for bit');
int8c('verify', model);

heading('Where things are');
console.log(`
  ${model.padEnd(40)}  the model; examples/tone-sweep/make-model.ts makes it
  ${`${out}/tone_sweep.c`.padEnd(40)}  the layers, and the order in which they run
  ${`${out}/tone_sweep_data.c`.padEnd(40)}  weights and tables, for flash
  ${`${out}/tone_sweep.h`.padEnd(40)}  what firmware calls
  ${`${out}/README.md`.padEnd(40)}  how to build it, here and for a board

Next: npx int8c inspect ${model}   layers, arena and accumulator bounds
      npx int8c compile <your model>.tflite --target cortex-m4

Done in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
