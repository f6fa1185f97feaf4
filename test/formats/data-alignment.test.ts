import { expect, it } from 'vitest';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';
import { buildGraph } from '../../src/ir/builder.js';
import { sketchGraph } from '../support/tflite-graphs.js';

/** Runtimes read the data of tensors where the file lies in memory, in units of up to 16 bytes. */
it('the data of every tensor begins at a multiple of 16 bytes, whatever the lengths of those before it', () => {
  const sketch = sketchGraph();
  const lengths = Array.from({ length: 24 }, (_, index) => 12 + index);
  for (const length of lengths) sketch.constant([length]);
  const graph = sketch.finish('constants', [], []);
  const tensors = [...graph.tensors.values()].map((tensor) => ({
    ...tensor,
    data: Uint8Array.from({ length: tensor.shape[0] ?? 0 }, (_, at) => (at % 2 === 0 ? 0xe0 + tensor.id : 0xd5)),
  }));
  const file = Buffer.from(writeTflite(buildGraph({ ...graph, tensors })));
  const places = tensors.map(({ data }) => file.indexOf(data));
  expect(places.filter((place) => place <= 0)).toEqual([]);
  expect(places.map((place) => place % 16)).toEqual(lengths.map(() => 0));
});
