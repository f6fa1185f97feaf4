import { defineCommand } from '../command.js';
import { jsonOption, modelArgument, roundingOption } from '../options.js';

/** `int8c describe`: a description from a model, to read, to change, and to compile. */
export const describeCommand = defineCommand({
  usage: 'describe <model>',
  summary: 'write a model as a description in TypeScript or JSON, its weights beside it as .npy',
  examples: [['$0 describe kws.tflite --out models/kws', 'models/kws/kws.ts and its weights']],
  options: (yargs) =>
    jsonOption(
      roundingOption(modelArgument(yargs))
        .option('out', { type: 'string', requiresArg: true, describe: 'folder of the description  [default: ./NAME]' })
        .option('name', {
          type: 'string',
          requiresArg: true,
          describe: "name of the file, and of what it compiles to  [default: from the model's file name]",
        })
        .option('format', { choices: ['ts', 'json'] as const, default: 'ts' as const, describe: 'TypeScript or JSON' })
        .option('force', {
          type: 'boolean',
          default: false,
          describe: 'replace and remove in --out also what is not an unchanged file of this description',
        }),
    ),
  body: async () => (await import('../bodies/describe.js')).runDescribe,
});
