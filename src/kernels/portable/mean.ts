import type { MeanPrepared, MeanSite } from '../../operators/reduction/mean.js';
import { c, type CCode } from '../../text/sinks.js';
import { outputElements } from '../c/elementwise-loops.js';
import { denseStrides, loopNest, mergeAxes, type LoopView } from '../c/loops.js';
import { requantizedOutput, type RequantizedOutputView } from '../c/requantization.js';
import { estimateCost } from '../cost.js';
import type { Kernel } from '../kernel.js';

export interface MeanPortableView extends RequantizedOutputView {
  /** Loops over the output, and inside them over what one output averages. */
  readonly loops: readonly LoopView[];
  readonly innerLoops: readonly LoopView[];
  /** The input's element, as a C expression. */
  readonly position: CCode;
  /** Takes all zero points away beforehand. */
  readonly initialSum: number;
}

export const meanPortable: Kernel<MeanSite, MeanPrepared, MeanPortableView> = {
  name: 'portable',
  template: 'kernels/portable/mean.c.hbs',
  accepts: () => true,
  cost({ site, prepared }) {
    const outputs = outputElements(site);
    return estimateCost({
      codeBytes: 104,
      work: [
        [outputs * prepared.count, 5.7],
        [outputs, 7],
      ],
    });
  },
  view({ site, prepared }) {
    const { shape } = site.inputs.input;
    const strides = denseStrides(shape);
    const axes = shape.map((size, axis) => ({
      size,
      strides: [strides[axis] ?? 0],
      reduced: prepared.reduced[axis] === true,
    }));
    const outer = mergeAxes(axes.filter(({ reduced }) => !reduced));
    const inner = mergeAxes(axes.filter(({ reduced }) => reduced));
    const { view, positions } = loopNest([...outer, ...inner], 1);
    return {
      loops: view.loops.slice(0, outer.length),
      innerLoops: view.loops.slice(outer.length),
      position: positions[0] ?? c`0`,
      initialSum: 0 - prepared.count * prepared.inputZeroPoint,
      ...requantizedOutput(prepared.factor, { ...prepared, min: -128, max: 127 }, site.rounding),
    };
  },
};
