import type { OutputStage } from '../../numerics/requantize-rows.js';
import type { Rounding } from '../../numerics/rounding.js';
import type { CCode } from '../../text/sinks.js';
import type { LocalTable } from '../kernel.js';
import { splitChannels, type ChannelBlocks } from '../packing/interleave.js';
import { plus, times } from './expressions.js';
import { requantization, type RequantizationView } from './requantization.js';

/** What the C of every layer with weights has: its tables under short names, and how accumulators become outputs. */
export interface KernelView extends RequantizationView, ChannelBlocks {
  readonly locals: readonly LocalTable[];
  readonly outputChannels: number;
  /** ` + 3`, ` - 128` or nothing. */
  readonly plusOutputZeroPoint: CCode;
  readonly min: number;
  readonly max: number;
}

/** A matrix of weights applied to contiguous rows of the input: dense layers and 1x1 convolutions. */
export interface DenseView extends KernelView {
  readonly rows: number;
  readonly depth: number;
  /** ` * depth`, or nothing for a depth of 1. */
  readonly timesDepth: CCode;
}

/** The view of a layer that reads these tables. */
export function weightedView(stage: OutputStage, locals: readonly LocalTable[], rounding: Rounding): KernelView {
  return {
    ...requantization(stage.factors, rounding),
    ...splitChannels(stage.factors.length),
    locals,
    outputChannels: stage.factors.length,
    plusOutputZeroPoint: plus(stage.outputZeroPoint),
    min: stage.min,
    max: stage.max,
  };
}

export function denseView(view: KernelView, rows: number, depth: number): DenseView {
  return { ...view, rows, depth, timesDepth: times(depth) };
}
