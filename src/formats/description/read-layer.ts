import { nearMiss } from '../../diagnostics/near-miss.js';
import type { FixedPointNumbers } from '../../ir/graph.js';
import type { Quantization, Tensor, TensorId } from '../../ir/tensor.js';
import { accepts, neededBy, type Attributes } from '../../operators/attribute.js';
import { portsOf, type AnyOperator, type NamedPort, type Ports } from '../../operators/operator.js';
import { arithmeticsOf, findOperator, operators } from '../../operators/registry.js';
import { shortName } from '../../text/visible.js';
import { readData } from './read-data.js';
import { layerKeys, outputNames, quantizationKeys } from './layer-keys.js';
import { perChannel } from './quantization.js';
import { readFixedPoint } from './read-fixed-point.js';
import { constant, readAffine, readConstant, readIndex, readLabel, type TensorDraft } from './read-tensors.js';
import {
  fieldOf,
  readFields,
  readName,
  readScale,
  readScales,
  readShape,
  readWord,
  report,
  reportTwice,
  reportValue,
  type Fields,
  type Path,
  type ReadContext,
} from './source-context.js';

/** An input of a layer: something that has a name, or a constant of its own. */
export type SourceDraft =
  | { readonly kind: 'name'; readonly name: string; readonly path: Path }
  | {
      readonly kind: 'constant';
      readonly tensor: Omit<Tensor, 'id'>;
      readonly port: NamedPort;
      readonly stated: boolean;
    };

/** What is said of an output. */
export interface OutputDraft {
  readonly dtype: 'int8' | 'uint8' | null;
  readonly quantization: Quantization | null;
  readonly path: Path;
}

/** A layer as it is written, before its inputs are found. */
export interface LayerDraft {
  readonly name: string;
  readonly operator: AnyOperator;
  readonly path: Path;
  /** In the order of the ports; null for one that is left out. */
  readonly sources: readonly (SourceDraft | null)[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly fixedPoint: FixedPointNumbers | null;
  readonly outputShape: readonly number[] | null;
  readonly outputs: readonly OutputDraft[];
  /** Number of its first output, where it gives one. */
  readonly index: TensorId | null;
  readonly label: string | null;
}

/** A layer that is being read. */
interface LayerContext {
  readonly context: ReadContext;
  readonly path: Path;
  readonly operator: AnyOperator;
  readonly name: string;
  readonly fields: Fields;
  readonly quantization: Fields;
}

/** One layer; null after reporting what keeps it from being one. */
export function readLayer(context: ReadContext, draft: TensorDraft, path: Path, value: unknown): LayerDraft | null {
  const before = context.findings.length;
  const operator = readOperator(context, path, value);
  if (operator === null) return null;
  const what = `a layer: { op: '${operator.kind}', name, … }`;
  const fields = readFields(context, path, value, layerKeys(operator), what);
  if (fields === null) return null;
  const name = readName(context, [...path, 'name'], fieldOf(fields, 'name')) ?? 'layer';
  const quantization = readQuantization(context, path, fields, operator);
  const layer: LayerContext = { context, path, operator, name, fields, quantization };
  const read: LayerDraft = {
    name,
    operator,
    path,
    sources: readSources(layer),
    attributes: readAttributes(layer),
    fixedPoint: readFixedPoint(layer),
    outputShape: readShape(context, [...path, 'outputShape'], fieldOf(fields, 'outputShape')) ?? null,
    outputs: outputNames(operator).map((port) => readOutput(layer, port)),
    index: readIndex(context, draft, path, fields),
    label: readLabel(context, path, fields),
  };
  return context.findings.length > before ? null : read;
}

function readOperator(context: ReadContext, path: Path, value: unknown): AnyOperator | null {
  const op = typeof value === 'object' && value !== null ? fieldOf(value as Fields, 'op') : undefined;
  if (typeof op !== 'string') {
    const help = "in TypeScript layers are made by functions: conv2d({ name: 'c1', … })";
    reportValue(context, path, value, "a layer: { op: 'conv2d', name, … }", help);
    return null;
  }
  const operator = findOperator(op);
  if (operator !== undefined) return operator;
  const kinds = operators.map(({ kind }) => kind);
  const near = nearMiss(op, kinds);
  report(context, 'I8C1604', [...path, 'op'], {
    message: `int8c has no operator ${shortName(op)}`,
    help: near === null ? `it has ${kinds.join(', ')}` : `did you mean ${near}?`,
  });
  return null;
}

function readQuantization(context: ReadContext, path: Path, layer: Fields, operator: AnyOperator): Fields {
  const value = fieldOf(layer, 'quantization');
  if (value === undefined) return {};
  const at = [...path, 'quantization'];
  return (
    readFields(context, at, value, quantizationKeys(operator), 'an object: { output: { scale, zeroPoint }, … }') ?? {}
  );
}

function readAttributes({ context, path, operator, fields }: LayerContext): LayerDraft['attributes'] {
  const read = Object.entries(operator.attributes as Attributes).map(([name, { schema, fallback }]) => {
    const given = fieldOf(fields, name);
    const value = given === undefined ? fallback : given;
    if (!accepts(schema, value)) reportValue(context, [...path, name], given, neededBy(schema));
    return [name, value] as const;
  });
  return Object.freeze(Object.fromEntries(read));
}

function readSources(layer: LayerContext): (SourceDraft | null)[] {
  const { context, path, operator, fields } = layer;
  return portsOf(operator.inputs as Ports).flatMap((port) => {
    const at = [...path, port.name];
    const value = fieldOf(fields, port.name);
    if (port.variadic === true) {
      if (Array.isArray(value) && value.length > 0)
        return value.map((item: unknown, index) => readSource(layer, [...at, index], item, port));
      reportValue(context, at, value, 'a list of names of inputs and layers');
      return [];
    }
    if (value !== undefined && value !== null) return [readSource(layer, at, value, port)];
    if (port.optional !== true) reportValue(context, at, value, `given: ${port.description}`);
    return [null];
  });
}

function readSource(layer: LayerContext, path: Path, value: unknown, port: NamedPort): SourceDraft | null {
  const { context } = layer;
  if (typeof value === 'string') return namedSource(layer, path, value, port);
  const dtype = port.role === 'bias' ? 'int32' : 'int8';
  const name = `${layer.name}/${port.name}`;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject && Object.hasOwn(value, 'data')) {
    const stated = ['scale', 'scales', 'zeroPoint'].some((key) => Object.hasOwn(value, key));
    const tensor = readConstant(context, path, value, { name, dtype, axis: weightsAxis(layer) });
    return tensor === null ? null : constantSource(layer, tensor, port, stated);
  }
  if (port.role !== 'value' && (Array.isArray(value) || (isObject && Object.hasOwn(value, 'file')))) {
    const read = readData(context, path, value, { dtype, shape: null });
    if (read === null) return null;
    return constantSource(layer, constant(name, dtype, read.shape, read.data, context.locate(path)), port, false);
  }
  const what =
    port.role === 'value' ? 'the name of an input or layer' : "data: numbers in lists, or file('weights.npy')";
  reportValue(context, path, value, `${what}, or a constant { data, … }`);
  return null;
}

