import { inputTensor, outputTensor, type Node } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import type { FullyConnectedAttributes } from '../../operators/attributes.js';
import { blockedWeightTables } from '../packing/interleave.js';
import { denseView, kernelView, type DenseView } from '../c/weighted-layer.js';
import { estimateCost, type Cost } from '../cost.js';
import type { FullyConnectedPrepared } from '../../operators/convolution/fully-connected.js';
import type { OutputStage } from '../../numerics/requantize-rows.js';
import type { NodeContext } from '../../operators/operator.js';
import type { Kernel } from '../kernel.js';
import { blockedWork, weightTableBytes } from '../work.js';

export type FullyConnectedBlockedView = DenseView;

/** The cost of a product of matrices: dense layers and 1x1 convolutions. */
export function denseCost(node: Node, prepared: Pick<OutputStage, 'factors'>, context: NodeContext): Cost {
  const channels = prepared.factors.length;
  const rows = elementCount(outputTensor(node, context.tensors).shape) / channels;
  const depth = elementCount(inputTensor(node, context.tensors, 1).shape) / channels;
  const work = blockedWork(channels, { outputs: rows, macs: rows * depth, rows, rowCycles: 10 });
  return estimateCost({ codeBytes: 250, tableBytes: weightTableBytes(node, prepared, context), work });
}

/** Four output channels at once, the input's zero point folded into the bias. */
export const fullyConnectedBlocked: Kernel<FullyConnectedAttributes, FullyConnectedPrepared, FullyConnectedBlockedView> = {
  name: 'blocked',
  template: 'kernels/portable/dense.c.hbs',
  accepts: () => true,
  cost: denseCost,
  write(node, prepared, context) {
    const channels = prepared.factors.length;
    const kernel = kernelView(prepared, blockedWeightTables(node, context, channels, prepared.inputZeroPoint), context);
    const rows = elementCount(outputTensor(node, context.tensors).shape) / channels;
    return { tables: kernel.tables, view: denseView(kernel.view, rows, prepared.depth) };
  },
};
