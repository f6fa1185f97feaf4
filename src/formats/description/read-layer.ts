import { nearMiss } from '../../diagnostics/near-miss.js';
import type { FixedPointNumbers } from '../../ir/graph.js';
import type { Quantization, Tensor, TensorId } from '../../ir/tensor.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import { accepts, neededBy, type Attributes } from '../../operators/attribute.js';
import { portsOf, type AnyOperator, type NamedPort, type Ports } from '../../operators/operator.js';
import { arithmeticsOf, findOperator, operators } from '../../operators/registry.js';
import { shortName } from '../../text/visible.js';
import { readData } from './read-data.js';
import { factorKeys, isBounded, layerKeys, outputNames, quantizationKeys } from './layer-keys.js';
import { perChannel } from './quantization.js';
import { constant, readAffine, readConstant, readIndex, readLabel, type TensorDraft } from './read-tensors.js';
import {
  fieldOf,
  readFields,
  readName,
  readScale,
  readScales,
  readShape,
  readWhole,
  readWholes,
  readWord,
  report,
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
  if (typeof value === 'string') return { kind: 'name', name: value, path };
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
  const { context, path, quantization } = layer;
  const at = [...path, 'quantization'];
  const one = readScale(context, [...at, 'weightScale'], fieldOf(quantization, 'weightScale'));
  const many = readScales(context, [...at, 'weightScales'], fieldOf(quantization, 'weightScales'));
  if (one === null || many === null) return null;
  if ((stated && (one ?? many) !== undefined) || (one !== undefined && many !== undefined)) {
    reportTwice(
      context,
      at,
      'the scales of weights',
      stated ? 'the constant has them as well' : 'weightScale and weightScales',
    );
  }
  if (many === undefined && one === undefined)
    return constantOf({ quantization: tensor.quantization ?? { kind: 'unscaled', zeroPoint: 0 } });
  const origin = context.locate([...at, many === undefined ? 'weightScale' : 'weightScales']);
  const scaled: Quantization =
    many === undefined ? { kind: 'perTensor', scale: one ?? 1, zeroPoint: 0 } : perChannel(many, weightsAxis(layer));
  return constantOf({ quantization: scaled, origin });
}

function unscaled({ dtype }: Pick<Tensor, 'dtype'>): Quantization | null {
  return dtype === 'float32' ? null : { kind: 'unscaled', zeroPoint: 0 };
}

function reportTwice(context: ReadContext, path: Path, what: string, seen: string): void {
  report(context, 'I8C1607', path, {
    message: `${what} must be given once`,
    details: [seen],
    help: 'leave out one of the two',
  });
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

/** Multipliers, shifts and bounds that the layer gives; null where it gives none. */
function readFixedPoint({ context, path: layer, operator, quantization }: LayerContext): FixedPointNumbers | null {
  const path = [...layer, 'quantization'];
  const factors: Record<string, readonly FixedPoint[]> = {};
  for (const { factor, multiplier, shift, lists } of factorKeys(operator)) {
    const one = pairUp(context, path, quantization, [multiplier, shift]);
    const many = lists === null ? null : pairUp(context, path, quantization, [lists.multipliers, lists.shifts]);
    if (one !== null && many !== null) reportTwice(context, path, `factor ${factor}`, `${multiplier} and multipliers`);
    const numbers = many ?? one;
    if (numbers !== null) factors[factor] = numbers;
  }
  const bounds = isBounded(operator) ? readBounds(context, path, quantization) : null;
  return Object.keys(factors).length === 0 && bounds === null ? null : { factors, bounds };
}

/** Multipliers and shifts, of which one without the other means nothing. */
function pairUp(
  context: ReadContext,
  path: Path,
  quantization: Fields,
  keys: readonly [multiplier: string, shift: string],
): FixedPoint[] | null {
  const [multipliers, shifts] = keys.map((key) => readNumbers(context, [...path, key], fieldOf(quantization, key)));
  if (multipliers === undefined && shifts === undefined) return null;
  if (multipliers === undefined || shifts === undefined) {
    const [given, missing] = multipliers === undefined ? [keys[1], keys[0]] : keys;
    reportValue(context, [...path, missing], undefined, `given beside ${given}`);
    return null;
  }
  if (multipliers === null || shifts === null) return null;
  if (multipliers.length === shifts.length)
    return multipliers.map((multiplier, index) => ({ multiplier, shift: shifts[index] ?? 0 }));
  reportValue(context, [...path, keys[1]], shifts, `a list of ${multipliers.length}, as ${keys[0]} is`);
  return null;
}

function readNumbers(context: ReadContext, path: Path, value: unknown): number[] | undefined | null {
  const isList = String(path.at(-1)).endsWith('s');
  if (isList) return readWholes(context, path, value);
  const number = readWhole(context, path, value);
  return typeof number === 'number' ? [number] : number;
}

function readBounds(context: ReadContext, path: Path, quantization: Fields): FixedPointNumbers['bounds'] {
  const value = fieldOf(quantization, 'bounds');
  if (value === undefined) return null;
  const at = [...path, 'bounds'];
  const fields = readFields(context, at, value, ['min', 'max'], 'an object: { min, max }');
  if (fields === null) return null;
  const [min, max] = (['min', 'max'] as const).map((key) => {
    const number = readWhole(context, [...at, key], fieldOf(fields, key));
    if (number === undefined) reportValue(context, [...at, key], undefined, 'a whole number');
    return number ?? null;
  });
  return min === null || max === null || min === undefined || max === undefined ? null : { min, max };
}
