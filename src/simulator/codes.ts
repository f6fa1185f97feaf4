import type { CodePage } from '../diagnostics/codes.js';

/** Diagnostics of the simulation of batches. */
export const simulatorCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C5401',
    title: 'Worker threads could not simulate a batch.',
    explanation: 'Large batches are simulated on worker threads, each with buffers of its own. A thread did not start, or ended before its frames were done; the details say why.',
    remedy: 'Use fewer threads with --workers, 1 for none. Where the worker\'s file is missing, the installation is damaged: install int8c again, or run npm run build in a checkout.',
  },
]);
