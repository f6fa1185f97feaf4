import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Graph, Node } from '../ir/graph.js';
import type { AccumulatorRange } from '../operators/arithmetic.js';
import type { PreparedGraph } from '../operators/prepare-graph.js';

/** Room for the zero point, which is added after requantizing, and for rounding. */
const headroom = 256;
const largest = 2 ** 31 - headroom;
/** 1 << 30 is the largest power of two in an int32. */
const maxLeftShift = 30;

/** What one node's accumulators can hold for any input, over all channels. */
export interface ProvedAccumulator {
  readonly node: Node;
  readonly channels: readonly AccumulatorRange[];
  readonly min: number;
  readonly max: number;
  /** Bits of a two's complement integer that holds every value, shifted as requantizing shifts it. */
  readonly bits: number;
}

/** Bounds of every accumulator in the graph; nodes without accumulators are left out. */
export function proveAccumulators(graph: Graph, prepared: PreparedGraph): ProvedAccumulator[] {
  return graph.nodes.flatMap((node) => {
    const { arithmetic, site, prepared: numbers } = prepared.of(node);
    const channels = arithmetic.accumulators?.(site, numbers) ?? [];
    if (channels.length === 0) return [];
    const min = channels.reduce((least, range) => Math.min(least, range.min), 0);
    const max = channels.reduce((most, range) => Math.max(most, range.max), 0);
    const bits = channels.reduce((most, range) => Math.max(most, accumulatorBits(range)), 1);
    return [{ node, channels, min, max, bits }];
  });
}

/** Bits of a two's complement integer that holds the accumulator of a channel, shifted as requantizing shifts it. */
export function accumulatorBits({ min, max, leftShift }: AccumulatorRange): number {
  const magnitude = Math.max(-min, max + 1, 1) * 2 ** leftShift;
  return Math.ceil(Math.log2(magnitude)) + 1;
}

/** An error for every node in which some input could overflow 32 bits. */
export function accumulatorProblems(accumulators: readonly ProvedAccumulator[]): Diagnostic[] {
  return accumulators.flatMap(({ node, channels }) => {
    const over = channels.find((range) => !fits(range));
    if (over === undefined) return [];
    const shifted = over.leftShift === 0 ? '' : `, shifted left by ${over.leftShift}`;
    return [
      diagnostic('I8C2005', {
        message: `${node.op} accumulators must fit 32 bits for every input`,
        origin: node.origin,
        details: [`channel ${over.channel} reaches ${over.min} .. ${over.max}${shifted}`],
        why: 'signed overflow is undefined in C, and the reference kernel overflows as well',
        help: 'check bias and scales of this layer: a bias near the int32 limits or an output scale far below input scale * weight scale is a fault of calibration',
      }),
    ];
  });
}

function fits({ min, max, leftShift }: AccumulatorRange): boolean {
  return leftShift <= maxLeftShift && min * 2 ** leftShift >= -largest && max * 2 ** leftShift <= largest;
}
