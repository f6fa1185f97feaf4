import type { CodePage } from './codes.js';

/**
 * Pages of the diagnostics that belong to no single operator: graphs, which readers find at fault as well, plans and
 * targets.
 */
export const compilerCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C2001',
    title: 'A node of the graph names an operator that int8c does not have.',
    explanation:
      'Readers translate the operators of a file into those of int8c and refuse the others by name (I8C1101 for TensorFlow Lite). This finding is about a graph that was built by a program, with an operator that is not in the registry.',
    remedy:
      'Use one of the operators in docs/operators, or add the operator: docs/adding-an-operator.md describes the way.',
  },
  {
    code: 'I8C2002',
    title: 'The output of an operator does not have the shape that its inputs and attributes make.',
    explanation:
      'int8c computes every shape itself and compares it with the one that the model declares. Where they differ, either the attributes do not fit the inputs or the declared shape is wrong; the diagnostic shows both. Compiling either would be a guess.',
    remedy:
      'Check the shapes where the model was made. If they are right there, the file is damaged: convert it again.',
  },
  {
    code: 'I8C2003',
    title: 'An operator has the wrong number of inputs or outputs.',
    explanation:
      'Every operator has a fixed number of inputs, some of them optional, and one output; only a concatenation takes any number.',
    remedy: 'The model was written by a faulty or newer converter, or by hand: convert it again.',
  },
  {
    code: 'I8C2004',
    title: 'A tensor cannot stand where an operator has it.',
    explanation:
      'Each input and output of an operator takes certain types, where the kernel needs it a certain number of dimensions, and a constant for weights and biases; int8 values have a scale and a zero point per tensor. docs/operators says what each operator takes, and the diagnostic says which of this the tensor lacks.',
    remedy:
      'Convert the model with full-integer int8 quantization: float, int16 and uint8 layers have no kernels in int8c.',
  },
  {
    code: 'I8C2005',
    title: 'An accumulator could overflow 32 bits.',
    explanation:
      'For every output channel int8c proves from the weights, the bias and the zero point how far the sum can go for any input, and how far requantizing shifts it. Where that leaves 32 bits, the C would have undefined behaviour and the reference kernel would be wrong as well. Networks that were calibrated on real data stay far inside: int8c inspect shows the bits that each layer needs.',
    remedy:
      'Look at bias and scales of the layer: a bias near the int32 limits, or an output scale far below input scale * weight scale, is a fault of calibration. Calibrate with representative data and convert again.',
  },
  {
    code: 'I8C2006',
    title: 'An attribute of an operator must have a value that means something.',
    explanation:
      'Each attribute (a stride, an axis, a slope) takes whole numbers of a range, finite numbers, one of several words, or lists of them. docs/operators says what each is; the diagnostic says what was seen.',
    remedy:
      'Readers of files refuse such values themselves (I8C1305 for TensorFlow Lite), so this finding is about a graph that was built by a program: correct the attribute there.',
  },
  {
    code: 'I8C2007',
    title: 'The types of inputs and outputs must go together.',
    explanation:
      'An operator may compute in several kinds of numbers, each of which takes certain types at its inputs and outputs. Every type of this node is one that the operator takes, but not together with the others; the message lists the ways.',
    remedy: 'Convert the model with full-integer int8 quantization; uint8 may only become int8, and int8 uint8.',
  },
  {
    code: 'I8C2008',
    title: 'A number follows from a scale that is not given.',
    explanation:
      'Multipliers, shifts, tables and the bounds of an activation follow from the scales of tensors. A description may leave a scale out where it gives multipliers and shifts itself; here neither is there. The diagnostic names the tensor and what follows from its scale.',
    remedy: 'Give the tensor a scale, or the layer the multiplier and shift (or the bounds) that would follow from it.',
  },
  {
    code: 'I8C2009',
    title: 'Multipliers, shifts and bounds must be numbers that the arithmetic is defined for.',
    explanation:
      'A factor is multiplier * 2^(shift - 31): the multiplier is a whole number from 0 to 2^31 - 1, a positive shift goes to the left, as in CMSIS-NN. There is one for all output channels or one for each. How far a factor may shift depends on the layer: sums have factors of at most 1, a change of scale less than 2^22. Bounds are quantized values from -128 to 127.',
    remedy:
      'Compare with what int8c computes: int8c multiplier prints multiplier and shift of a real factor, int8c inspect --layer NAME --channels those of a layer that has scales.',
  },
  {
    code: 'I8C2010',
    title: 'Multipliers, shifts or bounds are not those that follow from the scales.',
    explanation:
      'Where a layer has both scales and multipliers, int8c computes the multipliers from the scales as well and compares. A difference under one part in a million comes from rounding in another place and is a warning: the given numbers are taken. A larger one means that both do not describe the same model.',
    remedy:
      'Leave out one of the two, or correct the one that is wrong; int8c multiplier shows what three scales give.',
  },
  {
    code: 'I8C3001',
    title: 'A dimension of a tensor is not at least 1.',
    explanation:
      'All shapes are fixed when the model is compiled, and a tensor without elements has nothing to compute.',
    remedy: 'Give the model a fixed shape, including the batch, when converting it.',
  },
  {
    code: 'I8C3002',
    title: 'A tensor has more elements than emitted C can index.',
    explanation:
      'Emitted C indexes with 32 bits and keeps room for products with strides. The limit of 2^28 elements is far above the memory of any microcontroller.',
    remedy: 'Use a smaller model or input.',
  },
  {
    code: 'I8C3003',
    title: 'A constant does not have as many bytes as its shape says.',
    explanation:
      'The bytes of a constant are its elements one after another. Fewer or more of them mean that shape, type or data are wrong.',
    remedy: 'The file is damaged, or its writer is at fault: convert the model again.',
  },
  {
    code: 'I8C3004',
    title: 'A scale is not a positive, normal float32 number.',
    explanation:
      'Multipliers are quotients of scales: zero, negative, denormal, infinite or undefined scales have none. A scale of 0 comes from a tensor that was always 0 while the model was calibrated.',
    remedy: 'Calibrate again with data that looks like real inputs, and remove layers whose output is always zero.',
  },
  {
    code: 'I8C3005',
    title: 'A zero point lies outside of the range of its type.',
    explanation:
      'The zero point is the quantized value that stands for 0, and must be a value of the type: -128 to 127 for int8.',
    remedy: 'The model was damaged or written by a faulty converter: convert it again.',
  },
  {
    code: 'I8C3006',
    title: 'The quantization of a tensor does not fit its shape.',
    explanation:
      'A tensor that is quantized as a whole has one scale and one zero point; one that is quantized per channel has one of each for every index of one dimension.',
    remedy: 'The model was damaged or written by a faulty converter: convert it again.',
  },
  {
    code: 'I8C3007',
    title: 'An output of the model is made by no operator.',
    explanation:
      'Outputs are what operators compute. One that is a constant, or that nothing writes, has no value at run time.',
    remedy: 'Check where the model was cut, and convert it again.',
  },
  {
    code: 'I8C3008',
    title: 'An operator uses a tensor that has no value yet.',
    explanation:
      'Operators run in the order of the graph. Each of their inputs is an input of the model, a constant, or made by an earlier operator; a cycle has no such order.',
    remedy: 'Bring the operators into an order in which they can run, without cycles.',
  },
  {
    code: 'I8C3009',
    title: 'A tensor is made more than once.',
    explanation:
      'Every tensor gets its value once: from the caller, from the file, or from one operator. Buffers are shared by the memory planner, never by the graph.',
    remedy: 'Give every output of an operator a tensor of its own.',
  },
  {
    code: 'I8C3010',
    title: 'An input of the model is a constant.',
    explanation:
      'The caller writes the inputs of the model before each inference. A constant is in flash and cannot be written.',
    remedy: 'Take the constant out of the list of inputs.',
  },
  {
    code: 'I8C3011',
    title: 'A model has no inputs or no outputs.',
    explanation: 'Without inputs every inference is the same, and without outputs nobody learns of it.',
    remedy: 'Convert again and keep the inputs and outputs of the network.',
  },
  {
    code: 'I8C4001',
    title: 'The arena does not fit the RAM of the target.',
    explanation:
      'All tensors that exist at run time live in one arena, whose size is known when the model is compiled. It must fit the largest RAM region of the target, and the stack and the rest of the firmware come on top. The diagnostic names the layer at which most bytes are live; int8c inspect draws the whole arena and works for models that do not fit.',
    remedy:
      'Choose a target with more RAM, say how much yours has with --ram, or make the layer at the peak smaller: fewer channels, a larger stride, or a smaller input.',
  },
  {
    code: 'I8C4002',
    title: 'There is no target of that name.',
    explanation: 'A target is a core and its RAM, described by a file in the folder targets of int8c.',
    remedy: 'Run int8c targets for the list. Take the core of your chip and say how much RAM it has with --ram.',
  },
  {
    code: 'I8C4003',
    title: 'The data of a target are broken.',
    explanation:
      'Each file in the folder targets of int8c describes a core: its name, features, RAM regions, alignment of tensors and compiler flags. They decide which C is written and where its tensors lie, so a field that is missing, misspelt or of another kind is refused instead of guessed. The diagnostic names every such field, what it must be and what stands there.',
    remedy: 'Mend the file after the pattern of its neighbours, or install int8c again.',
  },
] as const satisfies readonly CodePage[]);
