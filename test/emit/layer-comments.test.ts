import { expect, it } from 'vitest';
import { readCases } from '../support/case-file.js';
import { casePackages } from '../support/case-programs.js';

/** Cases by operator and number that have, among them, every kind of tensor and attribute. */
const chosen = [
  ['conv2d', 2],
  ['conv2d', 4],
  ['depthwise-conv2d', 1],
  ['average-pool2d', 1],
  ['add', 2],
  ['pad', 1],
  ['mean', 1],
  ['concatenation', 2],
  ['quantize', 0],
  ['reshape', 0],
  ['softmax', 0],
] as const;

/** The comment above the only layer, and the one at its call. */
function comments(): string[] {
  const cases = chosen.map(([kind, index]) => {
    const example = readCases(`${kind}.md`)[index];
    if (example === undefined) throw new Error(`${kind} has no case ${index}`);
    return { ...example, name: 'case' };
  });
  return casePackages(cases).flatMap(({ files, name }) => {
    const source = files.find(({ path }) => path === `${name}.c`)?.text ?? '';
    const [, comment = 'none'] = /\/\*\s*(op00[\s\S]*?)\s*\*\//.exec(source) ?? [];
    const inside = source.split('\n').filter((line) => /^ +\/\* op00/.test(line));
    return [...comment.split(/\n \* {3}/), ...inside].map((line) => line.replace(/[-\w]+\.md:\d+/, 'here'));
  });
}

it('the comment above a layer says what it reads and writes, how and with which bounds', () => {
  expect(comments().join('\n')).toMatchInlineSnapshot(`
    "op00   CONV_2D   "tensor3"   here
    in     int8    [1, 4, 3, 2]   scale 0.05    zero 3      arena 0 .. 24
    w      int8    [5, 3, 3, 2]   per channel               flash 90 B
    bias   int32   [5]                                      flash 20 B
    out    int8    [1, 2, 2, 5]   scale 0.06    zero -100   arena 32 .. 52
    SAME (top 0, left 1), stride 2x2, fused RELU6, 360 MACs, accumulator -147138 .. 147642, kernel padded
        /* op00   CONV_2D */
    op00   CONV_2D   "tensor3"   here
    in     int8    [1, 4, 4, 4]   scale 0.02    zero 5    arena 0 .. 64
    w      int8    [2, 2, 2, 2]   per channel             flash 16 B
    bias   int32   [2]                                    flash 8 B
    out    int8    [1, 4, 4, 2]   scale 0.09    zero -1   arena 64 .. 96
    SAME (top 1, left 1), stride 1x1, dilation 2x2, 256 MACs, accumulator -68908 .. 69812, kernel grouped
        /* op00   CONV_2D */
    op00   DEPTHWISE_CONV_2D   "tensor3"   here
    in     int8    [1, 4, 4, 2]   scale 0.03    zero 11   arena 0 .. 32
    w      int8    [1, 2, 2, 6]   per channel             flash 24 B
    bias   int32   [6]                                    flash 24 B
    out    int8    [1, 2, 2, 6]   scale 0.11    zero 4    arena 32 .. 56
    VALID (top 0, left 0), stride 2x2, 96 MACs, accumulator -43168 .. 44297, kernel general
        /* op00   DEPTHWISE_CONV_2D */
    op00   AVERAGE_POOL_2D   "tensor1"   here
    in    int8   [1, 3, 3, 1]   scale 1   zero 100   arena 0 .. 9
    out   int8   [1, 3, 3, 1]   scale 1   zero 100   arena 16 .. 25
    SAME (top 1, left 1), stride 1x1, filter 3x3, accumulator -1161 .. 1152, kernel window
        /* op00   AVERAGE_POOL_2D */
    op00   ADD   "tensor2"   here
    in    int8   [1, 1, 2, 3]   scale 1   zero -20   arena 0 .. 6
    in    int8   [3]            scale 1   zero 5     flash 3 B
    out   int8   [1, 1, 2, 3]   scale 1   zero 10    arena 16 .. 22
    fused RELU, kernel portable
        /* op00   ADD */
    op00   PAD   "tensor1"   here
    in    int8   [1, 1, 2, 2]   scale 0.5   zero 0   arena 16 .. 20
    out   int8   [1, 2, 3, 2]   scale 0.5   zero 0   arena 0 .. 12
    paddings [[0, 0], [1, 0], [0, 1], [0, 0]], value 7, kernel portable
        /* op00   PAD */
    op00   MEAN   "tensor1"   here
    in    int8   [1, 2, 2, 2]   scale 0.5   zero 0   arena 0 .. 8
    out   int8   [1, 1, 1, 2]   scale 0.5   zero 0   arena 16 .. 18
    axes [1, 2], keep dimensions, accumulator -512 .. 508, kernel portable
        /* op00   MEAN */
    op00   CONCATENATION   "tensor2"   here
    in    float32   [2]   arena 16 .. 24
    in    float32   [1]   arena 32 .. 36
    out   float32   [3]   arena 0 .. 12
    axis 0, kernel join
        /* op00   CONCATENATION */
    op00   QUANTIZE   "tensor1"   here
    in    float32   [11]                         arena 0 .. 44
    out   int8      [11]   scale 0.5   zero -1   arena 48 .. 59
    kernel real
        /* op00   QUANTIZE */
    op00   RESHAPE   "tensor1"   here: the same bytes
        /* op00   RESHAPE   "tensor1"   here: the same bytes */
    op00   SOFTMAX   "tensor1"   here
    in    int8   [2, 3]   scale 0.25         zero 0      arena 0 .. 6
    out   int8   [2, 3]   scale 0.00390625   zero -128   arena 16 .. 22
    beta 1, kernel table
        /* op00   SOFTMAX */"
  `);
});
