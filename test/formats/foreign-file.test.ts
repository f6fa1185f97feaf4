import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { printGraph } from '../../src/ir/print-graph.js';

/**
 * A model with every operator once and options that are all different, written by the code that the FlatBuffers
 * compiler makes of the public schema. The files of other tests are written with the field numbers of the reader
 * itself, which could be wrong in both.
 */
const foreign = `
H4sIAAAAAAACA41YT2hURxiffbvZfbtZ4yZZ0zVuNaZp1CaHZF01QtAlSJASioiUHnJwwy5mIdWQbKpID0Gk9CBFSiilBw8lxxxEpHiQUkpPxUMoPU
gJpUgOUvpHJDX/s/197/ve7uTt1L4Hv32zM/P9vj8z883MSyulLg2PHFfO06SSKqRsFUc5gX9KBam6ValPAwotymm5gfIocB7oAhSwhNcjYA6YBUaA
AcUyQ5uVCr07gAgQBhqkjfgtpqg+U9Kf6taAW5q8knpLZEPCFRZueh5I/5D0+17+J6Q9qHHQ80zabaBRfNQfa6vWHgVinvZOrV3ndZ8hrZ1sXK1UKn
r72FbN3oAVDE3pfPjfEI5QUZ3/s1IJiB/x6kglHHvjYQ7CSgPz7AeeoFwAVlBxF8gBa3D+ETALnAdsYBEG3wUuACngKZTMA5PAIGADi+BbAD4GPgCy
Ym9s0/GlO4WflMSO6lfE1i6JyVvAPfj9htgf0urp3Ql8i/Y2T3unvA8Dv6J9n6f9sLx5bsTQxlGhMUp6+nbI+5DMCbx6Wj12L/zFdh+SeZIGDgJvAq
9Ypq3FI/ObyKRl7NuBAxSULad/ttnTP/E392+X/ikZr/e5f3vC0z8n/VPSn2JEcfyE+0f3im7X1wc7VJ87G5C+9Ka4fcP9322ScXF12DIzbVlebn+L
l74Tx5ciu8ej66aji2VaRYb8pRh1bzttB0nHUZEjmYsVnt+WZz02y5u4x1i2udEj+5kmS8Df6pqgN8XiHsseiHls7a7UbN0r8nucrKfUGfYjFvXEhh
aVDemwlqf2SDkuaGLZfbZH3xeszwpIP0vyC2GIZdIRj8yPmo2NIhMTPGOZxrDRxohjI4UzIP0tyVeEg8xrN2jxTMiasSV7xmT4AyITlBzkxnmMORpC
ktt7ZW7wvqGq+ahJy++WNr5ufiSfh4SL2gaBvup6TTneEE8SPRNikzfPB7R3WGxoF7kIJJskdZP+c2JvyqlqcXyv9Uw5c5X66nuRu0+5/JboD4quVL
0uJ25mXyKON+JL0Lt3BTRud/8IydjEJa4xTy4LaHumnmfpeZtyHSbPQwgNAPMYzHHABh5iEC4DceARnCwACeAxnBwHBoHnMGYOyAFJ4DsonZP94w8Y
+RgoAAPAMoy9D4wCcdk7ZoFe4CnsuC3xILtn/6lUEtq+f22mXPUnrM21llec17IyV529EXVJzf/tCj/i81niK2eOG/nGDHyXfPFljHwPDHzzvvj6jX
zWaj3fii++PiPfReFz1yj1OYe6lIFP1eYNc/afNnIur3EuS0teCkmOmMwXCqWrV6Yz2ryl93vcPzooucj168nq6/2idfBRfmKmqM3xzrX6+CTXfMSn
f8Doy/31mi9R4bA1X5THl68N+ud86T9l1N+3wfpTUuee/fI3StNK87t9vX4c4+t+x/GkUffCRs33iPDQeE4Wpz6cKefLpWtXHRmq/2q93u876378Pm
HU/buBb8kXX9bId2OzFsewlk+nSzeLGS2Xjm0Y1v+GH73mfPJC09ugjR/p1e8nvxj0PvGl15x33tms50tv+uEz552bBr4JX3zmvGNv1+IS2jWvi9N6
XF4a9C7/j16SK59WRr1DW/V82S0ffANmvs8NfLf98J0y8z0z8P3sh++kmS+zXc/Xte2D74SZ75aBr+yHL2vm+8nA94MfvuNmvs4dQ/7f8cGXMfNNGf
gKfvj6zXx0F6fzt3sXd9dAUFsDY6X8rjXgnlcjctKVM2S0IO0j2nmVz40huZ/FnfNqh+gPGr43qGrd7Bmynfa4QnGyPH69NF3UfLQ89qQM9oxIH/db
zh3EpEPbG9XrdZ+hPeZ6sXRlvDxdlQlo9ze+O9jOXuTeHUhvTr4x8LeOeDUCcTlbv3ac+v5rnOJyrt7NQ5gq5ieUMsvR3fyOfA+5DFwAckAfcBRI0r
cxYIXyGK1tmu/AQzoXyjcxOgeXaRxo75E7SVbO7a4dyzwvw6T7hdwp6R6+xeVWul/bvNenaf9OcrmJYtbB5UE6b/VyuZO+nQxweXiYdHL5yBH8XODy
fvJtlMv5PH7GtXKZyz09NJpcbmuTOUBLh9bOl3LHpTjNc7mF5ud9Lh875vgW4hzAdVGaj4tcbqY7/5J2533O5ZBzBuZyMChjF9HGjoZsCvPvXzjcBb
nAFAAA
`;

