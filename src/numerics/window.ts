/** Elements of padding on both sides of an axis. */
export type Sides = readonly [before: number, after: number];

/** Padding along one axis: as TensorFlow Lite names its two, or in elements. */
export type Padding = 'same' | 'valid' | Sides;

/** Padding of a window over height and width. */
export type WindowPadding = 'same' | 'valid' | readonly [height: Sides, width: Sides];

/** The padding along height (0) or width (1). */
export function paddingAlong(padding: WindowPadding, axis: 0 | 1): Padding {
  return typeof padding === 'string' ? padding : padding[axis];
}

/** A kernel sliding along one axis. All in elements. */
export interface WindowAxis {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly output: number;
  /** Elements of padding before the first input element; those after it follow from `output`. */
  readonly padBefore: number;
}

/** Number of input elements that a dilated kernel spans. */
export function dilatedExtent(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

/**
 * Output size of a sliding window. Source: ComputeOutSize of TensorFlow Lite; with padding in elements, that of a VALID
 * window over the padded input. At least 1 for a window that fits.
 */
export function windowOutput(
  padding: Padding,
  input: number,
  kernel: number,
  stride: number,
  dilation: number,
): number {
  if (padding === 'same') return Math.floor((input + stride - 1) / stride);
  const padded = padding === 'valid' ? input : padding[0] + input + padding[1];
  return Math.floor((padded + stride - dilatedExtent(kernel, dilation)) / stride);
}

/** Resolves padding along an axis. SAME puts the odd element after. Source: ComputePadding of TensorFlow Lite. */
export function windowAxis(
  padding: Padding,
  input: number,
  kernel: number,
  stride: number,
  dilation: number,
): WindowAxis {
  const output = windowOutput(padding, input, kernel, stride, dilation);
  if (typeof padding !== 'string') return { input, kernel, stride, dilation, output, padBefore: padding[0] };
  const total = Math.max(0, (output - 1) * stride + dilatedExtent(kernel, dilation) - input);
  return { input, kernel, stride, dilation, output, padBefore: Math.floor(total / 2) };
}

/** True when some window reaches outside the input. */
export function isPadded(axis: WindowAxis): boolean {
  return axis.padBefore > 0 || (axis.output - 1) * axis.stride + dilatedExtent(axis.kernel, axis.dilation) > axis.input;
}

/** First and one-past-last kernel element that lies inside the input for output element `position`. */
export function windowOverlap(axis: WindowAxis, position: number): { begin: number; end: number } {
  const origin = position * axis.stride - axis.padBefore;
  const begin = origin < 0 ? Math.ceil(-origin / axis.dilation) : 0;
  const end = Math.min(axis.kernel, Math.ceil((axis.input - origin) / axis.dilation));
  return { begin: Math.min(begin, axis.kernel), end: Math.max(end, 0) };
}
