import type { Tensor } from '../ir/tensor.js';
import { quantizeReal, type FusedActivation } from '../numerics/activation.js';
import type { WindowPadding } from '../numerics/window.js';
import type { BoundedSite } from './output-bounds.js';
import type { Rule } from './rule.js';
import { scaleOf } from './tensor-access.js';

/** Rules of operators of several families. */

/** Leaves room for the zero point that is added to a quantized bound. */
const largestBound = 2 ** 31 - 256;

const activationLimit: Readonly<Record<FusedActivation, number>> = { none: 0, relu: 0, 'relu-n1-to-1': 1, relu6: 6 };

/** Source: Quantize in CalculateActivationRangeQuantized of TensorFlow Lite, which fails beyond int32. */
export const representableActivation: Rule<BoundedSite> = {
  code: 'I8C2108',
  sentence: "fused activation must have bounds that fit 32 bits at the output's scale",
  why: "the bounds are quantized at the output's scale, and the reference kernel refuses those beyond int32",
  help: 'convert again: an output scale this small is a sign of a broken calibration',
  seen({ attributes: { activation }, outputs: { output }, fixedPoint }) {
    const scale = scaleOf(output);
    if (scale === null || fixedPoint?.bounds !== undefined) return null;
    const bound = quantizeReal(activationLimit[activation], scale);
    return bound <= largestBound ? null : `${activation} at output scale ${scale}`;
  },
};

/** A limit of the reference kernel, which says nothing about tensors of more dimensions. */
export function rankAtMost(
  limit: number,
): Rule<{ readonly inputs: Readonly<Record<string, Tensor | readonly Tensor[]>> }> {
  return {
    code: 'I8C2400',
    general: 'inputs must have no more dimensions than the reference kernel takes',
    sentence: `inputs must have at most ${limit} dimensions`,
    why: 'the reference kernel has no more',
    help: 'merge dimensions with a reshape',
    seen({ inputs }) {
      const tensors = Object.values(inputs).flat();
      const rank = Math.max(...tensors.map(({ shape }) => shape.length));
      return rank <= limit ? null : `${rank} dimensions`;
    },
  };
}

/**
 * Padding in elements that is smaller than the window, as that of TensorFlow Lite always is: every window of a pooling
 * then has an element of the input.
 */
export function paddingInside<S extends { readonly attributes: { readonly padding: WindowPadding } }>(
  extentOf: (site: S) => readonly [height: number, width: number],
): Rule<S> {
  return {
    code: 'I8C2109',
    sentence: 'padding in elements must be smaller than the window, which is dilated, on every side',
    why: 'a window that lies in the padding has nothing to look at',
    help: 'pad less, or pad the input in a layer of its own',
    seen(site) {
      const { padding } = site.attributes;
      const [height, width] = extentOf(site);
      if (typeof padding === 'string') return null;
      const fits = Math.max(...padding[0]) < height && Math.max(...padding[1]) < width;
      return fits ? null : `padding ${JSON.stringify(padding)}, the window spans ${height}x${width}`;
    },
  };
}
