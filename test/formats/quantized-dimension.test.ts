import { expect, it } from 'vitest';
import { encodeModel } from '../../src/formats/tflite/encode-model.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { describeGraph } from '../../src/formats/tflite/write-tflite.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { valueOf } from '../support/verify-samples.js';

it.each([0, 3])('one scale is of the whole tensor where channels are counted along dimension %i', (dimension) => {
  const model = describeGraph(convolutionGraph());
  const [main] = model.subgraphs;
  const [input, ...others] = main?.tensors ?? [];
  const quantization = { scale: [0.5], zeroPoint: [-3], quantizedDimension: dimension };
  const subgraphs = [{ ...main, tensors: [{ ...input, quantization }, ...others] }];
  const graph = valueOf(readTflite(encodeModel({ ...model, subgraphs }), 'convolution.tflite'));
  expect(graph.tensors.get(0)?.quantization).toEqual({ kind: 'perTensor', scale: 0.5, zeroPoint: -3 });
});
