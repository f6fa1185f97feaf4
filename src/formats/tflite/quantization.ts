import type { DataType, Quantization } from '../../ir/tensor.js';
import { describeTensor, tensorOrigin, type ModelContext } from './model-context.js';
import type { RawQuantization, RawTensor } from './raw-model.js';

/** The smallest float32 with full precision; below it a scale has lost bits and its reciprocal may be infinite. */
const smallestNormal = 2 ** -126;

/** Inclusive range of the values of a type, where a zero point must lie; null for types that are not quantized. */
function valueRange(dtype: DataType): { readonly min: number; readonly max: number } | null {
  switch (dtype) {
    case 'int4':
      return { min: -8, max: 7 };
    case 'int8':
      return { min: -128, max: 127 };
    case 'uint8':
      return { min: 0, max: 255 };
    case 'int16':
      return { min: -32768, max: 32767 };
    case 'int32':
      return { min: -(2 ** 31), max: 2 ** 31 - 1 };
    case 'int64':
      return { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
    case 'float32':
    case 'float16':
    case 'bool':
      return null;
  }
}

/** The quantization of a tensor, or null where the file gives none or it was reported as unusable. */
export function convertQuantization(context: ModelContext, tensor: RawTensor, dtype: DataType): Quantization | null {
  const raw = tensor.quantization;
  const range = valueRange(dtype);
  if (raw === null || range === null) return null;
  if (raw.detailsType !== 0) {
    refuse(context, tensor, 'I8C1209', {
      message: 'a tensor is quantized by another scheme than a scale and a zero point per tensor or channel',
      seen: `quantization details of type ${raw.detailsType}`,
      why: 'blockwise and custom quantization have kernels of their own, which int8c does not write',
      help: 'convert again with int8 quantization per tensor or per channel',
    });
    return null;
  }
  if (raw.scales.length === 0) return null;
  const usable =
    checkLengths(context, tensor, raw) &&
    checkScales(context, tensor, raw) &&
    checkZeroPoints(context, tensor, raw, range);
  return usable ? quantizationOf(tensor, raw) : null;
}

function quantizationOf(tensor: RawTensor, raw: RawQuantization): Quantization {
  const [scale = 0] = raw.scales;
  const [zeroPoint = 0] = raw.zeroPoints;
  if (raw.scales.length === 1) return Object.freeze({ kind: 'perTensor', scale, zeroPoint });
  return Object.freeze({
    kind: 'perChannel',
    axis: channelAxis(tensor, raw),
    scales: Object.freeze([...raw.scales]),
    zeroPoints: Object.freeze([...raw.zeroPoints]),
  });
}

/**
 * An older converter gave the biases of depthwise convolutions, of rank 1, the axis of their weights: a vector has only
 * axis 0.
 */
function channelAxis(tensor: RawTensor, raw: RawQuantization): number {
  return tensor.shape.length === 1 ? 0 : raw.dimension;
}

function checkLengths(context: ModelContext, tensor: RawTensor, raw: RawQuantization): boolean {
  const { scales, zeroPoints } = raw;
  const dimension = channelAxis(tensor, raw);
  const channels = tensor.shape[dimension];
  const isPerTensor = scales.length === 1;
  if (scales.length === zeroPoints.length && (isPerTensor || channels === scales.length)) return true;
  const along = channels === undefined ? 'does not exist' : `has size ${channels}`;
  refuse(context, tensor, 'I8C3006', {
    message: 'the quantization of a tensor does not fit its shape',
    seen: `${scales.length} scales, ${zeroPoints.length} zero points, quantized dimension ${dimension}, which ${along}`,
    why: 'there is one scale and one zero point for the whole tensor, or one of each for every index of the quantized dimension',
    help: 'the file is damaged or its converter is faulty: convert it again',
  });
  return false;
}

function checkScales(context: ModelContext, tensor: RawTensor, raw: RawQuantization): boolean {
  const channel = raw.scales.findIndex((scale) => !Number.isFinite(scale) || scale < smallestNormal);
  if (channel === -1) return true;
  refuse(context, tensor, 'I8C3004', {
    message: 'a tensor has a scale that is not a positive, normal number',
    seen: `scale ${raw.scales[channel] ?? ''}${raw.scales.length === 1 ? '' : ` at channel ${channel}`}`,
    why: 'multipliers are quotients of scales; zero, negative, denormal and infinite ones have no meaning there',
    help: 'check the representative dataset (a tensor that was always 0 gets such a scale) and convert again',
  });
  return false;
}

function checkZeroPoints(
  context: ModelContext,
  tensor: RawTensor,
  raw: RawQuantization,
  range: { readonly min: number; readonly max: number },
): boolean {
  const channel = raw.zeroPoints.findIndex((zeroPoint) => zeroPoint < range.min || zeroPoint > range.max);
  if (channel === -1) return true;
  refuse(context, tensor, 'I8C3005', {
    message: 'a tensor has a zero point outside of the range of its type',
    seen: `zero point ${raw.zeroPoints[channel] ?? ''}${raw.zeroPoints.length === 1 ? '' : ` at channel ${channel}`}; the type holds ${range.min} to ${range.max}`,
    why: 'the zero point is the quantized value that stands for 0 and must itself be a value of the type',
    help: 'the file is damaged or its converter is faulty: convert it again',
  });
  return false;
}

interface Refusal {
  readonly message: string;
  readonly seen: string;
  readonly why: string;
  readonly help: string;
}

function refuse(context: ModelContext, tensor: RawTensor, code: `I8C${number}`, refusal: Refusal): void {
  const { message, seen, why, help } = refusal;
  context.findings.report(code, {
    message,
    origin: tensorOrigin(context, tensor),
    details: [describeTensor(tensor), seen],
    why,
    help,
  });
}
