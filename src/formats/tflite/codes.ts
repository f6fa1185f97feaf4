import type { CodePage } from '../../diagnostics/codes.js';

/**
 * Every diagnostic of the TensorFlow Lite reader: 10xx the file, 11xx the model as a whole, 12xx tensors, 13xx
 * operators.
 */
export const tfliteCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C1001',
    title: 'The file is not a TensorFlow Lite model.',
    explanation:
      'A TensorFlow Lite file carries the identifier TFL3 at byte 4. The file has something else there, or is too short to have anything. Common mistakes are a Keras .h5 or .keras file, a zip archive, a Git LFS pointer instead of the model, or the C array that xxd makes of one.',
    remedy: 'Pass the .tflite file as the TensorFlow Lite converter wrote it.',
  },
  {
    code: 'I8C1002',
    title: 'The model has a schema version that int8c does not read.',
    explanation:
      'The tables of a .tflite file have a version, and their meaning depends on it. Version 3 has been written since 2018.',
    remedy: 'Convert the model again with a current TensorFlow.',
  },
  {
    code: 'I8C1003',
    title: 'The file is damaged: an offset or a length in it leads nowhere.',
    explanation:
      'A .tflite file is a tree of tables that point to each other by byte offsets. int8c checks every offset and length before following it. The diagnostic gives the byte, the way to it from the root of the file, and what was found there. Downloads that were cut off and transfers in text mode are the usual causes.',
    remedy:
      'Copy or download the file again, in binary mode, and compare checksums. If that does not help, convert the model again.',
  },
  {
    code: 'I8C1004',
    title: 'The file exceeds a limit of int8c.',
    explanation:
      'int8c bounds the number of table entries, the size of a file and what its vectors may unfold to, so that no file can cost unbounded time or memory. The limits stand far above any network that fits a microcontroller.',
    remedy: 'The file is damaged, or no model for a microcontroller. Pass a smaller model.',
  },
  {
    code: 'I8C1005',
    title: 'One table of the file refers to an entry of another that does not exist.',
    explanation:
      'Operators name their tensors and operator codes by number, and tensors their buffers. A number stands in the file that is larger than the table it points into, or negative where that has no meaning.',
    remedy: 'The file is damaged or was edited by hand: copy or convert it again.',
  },
  {
    code: 'I8C1006',
    title: 'The model is empty: it has no subgraph or no operators.',
    explanation: 'A network needs at least one operator. Files that only carry metadata or delegate data have none.',
    remedy: 'Check what was converted, and convert again.',
  },
  {
    code: 'I8C1007',
    title: 'More was found in the file than is shown.',
    explanation:
      'int8c shows the first findings of a file and counts the rest, because later ones often follow from the first.',
    remedy: 'Repair what is shown and run int8c again.',
  },
  {
    code: 'I8C1101',
    title: 'The model uses operators that int8c does not compile.',
    explanation:
      'Every operator becomes a kernel in C, and int8c has kernels for a fixed list, which the diagnostic repeats. All missing operators are listed at once, with how often they occur, where, and on which types. Custom operators appear under their custom name.',
    remedy:
      'Replace the operators in the model (many activations have a RELU6 counterpart, many poolings a MEAN), or cut the model before them and compute the rest in your own code. New operators are welcome: docs/adding-an-operator.md describes the way.',
  },
  {
    code: 'I8C1102',
    title: 'The model has several subgraphs.',
    explanation:
      'Further subgraphs are the bodies of IF, WHILE or CALL_ONCE, or further signatures of the model. Which of them runs is decided at run time, whereas int8c places every buffer and every call beforehand.',
    remedy:
      'Convert a single signature without control flow. Loops over a fixed number of steps can be unrolled before conversion.',
  },
  {
    code: 'I8C1103',
    title: 'The model is not quantized: weights and activations are float32.',
    explanation:
      'int8c compiles int8 arithmetic. Quantization needs the range of every activation, which only a representative dataset shows; the float model does not contain it.',
    remedy:
      'Convert again with full-integer quantization: set optimizations to [tf.lite.Optimize.DEFAULT], give a representative_dataset, set target_spec.supported_ops to [tf.lite.OpsSet.TFLITE_BUILTINS_INT8] and inference_input_type and inference_output_type to tf.int8.',
  },
  {
    code: 'I8C1104',
    title: 'The model is only partly quantized: some operators compute in float32.',
    explanation:
      'Either only the weights are int8 and the activations stay float32 (dynamic-range quantization, what the converter does without a representative dataset), or single layers were left in float32 because the converter has no int8 version of them.',
    remedy:
      'Convert again with a representative_dataset and target_spec.supported_ops [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]; the converter then names the layers that cannot be int8. Float inputs and outputs behind QUANTIZE and DEQUANTIZE may stay.',
  },
  {
    code: 'I8C1105',
    title: 'The model has int16 activations.',
    explanation:
      'In the 16x8 scheme activations are int16, weights int8 and biases int64. Its kernels, tables and rounding differ from those of the int8 scheme, and int8c does not write them.',
    remedy:
      'Convert again with target_spec.supported_ops [tf.lite.OpsSet.TFLITE_BUILTINS_INT8] instead of the 16x8 mode.',
  },
  {
    code: 'I8C1106',
    title: 'The model computes in uint8.',
    explanation:
      'uint8 is the older scheme of TensorFlow Lite, with zero points for weights and one scale per tensor. uint8 inputs and outputs around an int8 core, which a QUANTIZE turns into int8 and back, are compiled.',
    remedy:
      'Convert again with full-integer int8 quantization: a representative dataset and supported_ops [TFLITE_BUILTINS_INT8].',
  },
  {
    code: 'I8C1107',
    title: 'The model has variable tensors.',
    explanation:
      'Variable tensors keep their value from one inference to the next, as in SVDF and LSTM layers. Compiled models have no hidden state.',
    remedy: 'Make the state an input and an output of the model and pass it back in your own code.',
  },
  {
    code: 'I8C1108',
    title: 'Tensor data stands outside of the tables of the file.',
    explanation:
      'Models of more than 2 GB keep their weights behind the FlatBuffer, and others in separate files. int8c reads the buffers inside the FlatBuffer.',
    remedy: 'Convert again so that the weights are stored in the buffers of the .tflite file.',
  },
  {
    code: 'I8C1109',
    title: 'The weights of the model are compressed.',
    explanation:
      'The tools of TensorFlow Lite Micro can replace weights by indices into a table of values and say so in the metadata of the file. Read without that table, the indices would pass for weights.',
    remedy: 'Compile the model as it was before compression.',
  },
  {
    code: 'I8C1110',
    title: 'A tensor is used that has no value yet, or never gets one.',
    explanation:
      'Operators run in the order of the file. Each of their inputs is a constant, an input of the model, or the output of an earlier operator; each output of the model is made by some operator.',
    remedy: 'The file is damaged or was cut apart at the wrong place: convert it again.',
  },
  {
    code: 'I8C1111',
    title: 'An operator writes a tensor that has its value from elsewhere.',
    explanation:
      'Every tensor gets its value once. An operator has an output that another operator makes as well, that is an input of the model, or that is a constant.',
    remedy: 'The file is damaged or its converter is faulty: convert it again.',
  },
  {
    code: 'I8C1112',
    title: 'The inputs and outputs of the model are missing, repeated, or constants.',
    explanation:
      'The caller writes each input and reads each output in a place of its own. A tensor that is an input twice, an output twice, both, or a constant has no such place; a model without inputs or outputs computes nothing.',
    remedy: 'Convert again with inputs and outputs that are different tensors, computed at run time.',
  },
  {
    code: 'I8C1201',
    title: 'A tensor has a type that int8c does not know.',
    explanation:
      'int8c knows int8 and the types around it (int32 biases and parameters, float32 at the edges). Strings, complex numbers, resources and the like have no place in a network for a microcontroller.',
    remedy: 'Convert again with full-integer int8 quantization, and move the handling of such values out of the model.',
  },
  {
    code: 'I8C1202',
    title: 'The size of a tensor is known only at run time.',
    explanation:
      'int8c places every buffer when it compiles. A batch of -1 whose size is stored as 1, which is what converters write for a Keras model, is accepted and taken as 1; any other open size is not.',
    remedy:
      'Give the inputs a fixed shape before converting, e.g. tf.keras.Input(shape, batch_size=1), or a concrete function with a full TensorSpec.',
  },
  {
    code: 'I8C1203',
    title: 'A tensor has a shape that cannot be compiled.',
    explanation: 'Tensors have at most 8 dimensions, each at least 1, and at most 2147483647 elements.',
    remedy:
      'Look at the layer that makes the tensor: one without elements should not be in the model. Otherwise the file is damaged.',
  },
  {
    code: 'I8C1205',
    title: 'The model has sparse tensors.',
    explanation:
      'Sparse tensors are stored without their zeros and need kernels that walk their index. int8c reads dense weights.',
    remedy:
      'Convert again without Optimize.EXPERIMENTAL_SPARSITY. A pruned model may stay pruned, with its zeros stored.',
  },
  {
    code: 'I8C1209',
    title: 'A tensor is quantized by a scheme other than scale and zero point.',
    explanation:
      'Blockwise, multi-axis and custom quantization keep their parameters elsewhere and have kernels of their own, which int8c does not write.',
    remedy: 'Convert again with int8 quantization per tensor or per channel.',
  },
  {
    code: 'I8C1301',
    title: 'An operator does not have the inputs and outputs that it needs.',
    explanation:
      'Every kind of operator has a fixed number of inputs, some of them optional, and one output. The file gives it others, or leaves out one that is required.',
    remedy: 'The file is damaged or was written by a newer or faulty converter: convert it again.',
  },
  {
    code: 'I8C1302',
    title: 'A parameter of an operator is computed at run time.',
    explanation:
      'New shapes, paddings, axes, permutations and sizes come as tensors, and int8c turns them into attributes of the operator. They must be constants, because shapes and addresses are settled when the model is compiled. Shapes computed from the batch size are the usual cause.',
    remedy: 'Give the layer a fixed parameter, and the inputs of the model a fixed shape including the batch.',
  },
  {
    code: 'I8C1303',
    title: 'A constant parameter of an operator cannot be used.',
    explanation:
      'A new shape, paddings, axes, a permutation, a size or a padding value has the wrong type, the wrong number of elements, or values without a meaning.',
    remedy: 'The file is damaged or its converter is faulty: convert it again.',
  },
  {
    code: 'I8C1304',
    title: 'A fused activation is not supported.',
    explanation:
      'NONE, RELU, RELU_N1_TO_1 and RELU6 are bounds that the kernel applies to its output. TANH and SIGN_BIT would need a table, and no quantized kernel of TensorFlow Lite applies them.',
    remedy: 'Make the activation a layer of its own and convert again.',
  },
  {
    code: 'I8C1305',
    title: 'An option of an operator has no meaning.',
    explanation:
      'A stride, dilation or filter size is not positive, the padding is neither SAME nor VALID, an axis does not exist, or the options belong to another kind of operator. int8c does not guess.',
    remedy: 'The file is damaged or was written by a newer or faulty converter: convert it again.',
  },
  {
    code: 'I8C1306',
    title: 'The weights of FULLY_CONNECTED are stored in a shuffled order.',
    explanation:
      'The format SHUFFLED4x16INT8 was made for one kernel on application processors. int8c reads weights row by row and packs them itself.',
    remedy: 'Convert again; current converters write the default order.',
  },
] as const satisfies readonly CodePage[]);
