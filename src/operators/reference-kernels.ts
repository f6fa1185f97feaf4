import type { Rounding } from '../numerics/rounding.js';

/**
 * What int8c is bit-exact to: the reference kernels as they were when those outputs were recorded that the tests
 * compare with. Every package names it. It changes with new records only.
 */
export const referenceKernels = {
  name: 'TensorFlow Lite Micro reference kernels',
  repository: 'tensorflow/tflite-micro',
  commit: '90b983c2',
  date: '2026-08-20',
} as const;

/** `TensorFlow Lite Micro reference kernels (tensorflow/tflite-micro 90b983c2, 2026-08-20), double rounding` */
export function describeReference(rounding: Rounding): string {
  const { name, repository, commit, date } = referenceKernels;
  return `${name} (${repository} ${commit}, ${date}), ${rounding} rounding`;
}
