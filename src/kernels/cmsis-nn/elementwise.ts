import { elementCount, type Shape } from '../../ir/tensor.js';
import { mulInt8, type mul, type MulPrepared } from '../../operators/elementwise/mul.js';
import type { ScaledSumPrepared } from '../../operators/elementwise/scaled-sum.js';
import type { SiteOf } from '../../operators/operator.js';
import { c } from '../../text/sinks.js';
import { outputElements, type OperandsSite } from '../c/elementwise-loops.js';
import type { Kernel } from '../kernel.js';
import { libraryCall, type Arguments } from './call.js';
import { requantizesAlike } from './factors.js';
import { fewDimensions, libraryContext, libraryDims, libraryKernel, type LibraryCallView } from './library-kernel.js';

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
    accepts: ({ site }) => fewDimensions(stretchedAxes(site).length),
    quantities: ({ site }) => [outputElements(site)],
    cycles: { plain: [64, 7.8], dsp: [68, 7.8], mve: [84, 1.1] },
    layer: ({ site }) => ({ calls: [libraryCall(call, extremeArguments(site))] }),
  });
}

function unstretched({ inputs, outputs }: OperandsSite): true | string {
  const elements = elementCount(outputs.output.shape);
  const whole = [inputs.left, inputs.right].every(({ shape }) => elementCount(shape) === elements);
  return whole || 'an operand is stretched: the library takes two of one size';
}

/** Sizes along which operands are whole, or stretched from 1, each of them or one. */
interface StretchedAxis {
  readonly left: number;
  readonly right: number;
  readonly output: number;
}

/**
 * The fewest dimensions of both operands: neighbours along which the same ones are stretched are one. The library steps
 * wrongly over rows of a single value whose neighbours are stretched as well, of which then there are none.
 */
function stretchedAxes({ inputs, outputs }: OperandsSite): StretchedAxis[] {
  const { shape } = outputs.output;
  const sizeAt = (operand: Shape, axis: number): number => operand[axis - (shape.length - operand.length)] ?? 1;
  const axes: StretchedAxis[] = [];
  for (const [axis, output] of shape.entries()) {
    if (output === 1) continue;
    const [left, right] = [sizeAt(inputs.left.shape, axis), sizeAt(inputs.right.shape, axis)];
    const outer = axes.at(-1);
    if (outer === undefined || (outer.left === 1) !== (left === 1) || (outer.right === 1) !== (right === 1))
      axes.push({ left, right, output });
    else
      axes[axes.length - 1] = {
        left: outer.left * left,
        right: outer.right * right,
        output: outer.output * output,
      };
  }
  return axes;
}

function extremeArguments(site: OperandsSite): Arguments<'arm_minimum_s8'> {
  const axes = stretchedAxes(site);
  return {
    context: libraryContext(0),
    left: c`in0`,
    left_dims: libraryDims(axes.map(({ left }) => left)),
    right: c`in1`,
    right_dims: libraryDims(axes.map(({ right }) => right)),
    output: c`out`,
    output_dims: libraryDims(axes.map(({ output }) => output)),
  };
}
