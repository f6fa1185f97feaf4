import { defineCommand } from '../command.js';
import { jsonOption, kernelsOption, modelArgument, ramOption, roundingOption, targetOption } from '../options.js';

/** `int8c inspect`: what a model becomes, without writing it. */
export const inspectCommand = defineCommand({
  usage: 'inspect <model>',
  summary: 'show layers, shapes, scales, MACs, proved accumulators, arena map and flash',
  examples: [
    [
      '$0 inspect kws.tflite --why --memory',
      'also why kernels were refused, what others cost, where each tensor lives',
    ],
    ['$0 inspect kws.tflite --channels --layer op02', 'where multipliers and shifts of a layer come from'],
  ],
  options: (yargs) =>
    jsonOption(
      kernelsOption(roundingOption(ramOption(targetOption(modelArgument(yargs)))))
        .option('why', {
          type: 'boolean',
          default: false,
          describe: 'list the kernels that were not taken, with the reason or what they would cost',
        })
        .option('memory', { type: 'boolean', default: false, describe: 'list the place of every tensor in the arena' })
        .option('graph', {
          type: 'boolean',
          default: false,
          describe: 'print the graph as int8c read it, one line per operator',
        })
        .option('channels', {
          type: 'boolean',
          default: false,
          describe: 'instead: scale, multiplier, shift, error and proved accumulator of each output channel',
        })
        .option('layer', {
          type: 'string',
          requiresArg: true,
          describe: 'of which layer: op02, or the name of its output  [default: all with factors]',
        })
        .option('csv', { type: 'boolean', default: false, describe: '--channels as comma-separated values' }),
    ),
  body: async () => (await import('../bodies/inspect.js')).runInspect,
});
