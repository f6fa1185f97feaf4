import { defineCommand } from '../command.js';
import { inputOption, jsonOption, modelArgument, roundingOption } from '../options.js';

/** `int8c simulate`: what the model computes, without any C. */
export const simulateCommand = defineCommand({
  usage: 'simulate <model>',
  summary: 'run the reference simulator on inputs and print named, dequantized outputs',
  examples: [
    ['$0 simulate kws.tflite --input mfcc.npy', 'one frame, or as many as the file has'],
    ['$0 simulate kws.tflite --input mfcc.npy --trace trace', 'also write every tensor as .npy'],
  ],
  repeatable: ['input'],
  options: (yargs) =>
    jsonOption(
      roundingOption(inputOption(modelArgument(yargs)).demandOption('input'))
        .option('trace', {
          type: 'string',
          requiresArg: true,
          describe: 'folder for every tensor as .npy, or - for a list of them',
        })
        .option('force', {
          type: 'boolean',
          default: false,
          describe: 'replace in --trace also what is not an unchanged trace of this model',
        })
        .option('workers', {
          type: 'string',
          requiresArg: true,
          describe: 'threads for many frames; 1 for none  [default: what pays]',
        }),
    ),
  body: async () => (await import('../bodies/simulate.js')).runSimulate,
});
