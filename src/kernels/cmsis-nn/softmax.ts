import { doublingHighMultiply } from '../../numerics/fixed-point.js';
import { expOfNegative, inputRadius } from '../../numerics/fixed-point-functions.js';
import { differenceBits, type softmax, type SoftmaxPrepared } from '../../operators/activation/softmax.js';
import type { SiteOf } from '../../operators/operator.js';
import { c } from '../../text/sinks.js';
import { outputElements } from '../c/elementwise-loops.js';
import { libraryCall } from './call.js';
import { libraryKernel } from './library-kernel.js';

type SoftmaxSite = SiteOf<typeof softmax>;

/** Rows of this length can sum to so much that the library shifts by more than 31 bits. */
const tooLong = 512;

/** Exponentials computed anew for every element, as the reference kernel does it. */
export const softmaxLibrary = libraryKernel<SoftmaxSite, SoftmaxPrepared>({
  name: 'softmax',
  accepts({ prepared }) {
    const { depth } = prepared;
    if (depth >= tooLong) return `${depth} values: the library shifts by more than 31 bits where all are alike`;
    return hasExponentials(prepared) || 'the exponentials are not those of beta and scale';
  },
  quantities({ site, prepared: { depth } }) {
    const outputs = outputElements(site);
    return [outputs, outputs / depth];
  },
  cycles: { plain: [0, 248, 640], dsp: [0, 249, 645], mve: [0, 272, 680] },
  layer({ site, prepared }) {
    const { depth, factor } = prepared;
    const { multiplier, shift } = factor;
    const call = libraryCall('arm_softmax_s8', {
      input: c`in`,
      rows: outputElements(site) / depth,
      depth,
      multiplier,
      shift,
      least_difference: 0 - inputRadius(differenceBits, shift),
      output: c`out`,
    });
    return { calls: [call] };
  },
});

/** Whether the library, which shifts and then multiplies under either rounding, comes to the same exponentials. */
function hasExponentials({ factor: { multiplier, shift }, exponentials }: SoftmaxPrepared): boolean {
  const radius = Math.min(255, inputRadius(differenceBits, shift));
  if (exponentials.length !== radius + 1) return false;
  return exponentials.every((value, difference) => {
    const scaled = doublingHighMultiply(-difference * 2 ** shift, multiplier);
    return value === expOfNegative(scaled, differenceBits);
  });
}
