import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { int8c, int8cJson, temporaryFolder, writeModel } from '../support/command-line.js';
import { convolutionGraph } from '../support/tflite-graphs.js';

const folder = temporaryFolder();
const model = writeModel(folder, convolutionGraph());
mkdirSync(join(folder, 'saved_model'));
writeFileSync(join(folder, 'notes.txt'), 'no model');

describe('help', () => {
  test('lists the commands', async () => {
    const { exitCode, stdout } = await int8c(folder, ['--help']);
    expect(exitCode).toBe(0);
    for (const command of ['compile', 'verify', 'simulate', 'inspect', 'multiplier', 'explain', 'targets'])
      expect(stdout).toMatch(new RegExp(`^ +int8c ${command}\\b`, 'm'));
  });

  test('of a command shows its options and examples', async () => {
    const { exitCode, stdout } = await int8c(folder, ['compile', '--help']);
    expect(exitCode).toBe(0);
    for (const text of [
      '--target',
      '--out',
      '--name',
      '--rounding',
      '--ram',
      '--check',
      '--binding',
      '--json',
      'Examples:',
    ])
      expect(stdout).toContain(text);
  });

  test('the version is that of package.json', async () => {
    expect((await int8c(folder, ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+/);
  });
});

interface Refusal {
  readonly args: readonly string[];
  readonly stderr: string;
  readonly exitCode: number;
}

/** Command lines that make no sense, and the whole answer. */
const refusals: readonly Refusal[] = [
  { args: [], exitCode: 2, stderr: 'error[I8C6001]: int8c needs a command\n   = help  see int8c --help' },
  {
    args: ['compil', model],
    exitCode: 2,
    stderr: 'error[I8C6001]: int8c has no command compil\n   = help  did you mean int8c compile?',
  },
  {
    args: ['compile'],
    exitCode: 2,
    stderr: 'error[I8C6001]: compile needs an argument\n   = help  see int8c compile --help',
  },
  {
    args: ['compile', model, '--taget', 'cortex-m4'],
    exitCode: 2,
    stderr:
      'error[I8C6001]: there is no option or argument taget\n   = help  did you mean --target? Or see int8c compile --help',
  },
  {
    args: ['compile', model, '--out'],
    exitCode: 2,
    stderr: 'error[I8C6001]: --out needs a value\n   = help  see int8c compile --help',
  },
  {
    args: ['compile', model, 'more'],
    exitCode: 2,
    stderr: 'error[I8C6001]: there is no option or argument more\n   = help  see int8c compile --help',
  },
  {
    args: ['inspect', model, '--rounding', 'doubel'],
    exitCode: 2,
    stderr:
      'error[I8C6002]: --rounding takes double or single\n   |  --rounding doubel\n   = help  did you mean --rounding double?',
  },
  {
    args: ['inspect', model, '--ram', '64Q'],
    exitCode: 2,
    stderr: 'error[I8C6002]: --ram takes a number of bytes, such as 65536, 64K or 1M\n   |  --ram 64Q',
  },
  {
    args: ['inspect', model, '--ram', '1K', '--ram', '2K'],
    exitCode: 2,
    stderr: 'error[I8C6002]: --ram must be given once\n   |  --ram 1K --ram 2K',
  },
  {
    args: ['verify', model, '--cases', '-1'],
    exitCode: 2,
    stderr: 'error[I8C6002]: --cases takes a whole number from 0 to 1000000\n   |  --cases -1',
  },
  {
    args: ['compile', model, '--name', 'My Model'],
    exitCode: 2,
    stderr:
      'error[I8C6003]: the name of a package must be usable in C: lower-case letters, digits and underscores, neither a keyword nor the name of a system header\n   |  name My Model\n   = help  my_model would do',
  },
  {
    args: ['compile', 'modle.tflite'],
    exitCode: 2,
    stderr: 'error[I8C6004]: there is no such file\n  --> modle.tflite\n   = help  there is model.tflite',
  },
  {
    args: ['compile', 'saved_model'],
    exitCode: 2,
    stderr: 'error[I8C6005]: a file is needed, not a folder\n  --> saved_model\n   = help  give the file in the folder',
  },
  {
    args: ['explain', 'I8C9999'],
    exitCode: 2,
    stderr:
      'error[I8C6006]: there is no diagnostic of that code\n   |  I8C9999\n   = help  int8c explain lists all codes',
  },
  {
    args: ['simulate', model],
    exitCode: 2,
    stderr: 'error[I8C6001]: simulate needs --input\n   = help  see int8c simulate --help',
  },
];

describe('a command line that makes no sense', () => {
  test.each(refusals)('int8c $args', async ({ args, stderr, exitCode }) => {
    expect(await int8c(folder, args)).toEqual({ exitCode, stdout: '', stderr });
  });

  test('an unknown target is named with all that there are', async () => {
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--target', 'cortex-m5']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('error[I8C4002]');
    expect(stderr).toContain('cortex-m4');
  });

  test('an unknown runner is a fault of the command line', async () => {
    const { exitCode, stderr } = await int8c(folder, ['verify', model, '--runner', 'qemu']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('error[I8C5109]');
  });

  test('under --json the diagnostics are the document, and nothing is on standard error', async () => {
    const { exitCode, document, stderr } = await int8cJson(folder, ['compile', 'nothing.tflite']);
    expect(exitCode).toBe(2);
    expect(stderr).toBe('');
    expect(document).toMatchObject({
      command: 'compile',
      ok: false,
      diagnostics: [{ code: 'I8C6004', severity: 'error', place: 'nothing.tflite' }],
    });
  });

  test('even when the command is not understood', async () => {
    const { exitCode, document } = await int8cJson(folder, ['compil']);
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({ command: 'int8c', ok: false, diagnostics: [{ code: 'I8C6001' }] });
  });
});

describe('a file that is no model', () => {
  test.each(['compile', 'inspect', 'verify'])('%s says so and exits with 1', async (command) => {
    const { exitCode, stdout, stderr } = await int8c(folder, [command, 'notes.txt']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('error[I8C1001]');
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a fault of int8c', () => {
  const broken = 'data:text/javascript,process.stdout.write=()=>{throw new Error("int8c bug: provoked")}';

  test('ends with 70 and asks for a report, without a trace', async () => {
    expect(await int8c(folder, ['targets'], ['--import', broken])).toEqual({
      exitCode: 70,
      stdout: '',
      stderr:
        'int8c stopped because of a fault of its own: provoked\n  Please report it with the model and the command line. INT8C_DEBUG=1 shows where it happened.',
    });
  });

  test('shows its trace to those who ask for it', async () => {
    const debug = 'data:text/javascript,process.env.INT8C_DEBUG="1"';
    const { stderr } = await int8c(folder, ['targets'], ['--import', debug, '--import', broken]);
    expect(stderr).toMatch(/\n\s+at /);
  });
});
