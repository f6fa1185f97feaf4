import { outputTensor } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import type { FullyConnectedAttributes } from '../../operators/attributes.js';
import { blockedWeightTables } from '../packing/interleave.js';
import { denseView, kernelView, type DenseView } from '../c/weighted-layer.js';
import type { FullyConnectedPrepared } from '../../operators/convolution/fully-connected.js';
import type { Kernel } from '../kernel.js';

export type FullyConnectedBlockedView = DenseView;

/** Four output channels at once, the input's zero point folded into the bias. */
export const fullyConnectedBlocked: Kernel<FullyConnectedAttributes, FullyConnectedPrepared, FullyConnectedBlockedView> = {
  name: 'blocked',
  template: 'kernels/portable/dense.c.hbs',
  accepts: () => true,
  write(node, prepared, context) {
    const channels = prepared.factors.length;
    const kernel = kernelView(prepared, blockedWeightTables(node, context, channels, prepared.inputZeroPoint), context);
    const rows = elementCount(outputTensor(node, context.tensors).shape) / channels;
    return { tables: kernel.tables, view: denseView(kernel.view, rows, prepared.depth) };
  },
};
