import { defineCommand } from '../command.js';
import { jsonOption, kernelsOption, modelArgument, ramOption, roundingOption, targetOption } from '../options.js';

/** `int8c compile`: a C package from a model. */
export const compileCommand = defineCommand({
  usage: 'compile <model>',
  summary: 'write a C package: sources, header, CMake, Makefile, README, self-test, manifest',
  examples: [
    ['$0 compile kws.tflite --target cortex-m4 --out firmware/kws', 'compile'],
    ['$0 compile kws.tflite --binding', 'also a typed module that runs the model in the simulator'],
    ['$0 compile kws.tflite --out firmware/kws --check', 'fail unless the committed package is up to date'],
  ],
  options: (yargs) =>
    jsonOption(
      kernelsOption(roundingOption(ramOption(targetOption(modelArgument(yargs)))))
        .option('out', { type: 'string', requiresArg: true, describe: 'folder of the package  [default: ./NAME]' })
        .option('name', {
          type: 'string',
          requiresArg: true,
          describe: "prefix of symbols and files  [default: from the model's file name]",
        })
        .option('check', {
          type: 'boolean',
          default: false,
          describe: 'write nothing; fail when the package in --out is not up to date',
        })
        .option('force', {
          type: 'boolean',
          default: false,
          describe: 'replace and remove in --out also what is not an unchanged file of this package',
        })
        .option('binding', {
          type: 'boolean',
          default: false,
          describe: 'also write NAME.ts, the model as typed module, and NAME.test.ts, which holds the C against it',
        })
        .option('quiet', { type: 'boolean', default: false, describe: 'print diagnostics and nothing else' }),
    ),
  body: async () => (await import('../bodies/compile.js')).runCompile,
});
