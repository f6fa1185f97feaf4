import { elementCount } from '../../ir/tensor.js';
import { mulInt8, type mul, type MulPrepared } from '../../operators/elementwise/mul.js';
import type { ScaledSumPrepared } from '../../operators/elementwise/scaled-sum.js';
import type { SiteOf } from '../../operators/operator.js';
import { c } from '../../text/sinks.js';
import { outputElements, type OperandsSite } from '../c/elementwise-loops.js';
import type { Kernel } from '../kernel.js';
import { libraryCall, type Arguments } from './call.js';
import { requantizesAlike } from './factors.js';
import { libraryContext, libraryDims, libraryKernel, type LibraryCallView } from './library-kernel.js';

export const addLibrary = libraryKernel<OperandsSite, ScaledSumPrepared>({
  name: 'add',
  accepts: ({ site }) => unstretched(site),
  quantities: ({ site }) => [outputElements(site)],
  cycles: { plain: [90, 84], dsp: [112, 81], mve: [110, 13.7] },
  layer({ site, prepared }) {
    const { left, right, fractionBits, outputFactor, outputZeroPoint, min, max } = prepared;
    const call = libraryCall('arm_elementwise_add_s8', {
      left: c`in0`,
      right: c`in1`,
      left_offset: 0 - left.zeroPoint,
      left_multiplier: left.factor.multiplier,
      left_shift: left.factor.shift,
      right_offset: 0 - right.zeroPoint,
      right_multiplier: right.factor.multiplier,
      right_shift: right.factor.shift,
      fraction_bits: fractionBits,
      output: c`out`,
      output_offset: outputZeroPoint,
      output_multiplier: outputFactor.multiplier,
      output_shift: outputFactor.shift,
      min,
      max,
      elements: outputElements(site),
    });
    return { calls: [call] };
  },
});

export const mulLibrary = libraryKernel<SiteOf<typeof mul>, MulPrepared>({
  name: 'mul',
  accepts({ site, prepared }, build) {
    const alike = unstretched(site);
    if (alike !== true) return alike;
    const accumulators = mulInt8.accumulators?.(site, prepared) ?? [];
    return requantizesAlike(build, site.rounding, [prepared.factor], accumulators);
  },
  quantities: ({ site }) => [outputElements(site)],
  cycles: { plain: [47, 36], dsp: [68, 36.5], mve: [78, 6.6] },
  layer({ site, prepared }) {
    const { leftZeroPoint, rightZeroPoint, outputZeroPoint, factor, min, max } = prepared;
    const call = libraryCall('arm_elementwise_mul_s8', {
      left: c`in0`,
      right: c`in1`,
      left_offset: 0 - leftZeroPoint,
      right_offset: 0 - rightZeroPoint,
      output: c`out`,
      output_offset: outputZeroPoint,
      multiplier: factor.multiplier,
      shift: factor.shift,
      min,
      max,
      elements: outputElements(site),
    });
    return { calls: [call] };
  },
});

export const minimumLibrary = extreme('minimum', 'arm_minimum_s8');
export const maximumLibrary = extreme('maximum', 'arm_maximum_s8');

function extreme(name: string, call: 'arm_minimum_s8' | 'arm_maximum_s8'): Kernel<OperandsSite, null, LibraryCallView> {
  return libraryKernel<OperandsSite, null>({
    name,
    accepts: ({ site }) => unstretched(site) === true || hasSingleValue(site) || 'an operand is stretched in part',
    quantities: ({ site }) => [outputElements(site)],
    cycles: { plain: [64, 7.8], dsp: [68, 7.8], mve: [84, 1.1] },
    layer: ({ site }) => ({ calls: [libraryCall(call, extremeArguments(site))] }),
  });
}

function unstretched(site: OperandsSite): true | string {
  const whole = operandElements(site).every((elements) => elements === outputElements(site));
  return whole || 'an operand is stretched: the library takes two of one size';
}

/** One value for all of the other operand; what the library does along single dimensions is not relied on. */
function hasSingleValue(site: OperandsSite): boolean {
  return operandElements(site).every((elements) => elements === outputElements(site) || elements === 1);
}

function operandElements({ inputs }: OperandsSite): [left: number, right: number] {
  return [elementCount(inputs.left.shape), elementCount(inputs.right.shape)];
}

/** Of the sizes only the number of elements matters here: one dimension is enough. */
function extremeArguments(site: OperandsSite): Arguments<'arm_minimum_s8'> {
  const [left, right] = operandElements(site);
  return {
    context: libraryContext(0),
    left: c`in0`,
    left_dims: libraryDims([left]),
    right: c`in1`,
    right_dims: libraryDims([right]),
    output: c`out`,
    output_dims: libraryDims([outputElements(site)]),
  };
}
