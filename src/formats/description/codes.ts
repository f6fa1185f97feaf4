import type { CodePage } from '../../diagnostics/codes.js';

/** Diagnostics of model descriptions, whether they are TypeScript or JSON. */
export const descriptionCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C1601',
    title: 'The file is not JSON that means one thing.',
    explanation:
      'A description of JSON is UTF-8 text without comments and trailing commas, in which each key of an object stands once, nested at most 32 deep and of at most 64 MB. The diagnostic gives the place where that ends.',
    remedy:
      'Correct the text there. Large arrays belong into .npy files beside the description: { "file": "weights.npy" }.',
  },
  {
    code: 'I8C1602',
    title: 'A value of the description is not what is needed there.',
    explanation:
      'Each key of a description takes values of one kind: names, shapes, scales, lists, one of several words. The message says what this one takes, and what was seen.',
    remedy:
      'docs/descriptions.md shows a description; docs/operators says what each layer takes; an editor that knows the JSON Schema or the types of int8c says it while you type.',
  },
  {
    code: 'I8C1603',
    title: 'The description has a key that means nothing there.',
    explanation:
      'A key that int8c does not know would be left out silently, and what it was to say with it. The keys of a layer are its ports and attributes (docs/operators), name, quantization and outputShape.',
    remedy: 'Correct the key; where one is near, the message names it.',
  },
  {
    code: 'I8C1604',
    title: 'A layer names an operator that int8c does not have.',
    explanation:
      'Layers of JSON name their operator with op, in the words of docs/operators: conv2d, depthwise-conv2d.',
    remedy: 'Use one of the operators in docs/operators; the message names a near one.',
  },
  {
    code: 'I8C1605',
    title: 'A name is that of no input, constant or layer.',
    explanation:
      'Layers, and the outputs of the model, call what they read by name. Nothing in the description has this one.',
    remedy: 'Correct the name; where one is near, the message names it.',
  },
  {
    code: 'I8C1606',
    title: 'Two things have the same name.',
    explanation: 'Inputs, constants and layers are known by their names, so that each must have one of its own.',
    remedy: 'Give one of them another name.',
  },
  {
    code: 'I8C1607',
    title: 'A number is given twice.',
    explanation:
      'Scales of weights stand in the quantization of the layer or with the constant; multipliers are one number or a list. Where both are given, one of them would be left out silently.',
    remedy: 'Leave out one of the two.',
  },
  {
    code: 'I8C1608',
    title: 'A data file does not hold the numbers of its tensor.',
    explanation:
      'Data files lie in the folder of the description or below it, unless --allow-outside says otherwise: .npy files (int8 weights, int32 or int64 biases, float32 values), .bin files (raw, little-endian, with a shape beside them) or .json files (numbers in lists).',
    remedy: 'Check path, type and shape. Weights are saved with numpy.save(path, weights.astype(numpy.int8)).',
  },
  {
    code: 'I8C1609',
    title: 'Numbers do not make the tensor that is needed.',
    explanation:
      'Numbers in lists are values of the type of the tensor: int8 weights from -128 to 127, int32 biases. Nested lists are of one length in each dimension; a flat list takes the shape that is said beside it.',
    remedy: 'Correct the numbers, or the shape.',
  },
  {
    code: 'I8C1610',
    title: 'Layers wait for each other.',
    explanation: 'A layer runs when everything that it reads has been made. These read each other in a ring.',
    remedy: 'Let one of the layers of the ring read something else.',
  },
  {
    code: 'I8C1611',
    title: 'The description has another form than this int8c reads.',
    explanation:
      'Descriptions say the version of their form, schemaVersion, so that none is misread. defineModel says it in TypeScript.',
    remedy: 'Add "schemaVersion": 1 to a description of JSON, or use the int8c that the description was written for.',
  },
  {
    code: 'I8C1612',
    title: 'The shape of an output does not follow from inputs and attributes.',
    explanation:
      'int8c computes the shapes of all layers from the shapes of the inputs. Here an input does not have the dimensions that the operator takes, or its sizes do not fit.',
    remedy: 'Check the shapes of the inputs and the attributes of the layer; docs/operators says what each port takes.',
  },
  {
    code: 'I8C1613',
    title: 'Nothing says how the output of a layer is quantized.',
    explanation:
      'Layers that compute bring their results to a scale and a zero point. Others keep those of their input, or have fixed ones, and need not say anything.',
    remedy: 'Add quantization: { output: { scale, zeroPoint } }. Beside multipliers and shifts a zero point is enough.',
  },
]);
