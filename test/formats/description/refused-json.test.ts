import { expect, test } from 'vitest';
import { readSample, saidOf, sampleText } from '../../support/description-samples.js';

/** What is changed in the sample, and the code of what is said then. */
type Edit = readonly [what: string, from: string, to: string];

const edits: readonly Edit[] = [
  ['a comma too many', '"outputs": ["p"]', '"outputs": ["p"],'],
  ['a comment', '"name": "sample"', '// mine\n  "name": "sample"'],
  ['a key that stands twice', '"name": "c1"', '"name": "c1", "name": "c2"'],
  ['no version', '"schemaVersion": 1,', ''],
  ['another version', '"schemaVersion": 1', '"schemaVersion": 2'],
  ['a misspelt key of the model', '"outputs"', '"output"'],
  ['no inputs', '"x": { "shape": [1, 4, 4, 1], "scale": 0.5, "zeroPoint": -1 }', ''],
  ['an input without a shape', '"shape": [1, 4, 4, 1], ', ''],
  ['a dimension of 0', '[1, 4, 4, 1]', '[1, 0, 4, 1]'],
  ['a scale of 0', '"scale": 0.5', '"scale": 0'],
  ['a scale in quotes', '"scale": 0.5', '"scale": "0.5"'],
  ['a zero point out of range', '"zeroPoint": -1 }', '"zeroPoint": -129 }'],
  ['a zero point that is no whole number', '"zeroPoint": -1 }', '"zeroPoint": 0.5 }'],
  ['an input of int16', '"shape": [1, 4, 4, 1]', '"dtype": "int16", "shape": [1, 4, 4, 1]'],
  ['an unknown operator', '"op": "conv2d"', '"op": "conv2"'],
  ['a layer that is none', '{ "op": "softmax", "name": "p", "input": "sum" }', '"softmax"'],
  ['a misspelt key of a layer', '"strides"', '"stride"'],
  ['a stride of 0', '"strides": [1, 1]', '"strides": [0, 1]'],
  ['a padding that is none', '"valid"', '"full"'],
  ['a layer without an input', '"input": "x",', ''],
  ['an unknown tensor', '"input": "x"', '"input": "y"'],
  ['a near miss', '"right": "offset"', '"right": "ofset"'],
  ['a layer that reads itself', '"left": "c1"', '"left": "sum"'],
  ['layers in a ring', '"input": "x"', '"input": "p"'],
  ['a name that is taken', '"name": "sum"', '"name": "c1"'],
  ['an output that is unknown', '"outputs": ["p"]', '"outputs": ["q"]'],
  ['no outputs', '"outputs": ["p"]', '"outputs": []'],
  ['3 scales for 2 channels', '[0.5, 0.25]', '[0.5, 0.25, 0.125]'],
  ['scales twice', '"weightScales": [0.5, 0.25]', '"weightScales": [0.5, 0.25], "weightScale": 1'],
  ['scales with the constant and beside it', '{ "file": "w.npy" }', '{ "data": { "file": "w.npy" }, "scale": 1 }'],
  ['scales of weights that have a name, and so their own', '{ "file": "w.npy" }', '"offset"'],
  ['weights that are no list', '{ "file": "w.npy" }', '7'],
  ['weights of three dimensions', '{ "file": "w.npy" }', '[[[1, 2], [3, 4]]]'],
  ['ragged weights', '{ "file": "w.npy" }', '[[[[1], [2]], [[3]]]]'],
  ['a weight out of range', '{ "file": "w.npy" }', '[[[[1], [200]]]]'],
  ['a weight that is no number', '{ "file": "w.npy" }', '[[[[1], [null]]]]'],
  ['a file that is not there', '"w.npy"', '"v.npy"'],
  ['a file of another type', '"w.npy"', '"f.npy"'],
  ['a file that was cut', '"w.npy"', '"cut.npy"'],
  ['a file of no known ending', '"w.npy"', '"w.txt"'],
  ['a raw file without a shape', '"w.npy"', '"w.bin"'],
  ['a raw file of another size', '{ "file": "w.npy" }', '{ "data": { "file": "w.bin" }, "shape": [2, 2, 2, 2] }'],
  ['JSON data without numbers', '"w.npy"', '"odd.json"'],
  ['JSON data that is broken', '"w.npy"', '"broken.json"'],
  ['a shape that is not that of the data', '"data": [1, 2], "shape": [2]', '"data": [[1], [2]], "shape": [2]'],
  ['a bias of three values', '[5, -5]', '[5, -5, 5]'],
  ['a multiplier without a shift', '"weightScales": [0.5, 0.25]', '"multiplier": 1073741824'],
  ['a shift out of range', '"weightScales": [0.5, 0.25]', '"multiplier": 1073741824, "shift": 40'],
  ['lists of two lengths', '"weightScales": [0.5, 0.25]', '"multipliers": [1, 2], "shifts": [1]'],
  ['a factor that a sum has not', '"output": { "scale": 0.125', '"alphaShift": 1, "output": { "scale": 0.125'],
  ['bounds without a maximum', '"output": { "scale": 0.125', '"bounds": { "min": 1 }, "output": { "scale": 0.125'],
  [
    'an output without quantization',
    '"quantization": { "output": { "scale": 0.125, "zeroPoint": -128 } }',
    '"outputShape": [1, 3, 3, 2]',
  ],
  ['an output of another shape', '"activation": "relu"', '"outputShape": [1, 3, 3, 1]'],
  ['shapes that do not stretch', '"right": "offset"', '"right": "x"'],
  [
    'an output that is fixed otherwise',
    '"input": "sum" }',
    '"input": "sum", "quantization": { "output": { "scale": 0.5 } } }',
  ],
  ['a number that two tensors have', '"name": "sum"', '"index": 3, "name": "sum", "outputShape": [1, 3, 3, 2]'],
  ['an index that is none', '"name": "sum"', '"index": -1, "name": "sum"'],
];

