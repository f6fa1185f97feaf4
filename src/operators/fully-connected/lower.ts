import { outputTensor } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import type { FullyConnectedAttributes } from '../attributes.js';
import { blockedWeightTables } from '../interleave.js';
import { denseView, kernelView, type DenseView } from '../kernel-view.js';
import type { Lowering } from '../operator.js';
import type { FullyConnectedPrepared } from './prepare.js';

export type FullyConnectedBlockedView = DenseView;

/** Four output channels at once, the input's zero point folded into the bias. */
export const lowerFullyConnectedBlocked: Lowering<FullyConnectedAttributes, FullyConnectedPrepared, FullyConnectedBlockedView> = {
  name: 'blocked',
  template: 'operators/fully-connected.blocked.c.hbs',
  accepts: () => true,
  lower(node, prepared, context) {
    const channels = prepared.factors.length;
    const kernel = kernelView(prepared, blockedWeightTables(node, context, channels, prepared.inputZeroPoint), context);
    const rows = elementCount(outputTensor(node, context.tensors).shape) / channels;
    return { tables: kernel.tables, view: denseView(kernel.view, rows, prepared.depth) };
  },
};
