import type { CodePage } from '../diagnostics/codes.js';

/** Diagnostics of the simulation of batches. */
export const simulatorCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C5401',
    title: 'Worker threads could not simulate a batch.',
    explanation:
      'Large batches are simulated on worker threads, each with buffers of its own. A thread did not start, or ended before its frames were done; the details say why.',
    remedy:
      "Use fewer threads with --workers, 1 for none. Where the worker's file is missing, the installation is damaged: install int8c again, or run npm run build in a checkout.",
  },
  {
    code: 'I8C5402',
    title: 'A model is too large to be simulated.',
    explanation:
      'The simulator runs the model: for simulate, for verify, and for the self-test that compile puts into every package. A file of a few hundred bytes can describe a model that takes hours, so one inference may take 20 G steps, where a step is about a multiply-accumulate or an element that is made, and 256 MiB for its tensors. Networks that run on microcontrollers need less than a tenth of it.',
    remedy:
      'Look at the layers with int8c inspect, which does not run them, and make inputs, kernels or windows smaller.',
  },
  {
    code: 'I8C5403',
    title: 'Outputs have too many values for one document of JSON.',
    explanation:
      'simulate --json lists every value of every output of every frame in one document, and its text must fit into one string of Node. Without --json the largest values of each output are printed, however many there are.',
    remedy: 'Give fewer frames, or --trace with a folder: it gets every tensor as .npy.',
  },
]);
