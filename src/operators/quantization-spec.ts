import { elementCount, formatShape, type Tensor } from '../ir/tensor.js';
import type { Rule } from './rule.js';
import { dimension, scaleOf, weightScales, weightZeroPoints, zeroPointOf, type AffineScale } from './tensor-access.js';

/**
 * How the tensors of an arithmetic are quantized, as data: the rules that the verifier holds nodes to follow from it,
 * and so will what a float model is quantized to.
 */
export interface QuantizationSpec {
  /**
   * One scale for all weights, or one for each index of `axis`, the output channels. No zero point; where it is not
   * `symmetric`, weights of one scale may have one.
   */
  readonly weights?: { readonly axis: number; readonly symmetric: boolean };
  /** One value for each output channel, at the scale of the product of these inputs. */
  readonly bias?: { readonly scaleOf: readonly ['input', 'weights'] };
  /** Free where nothing is said. */
  readonly output?: 'as inputs' | AffineScale;
}

/** What the rules look at: all tensors of a node by name. */
interface QuantizedSite {
  readonly inputs: Readonly<Record<string, Tensor | readonly Tensor[] | null>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

export function quantizationRules({ weights, bias, output }: QuantizationSpec): Rule<never>[] {
  return [
    ...(weights === undefined ? [] : [symmetricWeights(weights.symmetric), channelScales(weights.axis)]),
    ...(weights === undefined || bias === undefined ? [] : [biasPerChannel(weights.axis)]),
    ...(output === undefined ? [] : [output === 'as inputs' ? sameQuantization : fixedOutput(output)]),
  ] as Rule<never>[];
}

interface WeightedTensors {
  readonly inputs: { readonly weights: Tensor; readonly bias: Tensor | null };
}

/** The int8 scheme has symmetric weights; only dense layers of one scale subtract a zero point of theirs. */
function symmetricWeights(always: boolean): Rule<WeightedTensors> {
  return {
    code: 'I8C2104',
    general: 'weights must have zero point 0',
    sentence: always ? 'weights must have zero point 0' : 'weights with a scale per channel must have zero point 0',
    why: 'the int8 scheme has symmetric weights; no kernel subtracts a weight zero point',
    help: 'convert again with full-integer quantization',
    seen({ inputs: { weights } }) {
      if (!always && weights.quantization?.kind !== 'perChannel') return null;
      const zeroPoints = weightZeroPoints(weights);
      const channel = zeroPoints.findIndex((zeroPoint) => zeroPoint !== 0);
      return channel < 0 ? null : `zero point ${zeroPoints[channel]} at channel ${channel}`;
    },
  };
}

/** Per-channel scales stand for output channels, nothing else. */
function channelScales(channelAxis: number): Rule<WeightedTensors> {
  return {
    code: 'I8C2105',
    sentence: 'weights must have one scale, or one per output channel',
    help: 'convert again with full-integer quantization',
    seen({ inputs: { weights } }) {
      const scales = weightScales(weights).length;
      const axis = weights.quantization?.kind === 'perChannel' ? weights.quantization.axis : channelAxis;
      const channels = dimension(weights.shape, channelAxis);
      return scales <= 1 || (scales === channels && axis === channelAxis)
        ? null
        : `${scales} scales along axis ${axis} for ${channels} output channels along axis ${channelAxis}`;
    },
  };
}

function biasPerChannel(channelAxis: number): Rule<WeightedTensors> {
  return {
    code: 'I8C2106',
    sentence: 'bias must have one value per output channel',
    seen({ inputs: { weights, bias } }) {
      const channels = dimension(weights.shape, channelAxis);
      return bias === null || elementCount(bias.shape) === channels
        ? null
        : `bias ${formatShape(bias.shape)} for ${channels} output channels`;
    },
  };
}

/** Scales that converters wrote twice may differ in their last bits; the reference kernels of pooling allow as much. */
const largestScaleDifference = 1e-6;

/** Of inputs and output of int8; others have no quantization, or none that counts. */
const sameQuantization: Rule<QuantizedSite> = {
  code: 'I8C2701',
  sentence: `inputs and output must have the same zero point, and scales that differ by at most ${largestScaleDifference}`,
  why: 'quantized values are taken as they are, nothing is rescaled',
  help: 'requantize the input first (QUANTIZE), or convert again with full-integer quantization',
  seen({ inputs, outputs }) {
    const quantized = ({ dtype }: Tensor): boolean => dtype === 'int8';
    const [output] = Object.values(outputs);
    if (output === undefined || !quantized(output)) return null;
    const all = Object.values(inputs).flatMap((input) => input ?? []);
    const other = all.find((input) => quantized(input) && !sameMeaning(input, output));
    return other === undefined ? null : `input ${quantizationText(other)}, output ${quantizationText(output)}`;
  },
};

/** The difference is one of float32, as the reference kernels of pooling take it. */
function sameMeaning(left: Tensor, right: Tensor): boolean {
  if (zeroPointOf(left) !== zeroPointOf(right)) return false;
  const [a, b] = [scaleOf(left), scaleOf(right)];
  // A scale that nobody gave contradicts none.
  return a === null || b === null || Math.abs(Math.fround(a - b)) <= largestScaleDifference;
}

function quantizationText(tensor: Tensor): string {
  return `scale ${scaleOf(tensor) ?? 'not given'}, zero point ${zeroPointOf(tensor)}`;
}

/** Operators whose results have known bounds have one output quantization, which their kernels take for granted. */
function fixedOutput({ scale, zeroPoint }: AffineScale): Rule<QuantizedSite> {
  return {
    code: 'I8C2602',
    general: 'output must have the scale and zero point that the int8 scheme fixes for the operator',
    sentence: `output must have scale 1/${1 / scale} and zero point ${zeroPoint}`,
    why: 'the int8 scheme fixes it, and the reference kernel computes in these steps whatever the tensor says',
    help: 'convert again with full-integer quantization',
    seen({ outputs }) {
      const [output] = Object.values(outputs);
      if (output === undefined) return 'no output';
      const fits = (scaleOf(output) ?? scale) === scale && zeroPointOf(output) === zeroPoint;
      return fits ? null : quantizationText(output);
    },
  };
}
