import { elementCount } from '../ir/tensor.js';
import { windowOverlap, type WindowAxis } from '../numerics/window.js';
import { requantizationTableBytes } from './c/requantization.js';
import type { Work } from './cost.js';
import { channelBlock, splitChannels, type PackedLayer } from './packing/interleave.js';

/** Bytes of the tables of a layer with weights: int8 weights, a bias of 32 bits per channel, multipliers and shifts. */
export function weightTableBytes({ site, prepared: { factors } }: PackedLayer): number {
  return elementCount(site.inputs.weights.shape) + 4 * factors.length + requantizationTableBytes(factors);
}

/** What lies inside the input of all windows of an image: kernel rows at every place, and kernel elements. */
export interface WindowWork {
  readonly rows: number;
  readonly elements: number;
}

export function windowWork(height: WindowAxis, width: WindowAxis): WindowWork {
  const rows = elementsInside(height);
  return { rows: rows * width.output, elements: rows * elementsInside(width) };
}

function elementsInside(axis: WindowAxis): number {
  let inside = 0;
  for (let position = 0; position < axis.output; position += 1) {
    const { begin, end } = windowOverlap(axis, position);
    inside += Math.max(0, end - begin);
  }
  return inside;
}

/** What every output channel of a layer goes through. */
export interface ChannelWork {
  readonly outputs: number;
  readonly macs: number;
  /** Dot products of which the multiplications are made, and what it takes to begin one. */
  readonly rows: number;
  readonly rowCycles: number;
}

/** The work of kernels that compute four channels at once, and those that are left one by one. */
export function blockedWork(channels: number, { outputs, macs, rows, rowCycles }: ChannelWork): Work[] {
  const { blockedChannels } = splitChannels(channels);
  const leftover = channels - blockedChannels;
  return [
    [macs * blockedChannels, 2.7],
    [macs * leftover, 4.7],
    [rows * (blockedChannels / channelBlock + leftover), rowCycles],
    [outputs * channels, 32],
  ];
}
