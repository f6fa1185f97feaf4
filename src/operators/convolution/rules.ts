import type { Tensor } from '../../ir/tensor.js';
import { dilatedExtent } from '../../numerics/window.js';
import type { Rule } from '../rule.js';
import type { ConvolutionAttributes } from '../shared-attributes.js';
import { paddingInside } from '../shared-rules.js';
import { dimension } from '../tensor-access.js';
import { convolutionShape } from './weighted.js';

interface ConvolutionInput {
  readonly attributes: ConvolutionAttributes;
  readonly inputs: { readonly input: Tensor; readonly weights: Tensor };
}

/** With VALID padding the dilated kernel must fit into the input at least once. */
export const windowFits: Rule<ConvolutionInput> = {
  code: 'I8C2107',
  sentence: 'kernel, dilated, must fit into the input, with its padding where that is not SAME',
  help: 'use SAME padding or a smaller kernel',
  seen(site) {
    const output = convolutionShape(site, 0);
    if (Math.min(dimension(output, 1), dimension(output, 2)) >= 1) return null;
    const { dilations } = site.attributes;
    const [, inputHeight = 0, inputWidth = 0] = site.inputs.input.shape;
    const [, kernelHeight = 0, kernelWidth = 0] = site.inputs.weights.shape;
    const extent = `${dilatedExtent(kernelHeight, dilations[0])}x${dilatedExtent(kernelWidth, dilations[1])}`;
    return `kernel spans ${extent}, input is ${inputHeight}x${inputWidth}`;
  },
};

/** No side is padded by as much as the dilated kernel spans. */
export const paddingOfKernel = paddingInside<ConvolutionInput>(({ attributes: { dilations }, inputs: { weights } }) => [
  dilatedExtent(dimension(weights.shape, 1), dilations[0]),
  dilatedExtent(dimension(weights.shape, 2), dilations[1]),
]);
