import { expect, it } from 'vitest';
import { printGraph } from '../../src/ir/print-graph.js';
import { convolutionGraph } from '../support/tflite-graphs.js';

it('prints a graph as text, one line for everything', () => {
  expect(printGraph(convolutionGraph())).toMatchInlineSnapshot(`
    "graph convolution
      %0 "tensor/0" = input : int8 [1, 4, 4, 2]   scale 0.5   zero -3
      %1 "tensor/1" = constant : int8 [3, 3, 3, 2]   per channel on axis 0   54 B
      %2 "tensor/2" = constant : int32 [3]   per channel on axis 0   12 B
      %3 "tensor/3" = conv2d(%0, %1, %2) {padding "same", strides [1,1], dilations [1,1], activation "relu6"} : int8 [1, 4, 4, 3]   scale 0.5   zero -3
      return %3
    "
  `);
});
