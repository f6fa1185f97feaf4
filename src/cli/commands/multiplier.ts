import type { FusedActivation } from '../../numerics/activation.js';
import { defineCommand } from '../command.js';
import { jsonOption, roundingOption } from '../options.js';

const activations: readonly FusedActivation[] = ['none', 'relu', 'relu-n1-to-1', 'relu6'];
const usualActivation: FusedActivation = 'none';

/** `int8c multiplier`: the integers of a real factor, without any model. */
export const multiplierCommand = defineCommand({
  usage: 'multiplier <numbers..>',
  summary: 'show where multiplier and shift come from: of a real factor, or of three scales',
  examples: [
    ['$0 multiplier 0.000347', 'of a real factor'],
    ['$0 multiplier 0.0078 0.012,0.034 0.02', 'of the scales of input, weights (one per channel) and output'],
    ['$0 multiplier 0.0078 0.012 0.02 --c --input-zero-point -1 --output-zero-point 3', 'C for a call into CMSIS-NN'],
  ],
  repeatable: ['numbers'],
  options: (yargs) =>
    jsonOption(
      roundingOption(
        yargs.positional('numbers', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'a real factor; or the scales of input, weights and output. Commas part those of channels',
        }),
      )
        .option('c', { type: 'boolean', default: false, describe: 'print C to paste beside a call into CMSIS-NN' })
        .option('input-zero-point', { type: 'string', requiresArg: true, describe: 'for the offset of the input' })
        .option('output-zero-point', {
          type: 'string',
          requiresArg: true,
          describe: 'for the offset and the bounds of the output',
        })
        .option('activation', {
          choices: activations,
          default: usualActivation,
          describe: 'for the bounds of the output',
        }),
    ),
  body: async () => (await import('../bodies/multiplier.js')).runMultiplier,
});
