import { defineCommand } from '../command.js';
import { inputOption, jsonOption, kernelsOption, modelArgument, roundingOption, targetOption } from '../options.js';

/** `int8c verify`: the simulator against the emitted C. */
export const verifyCommand = defineCommand({
  usage: 'verify <model>',
  summary: 'run the emitted C and compare every tensor with the simulator, bit for bit',
  examples: [
    ['$0 verify kws.tflite', 'in WebAssembly: nothing needs to be installed'],
    [
      '$0 verify kws.tflite --runner host --sanitize --cases 100',
      'with the C compiler of this machine, ASan and UBSan',
    ],
  ],
  repeatable: ['input'],
  options: (yargs) =>
    jsonOption(
      kernelsOption(roundingOption(inputOption(targetOption(modelArgument(yargs)))))
        .option('runner', {
          type: 'string',
          requiresArg: true,
          default: 'wasm',
          describe: 'what compiles and runs the C: wasm or host',
        })
        .option('cases', {
          type: 'string',
          requiresArg: true,
          default: '8',
          describe: 'random inputs, besides the extreme ones',
        })
        .option('seed', { type: 'string', requiresArg: true, default: '1', describe: 'of the random inputs' })
        .option('bisect', { type: 'boolean', default: false, describe: 'name the first wrong operator' })
        .option('sanitize', { type: 'boolean', default: false, describe: 'compile with ASan and UBSan (host runner)' }),
    ),
  body: async () => (await import('../bodies/verify.js')).runVerify,
});
