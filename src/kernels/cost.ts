/** What one layer costs as a kernel writes it. */
export interface Cost {
  /** Of one inference. An estimate by which kernels of one node are ranked, and no promise: see `estimateCost`. */
  readonly cycles: number;
  /** Of the layer's function at -O2 for Thumb-2; an estimate as well, a middle of what compilers made of it. */
  readonly codeBytes: number;
  /** Of the tables that the kernel brings, to the byte. Constants that flow like values come on top for any kernel. */
  readonly tableBytes: number;
  /** Of the arena, for the time that the layer runs. */
  readonly scratchBytes: number;
}

/** A view costs nothing. */
export const noCost: Cost = { cycles: 0, codeBytes: 0, tableBytes: 0, scratchBytes: 0 };

/** How often something is done in one inference, and how many cycles it takes each time. */
export type Work = readonly [times: number, cycles: number];

/** Bytes of flash of a kernel, and what one inference does. `scratchBytes` is 0 where a kernel works in registers. */
export interface Estimate {
  readonly codeBytes: number;
  readonly tableBytes?: number;
  readonly scratchBytes?: number;
  readonly work: readonly Work[];
}

/** Entering a function, its pointers and the constants of its loops. */
const callCycles = 20;

/**
 * The cost of a layer from what it does. The coefficients beside the kernels are instructions that an emulated
 * Cortex-M4 ran, GCC at -O2: the layers of 60 random graphs, of recorded models and of a series of convolutions and
 * poolings were counted one by one, each with every kernel that takes it, and the coefficients fitted that miss least
 * in proportion. Of 358 layers they meet 85 % within a quarter of what was counted and 98 % within a factor of two; the
 * others are small, or have values that a compiler finds to be constant. An instruction is taken as a cycle on every
 * target: a core waits for flash, loads and branches besides, and Cortex-M0+ multiplies to 64 bits in pieces. So
 * cycles rank the portable kernels of one node, and say nothing of the time that a board takes.
 */
export function estimateCost({ codeBytes, tableBytes = 0, scratchBytes = 0, work }: Estimate): Cost {
  const cycles = work.reduce((sum, [times, each]) => sum + times * each, callCycles);
  return { cycles: Math.round(cycles), codeBytes, tableBytes, scratchBytes };
}
