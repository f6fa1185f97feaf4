import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import type { Result } from '../../src/diagnostics/diagnostic.js';
import { readJsonDescription } from '../../src/formats/description/read-json.js';
import type { DescriptionSource } from '../../src/formats/description/source-context.js';
import type { Graph } from '../../src/ir/graph.js';
import { checkModel } from '../../src/analysis/check-model.js';
import { bytesOf } from '../../src/ir/tensor.js';
import { npyBytes } from '../../src/formats/arrays/write-npy.js';

/** Data files of the sample, as they would lie beside it. */
const files: ReadonlyMap<string, Uint8Array> = new Map([
  ['w.npy', npyBytes('int8', [2, 2, 2, 1], Int8Array.of(1, 2, 3, 4, -1, -2, -3, -4))],
  ['w.bin', bytesOf(Int8Array.of(1, 2, 3, 4, -1, -2, -3, -4))],
  ['w.json', Buffer.from('[[[[1],[2]],[[3],[4]]],[[[-1],[-2]],[[-3],[-4]]]]')],
  ['f.npy', npyBytes('float32', [2], Float32Array.of(1, 2))],
  ['cut.npy', npyBytes('int8', [4], Int8Array.of(1, 2, 3, 4)).subarray(0, 130)],
  ['odd.json', Buffer.from('{"a":1}')],
  ['broken.json', Buffer.from('[1,')],
]);

export const loadSample: DescriptionSource['load'] = (path) =>
  files.get(path) ?? { problem: 'there is no such file', help: 'paths are relative to the description' };

/** A description with something of everything, which is accepted as it is. */
export const sampleText = `{
  "schemaVersion": 1,
  "name": "sample",
  "inputs": {
    "x": { "shape": [1, 4, 4, 1], "scale": 0.5, "zeroPoint": -1 }
  },
  "constants": {
    "offset": { "data": [1, 2], "shape": [2], "scale": 0.25, "zeroPoint": 3 }
  },
  "layers": [
    {
      "op": "conv2d",
      "name": "c1",
      "input": "x",
      "weights": { "file": "w.npy" },
      "bias": [5, -5],
      "strides": [1, 1],
      "padding": "valid",
      "quantization": { "weightScales": [0.5, 0.25], "output": { "scale": 1, "zeroPoint": 0 } }
    },
    {
      "op": "add",
      "name": "sum",
      "left": "c1",
      "right": "offset",
      "activation": "relu",
      "quantization": { "output": { "scale": 0.125, "zeroPoint": -128 } }
    },
    { "op": "softmax", "name": "p", "input": "sum" }
  ],
  "outputs": ["p"]
}
`;

export function readSample(text: string): Result<Graph> {
  return readJsonDescription(Buffer.from(text), 'sample.json', loadSample);
}

/** What int8c says of a description, reading and checking it; nothing where it is accepted. */
export function saidOf(text: string): string {
  const read = readSample(text);
  if (!read.ok) return renderDiagnostics(read.diagnostics);
  return renderDiagnostics(checkModel(read.value, 'double'));
}
