import type { CodePage } from '../diagnostics/codes.js';

/** Diagnostics of verification. */
export const verifyCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C5201',
    title: 'The emitted C and the simulator disagree.',
    explanation:
      'Verification runs the same inputs through the simulator, which runs the model as it was read, and through the compiled C, and compares every tensor bit for bit. The first tensor that differs, in the order of the operators, is shown with its first differing element; later tensors usually differ only because of it.',
    remedy:
      'Run with --bisect: it tells whether the operator is wrong or something overwrote its input. If the package was not edited, this is a fault of int8c: report it with the model and the case.',
  },
]);