test('the sample is accepted', () => expect(saidOf(sampleText)).toBe(''));

test('what is refused, and what is said', async () => {
  const said = edits.map(([what, from, to]) => {
    if (!sampleText.includes(from)) throw new Error(`${what}: the sample has no ${from}`);
    return `${what}\n\n${saidOf(sampleText.replace(from, to))}\n`;
  });
  expect(edits.filter(([, from, to]) => saidOf(sampleText.replace(from, to)) === '').map(([what]) => what)).toEqual([
    'a number that two tensors have',
  ]);
  await expect(said.join('\n----\n\n')).toMatchFileSnapshot('refused-json.txt');
});

test('data may stand in lists, .npy, .bin and .json files', () => {
  const forms = [
    '{ "file": "w.npy" }',
    '{ "file": "w.json" }',
    '{ "data": { "file": "w.bin" }, "shape": [2, 2, 2, 1] }',
    '{ "data": [1, 2, 3, 4, -1, -2, -3, -4], "shape": [2, 2, 2, 1] }',
    '[[[[1], [2]], [[3], [4]]], [[[-1], [-2]], [[-3], [-4]]]]',
  ];
  for (const form of forms) {
    const read = readSample(sampleText.replace('{ "file": "w.npy" }', form));
    const weights = read.ok ? [...read.value.tensors.values()].find(({ name }) => name === 'c1/weights') : null;
    expect([weights?.shape, [...(weights?.data ?? [])]], form).toEqual([
      [2, 2, 2, 1],
      [1, 2, 3, 4, 255, 254, 253, 252],
    ]);
  }
});

test('a zero point stands with the weights, their scales in the quantization of the layer', () => {
  const quantizationOf = (zeroPoint: number, scales: string) => {
    const text = sampleText
      .replace('{ "file": "w.npy" }', `{ "data": { "file": "w.npy" }, "zeroPoint": ${zeroPoint} }`)
      .replace('"weightScales": [0.5, 0.25]', scales);
    const read = readSample(text);
    return read.ok && [...read.value.tensors.values()].find(({ name }) => name === 'c1/weights')?.quantization;
  };
  expect(quantizationOf(0, '"weightScales": [0.5, 0.25]')).toEqual({
    kind: 'perChannel',
    axis: 0,
    scales: [0.5, 0.25],
    zeroPoints: [0, 0],
  });
  expect(quantizationOf(3, '"weightScale": 0.5')).toEqual({ kind: 'perTensor', scale: 0.5, zeroPoint: 3 });
  expect(quantizationOf(3, '"multiplier": 1073741824, "shift": 0')).toEqual({ kind: 'unscaled', zeroPoint: 3 });
});

test('a description may be nested 32 deep and no deeper, and takes no time to be refused', () => {
  const deep = (levels: number) => sampleText.replace('[5, -5]', `${'['.repeat(levels)}5${']'.repeat(levels)}`);
  expect(saidOf(deep(9))).toContain('lists nested more than 8 deep');
  expect(saidOf(deep(29))).toContain('I8C1609');
  expect(saidOf(deep(30))).toContain('it is nested more than 32 deep');
  expect(saidOf(deep(1_000_000))).toContain('it is nested more than 32 deep');
  expect(saidOf('{'.repeat(1_000_000))).toContain('I8C1601');
});

test('keys of prototypes are keys like others', () => {
  for (const key of ['__proto__', 'constructor', 'toString']) {
    expect(saidOf(sampleText.replace('"op": "conv2d"', `"op": "${key}"`))).toContain(`int8c has no operator ${key}`);
    expect(saidOf(sampleText.replace('"input": "x"', `"input": "x", "${key}": {}`))).toContain(`seen: ${key}`);
    const named = sampleText.replaceAll('"x"', `"${key}"`);
    expect(saidOf(named)).toBe('');
  }
  expect(Object.hasOwn(Object.prototype, 'shape')).toBe(false);
});

test('layers may be written in any order', () => {
  const { layers, ...rest } = JSON.parse(sampleText) as { layers: object[] };
  const read = readSample(JSON.stringify({ ...rest, layers: layers.toReversed() }));
  expect(read.ok && read.value.nodes.map(({ op, key }) => [op, key])).toEqual([
    ['conv2d', 'op00'],
    ['add', 'op01'],
    ['softmax', 'op02'],
  ]);
});
