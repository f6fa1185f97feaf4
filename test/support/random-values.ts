import type { Shape, Tensor } from '../../src/ir/tensor.js';
import { fusedActivations } from '../../src/numerics/activation.js';
import type { SeededRandom } from '../../src/verify/random.js';
import type { GraphDraft } from './random-graph.js';

/** Adds a node to a draft, or finds nothing to read and says false. What is added may still be refused. */
export type NodeMaker = (draft: GraphDraft) => boolean;

export const int8Fill = (random: SeededRandom) => (): number => random.integer(-128, 127);
export const anyActivation = (random: SeededRandom) => (random.oneIn(2) ? 'none' : random.pick(fusedActivations));
export const size = (shape: Shape, axis: number): number => shape[axis] ?? 1;

/** A value to read, the latest more often than others; now and then a constant. */
export function pickValue(
  { random, values, constant }: GraphDraft,
  fits: (tensor: Tensor) => boolean = (tensor) => tensor.dtype === 'int8',
): Tensor | null {
  const fitting = values.filter(fits);
  if (fitting.length === 0) return null;
  const chosen = random.oneIn(2) ? (fitting.at(-1) ?? null) : random.pick(fitting);
  if (chosen === null || !random.oneIn(25)) return chosen;
  const fill = chosen.dtype === 'float32' ? () => random.unit() * 8 - 4 : int8Fill(random);
  return constant(chosen.shape, chosen.dtype === 'float32' ? 'float32' : 'int8', chosen.quantization, fill);
}

export const isImage = (tensor: Tensor): boolean => tensor.dtype === 'int8' && tensor.shape.length === 4;

export function scaleOf(tensor: Tensor): number {
  return tensor.quantization?.kind === 'perTensor' ? tensor.quantization.scale : 1;
}
