import { operators, type OperatorKind } from '../../operators/registry.js';
import type { DataFile, LayerDescription, LayerFields, ModelDescription } from './layer-types.js';

/** Version of the form of descriptions. */
export const descriptionVersion = 1;

/** `depthwise-conv2d` is called depthwiseConv2d in a program. */
type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** For each operator the function that describes a layer of it. */
export type Builders = {
  readonly [K in OperatorKind as CamelCase<K>]: (layer: LayerFields<K>) => LayerDescription<K>;
};

/** `depthwise-conv2d` as the name of a function. */
export function builderName(kind: string): string {
  return kind.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

export const builders = Object.freeze(
  Object.fromEntries(
    operators.map(({ kind }) => [builderName(kind), (layer: object) => Object.freeze({ op: kind, ...layer })]),
  ),
) as unknown as Builders;

/** The model that a description's module exports by default: it is read by `int8c` without being run. */
export function defineModel(model: ModelDescription): ModelDescription {
  return Object.freeze({ schemaVersion: descriptionVersion, ...model });
}

/** Data in a file beside the description: .npy, .bin or .json. */
export function file(path: string): DataFile {
  return Object.freeze({ file: path });
}

/** One function for each operator; a test holds the list to the registry. */
export const {
  conv2d,
  depthwiseConv2d,
  fullyConnected,
  averagePool2d,
  maxPool2d,
  add,
  sub,
  mul,
  maximum,
  minimum,
  pad,
  mean,
  softmax,
  logistic,
  tanh,
  relu,
  relu6,
  leakyRelu,
  quantize,
  dequantize,
  reshape,
  squeeze,
  expandDims,
  concatenation,
  transpose,
  stridedSlice,
  resizeNearestNeighbor,
} = builders;
