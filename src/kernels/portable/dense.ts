import { inputTensor, outputTensor, type Node } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import type { OutputStage } from '../../numerics/requantize-rows.js';
import type { FullyConnectedAttributes } from '../../operators/attributes.js';
import type { FullyConnectedPrepared } from '../../operators/convolution/fully-connected.js';
import type { NodeContext } from '../../operators/operator.js';
import { denseView, kernelView, type DenseView } from '../c/weighted-layer.js';
import { estimateCost, type Cost } from '../cost.js';
import type { Kernel, KernelCode, KernelContext } from '../kernel.js';
import { blockedWeightTables } from '../packing/interleave.js';
import { blockedWork, weightTableBytes } from '../work.js';

export type FullyConnectedBlockedView = DenseView;

/** The cost of a product of matrices: dense layers and 1x1 convolutions. */
export function denseCost(node: Node, prepared: Pick<OutputStage, 'factors'>, context: NodeContext): Cost {
  const channels = prepared.factors.length;
  const { rows, depth } = matrixSizes(node, channels, context);
  const work = blockedWork(channels, { outputs: rows, macs: rows * depth, rows, rowCycles: 10 });
  return estimateCost({ codeBytes: 250, tableBytes: weightTableBytes(node, prepared, context), work });
}

/** Every row of the input times all weights: a pixel of a 1x1 convolution is such a row. */
export function writeDense(
  node: Node,
  prepared: OutputStage & { readonly inputZeroPoint: number },
  context: KernelContext,
): KernelCode<DenseView> {
  const channels = prepared.factors.length;
  const weightTables = blockedWeightTables(node, context, channels, prepared.inputZeroPoint);
  const { tables, view } = kernelView(prepared, weightTables, context);
  const { rows, depth } = matrixSizes(node, channels, context);
  return { tables, view: denseView(view, rows, depth) };
}

function matrixSizes(node: Node, channels: number, { tensors }: NodeContext): { rows: number; depth: number } {
  const rows = elementCount(outputTensor(node, tensors).shape) / channels;
  return { rows, depth: elementCount(inputTensor(node, tensors, 1).shape) / channels };
}

/** Four output channels at once, the input's zero point folded into the bias. */
export const fullyConnectedBlocked: Kernel<
  FullyConnectedAttributes,
  FullyConnectedPrepared,
  FullyConnectedBlockedView
> = {
  name: 'blocked',
  template: 'kernels/portable/dense.c.hbs',
  accepts: () => true,
  cost: denseCost,
  write: writeDense,
};