/** Weights take the scales of the layer's quantization. */
function constantSource(
  layer: LayerContext,
  tensor: Omit<Tensor, 'id'>,
  port: NamedPort,
  stated: boolean,
): SourceDraft | null {
  const constantOf = (more: Partial<Tensor>): SourceDraft => ({
    kind: 'constant',
    tensor: { ...tensor, ...more },
    port,
    stated,
  });
  if (port.role === 'value') {
    // A constant among values is quantized; where nothing is said its zero point is 0.
    return constantOf({ quantization: tensor.quantization ?? unscaled(tensor) });
  }
  if (port.role === 'bias') return constantOf({});
  const scales = readWeightScales(layer, tensor.quantization);
  return scales === null ? null : constantOf(scales);
}

/** Scales of weights, with the constant or in the layer's quantization; a zero point stands with the constant. */
function readWeightScales(
  layer: LayerContext,
  own: Quantization | null,
): Partial<Pick<Tensor, 'quantization' | 'origin'>> | null {
  const { context, path, quantization } = layer;
  const at = [...path, 'quantization'];
  const one = readScale(context, [...at, 'weightScale'], fieldOf(quantization, 'weightScale'));
  const many = readScales(context, [...at, 'weightScales'], fieldOf(quantization, 'weightScales'));
  if (one === null || many === null) return null;
  const unscaledOwn = own ?? ({ kind: 'unscaled', zeroPoint: 0 } as const);
  if (one === undefined && many === undefined) return { quantization: unscaledOwn };
  if (unscaledOwn.kind !== 'unscaled') reportTwice(context, at, weightScalesWords, 'the constant has them as well');
  else if (one !== undefined && many !== undefined)
    reportTwice(context, at, weightScalesWords, 'weightScale and weightScales');
  const zeroPoint = unscaledOwn.kind === 'unscaled' ? unscaledOwn.zeroPoint : 0;
  const scaled: Quantization =
    many === undefined
      ? { kind: 'perTensor', scale: one ?? 1, zeroPoint }
      : perChannel(many, weightsAxis(layer), zeroPoint);
  return { quantization: scaled, origin: context.locate([...at, many === undefined ? 'weightScale' : 'weightScales']) };
}

const weightScalesWords = 'the scales of weights';

/** Weights that have a name have their scales with it: those of the layer would be left out. */
function namedSource({ context, path: layer, quantization }: LayerContext, path: Path, name: string, port: NamedPort) {
  const keys = ['weightScale', 'weightScales'].filter((key) => Object.hasOwn(quantization, key));
  if (port.role === 'weights' && keys.length > 0)
    reportTwice(
      context,
      [...layer, 'quantization'],
      weightScalesWords,
      `${keys.join(', ')}; ${shortName(name)} has its own`,
    );
  return { kind: 'name', name, path } as const;
}

function unscaled({ dtype }: Pick<Tensor, 'dtype'>): Quantization | null {
  return dtype === 'float32' ? null : { kind: 'unscaled', zeroPoint: 0 };
}

/** The dimension of weights that output channels have. */
function weightsAxis({ operator }: LayerContext): number {
  const [first] = arithmeticsOf(operator.kind);
  return first?.quantization.weights?.axis ?? 0;
}

function readOutput({ context, path: layer, quantization }: LayerContext, port: string): OutputDraft {
  const path = [...layer, 'quantization', port];
  const value = fieldOf(quantization, port);
  if (value === undefined) return { dtype: null, quantization: null, path: layer };
  const fields = readFields(context, path, value, ['dtype', 'scale', 'zeroPoint'], 'an object: { scale, zeroPoint }');
  if (fields === null) return { dtype: null, quantization: null, path };
  const dtype = readWord(context, [...path, 'dtype'], fieldOf(fields, 'dtype'), ['int8', 'uint8']);
  return { dtype: dtype ?? null, quantization: readAffine(context, path, fields) ?? null, path };
}