test('a file of another writer is read for what it says', () => {
  const graph = readTflite(gunzipSync(Buffer.from(foreign, 'base64')), 'foreign.tflite');
  if (!graph.ok)
    throw new Error(graph.diagnostics.map(({ message, details }) => `${message} ${details?.join()}`).join('\n'));
  expect(printGraph(graph.value)).toMatchInlineSnapshot(`
    "graph foreign
      %0 "real" = input : float32 [1, 6, 8, 2]
      %2 "weights" = constant : int8 [2, 1, 2, 2]   per channel on axis 0   8 B
      %3 "depthwise" = constant : int8 [1, 2, 1, 2]   per channel on axis 3   4 B
      %4 "bias" = constant : int32 [2]   8 B
      %1 "t0" = quantize(%0) : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %5 "t1" = conv2d(%1, %2, %4) {padding "valid", strides [3,2], dilations [5,4], activation "relu6"} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %6 "t2" = depthwise-conv2d(%5, %3, -) {padding "same", strides [2,3], dilations [6,7], activation "relu-n1-to-1"} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %7 "t3" = average-pool2d(%6) {padding "valid", strides [5,4], filter [7,6], activation "relu"} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %8 "t4" = max-pool2d(%7) {padding "same", strides [4,5], filter [3,2], activation "none"} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %9 "t5" = fully-connected(%8, %2, -) {activation "relu", keepDimensions true} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %10 "t6" = add(%9, %9) {activation "relu6"} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %11 "t7" = sub(%10, %10) {activation "relu"} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %12 "t8" = mul(%11, %11) {activation "relu-n1-to-1"} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %13 "t9" = concatenation(%12, %12) {axis 2, activation "none"} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %15 "t10" = mean(%13) {axes [1,2], keepDimensions true} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %16 "t11" = reshape(%15) {shape [2,-1]} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %17 "t12" = squeeze(%16) {axes [0,3]} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %19 "t13" = resize-nearest-neighbor(%17) {outputSize [9,10], alignCorners true, halfPixelCenters false} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %21 "t14" = resize-nearest-neighbor(%19) {outputSize [11,12], alignCorners false, halfPixelCenters true} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %22 "t15" = softmax(%21) {beta 0.75} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %24 "t16" = transpose(%22) {permutation [0,3,1,2]} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %26 "t17" = expand-dims(%24) {axis 2} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %28 "t18" = pad(%26) {paddings [[0,1],[2,3],[4,5],[6,7]], value null} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %31 "t19" = pad(%28) {paddings [[7,6],[5,4],[3,2],[1,0]], value -8} : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %32 "t20" = logistic(%31) : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %33 "t21" = tanh(%32) : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %34 "t22" = relu(%33) : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %35 "t23" = relu6(%34) : int8 [1, 6, 8, 2]   scale 0.5   zero -3
      %36 "out" = dequantize(%35) : float32 [1, 6, 8, 2]
      return %36
    "
  `);
  const constants = [...graph.value.tensors.values()].flatMap(({ name, data }) =>
    data === null ? [] : [[name, [...data]]],
  );
  expect(constants).toEqual([
    ['weights', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['depthwise', [1, 2, 3, 4]],
    ['bias', [7, 0, 0, 0, 247, 255, 255, 255]],
  ]);
  const quantizations = [...graph.value.tensors.values()].slice(1, 4).map(({ quantization }) => quantization);
  expect(quantizations).toEqual([
    { kind: 'perTensor', scale: 0.5, zeroPoint: -3 },
    { kind: 'perChannel', axis: 0, scales: [0.25, 0.125], zeroPoints: [0, 0] },
    { kind: 'perChannel', axis: 3, scales: [0.25, 0.5], zeroPoints: [0, 0] },
  ]);
});
