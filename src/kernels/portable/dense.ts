import { elementCount } from '../../ir/tensor.js';
import type { OutputStage } from '../../numerics/requantize-rows.js';
import type { FullyConnectedPrepared, FullyConnectedSite } from '../../operators/convolution/fully-connected.js';
import type { WeightedSite } from '../../operators/convolution/weighted.js';
import type { CCode } from '../../text/sinks.js';
import { plus } from '../c/expressions.js';
import { denseView, weightedView, type DenseView } from '../c/weighted-layer.js';
import { estimateCost, type Work } from '../cost.js';
import type { Kernel, KernelSite } from '../kernel.js';
import { blockedWeightTables, plainWeightTables } from '../packing/interleave.js';
import { blockedWork, weightTableBytes } from '../work.js';

type DensePrepared = OutputStage & { readonly inputZeroPoint: number };

/**
 * Every row of the input times all weights, four output channels at once, the input's zero point folded into the bias:
 * dense layers, and 1x1 convolutions, of which a pixel is such a row.
 */
export function denseKernel<P extends DensePrepared>(
  name: string,
  accepts: Kernel<WeightedSite, P, DenseView>['accepts'],
): Kernel<WeightedSite, P, DenseView> {
  return {
    name,
    template: 'kernels/portable/dense.c.hbs',
    accepts,
    cost(at) {
      const { rows, depth } = matrixSizes(at);
      const work = blockedWork(at.prepared.factors.length, { outputs: rows, macs: rows * depth, rows, rowCycles: 10 });
      return estimateCost({ codeBytes: 250, tableBytes: weightTableBytes(at), work });
    },
    pack: (at) => blockedWeightTables(at, at.prepared.inputZeroPoint),
    view(at, locals) {
      const { rows, depth } = matrixSizes(at);
      return denseView(weightedView(at.prepared, locals, at.site.rounding), rows, depth);
    },
  };
}

function matrixSizes({ site, prepared }: KernelSite<WeightedSite, DensePrepared>): { rows: number; depth: number } {
  const channels = prepared.factors.length;
  const rows = elementCount(site.outputs.output.shape) / channels;
  return { rows, depth: elementCount(site.inputs.weights.shape) / channels };
}

export const fullyConnectedBlocked = denseKernel<FullyConnectedPrepared>('blocked', ({ prepared }) => {
  const { weightsZeroPoint } = prepared;
  return weightsZeroPoint === 0 ? true : `weights have zero point ${weightsZeroPoint}`;
});

export interface DenseOffsetView extends DenseView {
  readonly minusInputZeroPoint: CCode;
  readonly minusWeightsZeroPoint: CCode;
}

/** Weights with a zero point, which is subtracted as they are read: no partial sum leaves the proved bounds. */
export const fullyConnectedOffset: Kernel<FullyConnectedSite, FullyConnectedPrepared, DenseOffsetView> = {
  name: 'offset',
  template: 'kernels/portable/dense-offset.c.hbs',
  accepts: () => true,
  cost(at) {
    const { rows, depth } = matrixSizes(at);
    const outputs = rows * at.prepared.factors.length;
    const work: Work[] = [
      [outputs * depth, 5.7],
      [outputs, 30],
    ];
    return estimateCost({ codeBytes: 150, tableBytes: weightTableBytes(at), work });
  },
  pack: (at) => plainWeightTables(at, (depth) => `${at.prepared.factors.length} channels x ${depth}`),
  view(at, locals) {
    const { rows, depth } = matrixSizes(at);
    return {
      ...denseView(weightedView(at.prepared, locals, at.site.rounding), rows, depth),
      minusInputZeroPoint: plus(-at.prepared.inputZeroPoint),
      minusWeightsZeroPoint: plus(-at.prepared.weightsZeroPoint),
    };
  },
};
