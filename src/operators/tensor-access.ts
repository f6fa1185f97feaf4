import { inputTensor, optionalInputTensor, outputTensor, type Node } from '../ir/graph.js';
import { decodeValues, type Tensor } from '../ir/tensor.js';
import type { NodeContext, ReferenceRun, TensorValue } from './operator.js';

/** Scale and zero point of a per-tensor quantized tensor, which the verifier has found to be one. */
export function scaleAndZeroPoint(tensor: Tensor): { scale: number; zeroPoint: number } {
  if (tensor.quantization?.kind !== 'perTensor')
    throw new Error(`int8c bug: ${tensor.name} is not quantized per tensor`);
  return tensor.quantization;
}

/** Scales of weights: one per output channel, or a single one for all. */
export function weightScales(tensor: Tensor): readonly number[] {
  switch (tensor.quantization?.kind) {
    case 'perTensor':
      return [tensor.quantization.scale];
    case 'perChannel':
      return tensor.quantization.scales;
    case undefined:
      throw new Error(`int8c bug: weights ${tensor.name} are not quantized`);
  }
}

export function weightZeroPoints(tensor: Tensor): readonly number[] {
  switch (tensor.quantization?.kind) {
    case 'perTensor':
      return [tensor.quantization.zeroPoint];
    case 'perChannel':
      return tensor.quantization.zeroPoints;
    case undefined:
      return [];
  }
}

/** Values of a constant int8 tensor. */
export function int8Constant(tensor: Tensor): Int8Array {
  if (tensor.data === null || tensor.dtype !== 'int8')
    throw new Error(`int8c bug: ${tensor.name} is not an int8 constant`);
  return new Int8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
}

/** Bias values, or zeros where the node has no bias. */
export function biasValues(node: Node, context: NodeContext, port: number, channels: number): Int32Array {
  const tensor = optionalInputTensor(node, context.tensors, port);
  if (tensor === null) return new Int32Array(channels);
  if (tensor.data === null) throw new Error(`int8c bug: bias ${tensor.name} is not constant`);
  return decodeValues('int32', tensor.data) as Int32Array;
}

/** Scales that decide a requantization: of one input, and of the output. */
export function inputAndOutput(node: Node, context: NodeContext): { input: Tensor; output: Tensor } {
  return { input: inputTensor(node, context.tensors, 0), output: outputTensor(node, context.tensors) };
}

export function runInput(run: ReferenceRun, index: number): TensorValue {
  const value = run.inputs[index];
  if (value === undefined || value === null) throw new Error(`int8c bug: no value for input ${index}`);
  return value;
}

export function runOutput(run: ReferenceRun): TensorValue {
  const value = run.outputs[0];
  if (value === undefined) throw new Error('int8c bug: no value for output 0');
  return value;
}

export function int8Input(run: ReferenceRun, index: number): Int8Array {
  const { values } = runInput(run, index);
  if (!(values instanceof Int8Array)) throw new Error(`int8c bug: input ${index} is not int8`);
  return values;
}

export function int8Output(run: ReferenceRun): Int8Array {
  const { values } = runOutput(run);
  if (!(values instanceof Int8Array)) throw new Error('int8c bug: the output is not int8');
  return values;
}

/** Size of one dimension of a shape that has it. */
export function dimension(shape: readonly number[], axis: number): number {
  const size = shape[axis];
  if (size === undefined) throw new Error(`int8c bug: no dimension ${axis} in [${shape.join(', ')}]`);
  return size;
}
