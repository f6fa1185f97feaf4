import type { NodeParts } from '../../ir/builder.js';
import type { DataType, Quantization, Shape, Tensor, TensorId } from '../../ir/tensor.js';
import type { AnyArithmetic } from '../../operators/arithmetic.js';
import { inputPort, portsOf, type NamedPort, type Ports } from '../../operators/operator.js';
import { arithmeticsOf } from '../../operators/registry.js';
import { atPorts } from '../../operators/site.js';
import { outputLabels } from './link-layers.js';
import type { LayerDraft, OutputDraft, SourceDraft } from './read-layer.js';
import { biasQuantization, followingQuantization } from './quantization.js';
import { addTensor, nameTensor, type TensorDraft } from './read-tensors.js';
import { report, type ReadContext } from './source-context.js';

/** The node of a layer whose inputs have been made, with its outputs; null after reporting why there is none. */
export function makeNode(context: ReadContext, draft: TensorDraft, layer: LayerDraft, id: number): NodeParts | null {
  const { operator, path, attributes, fixedPoint } = layer;
  const sources = layer.sources.map((source) => sourceTensor(draft, source));
  const inputs = withBiasScales(draft, layer, sources);
  const shapes = outputShapes(context, layer, inputs);
  if (shapes === null) return null;
  const arithmetic = arithmeticFor(layer, inputs);
  const outputs: TensorId[] = [];
  for (const [index, name] of outputLabels(layer).entries()) {
    const said = layer.outputs[index];
    const shape = shapes[index];
    const dtype = outputType(arithmetic, index, inputs, said);
    const quantization = outputQuantization(context, layer, arithmetic, inputs, dtype, said);
    if (shape === undefined || quantization === undefined) return null;
    const origin = context.locate(said?.path ?? path);
    const tensor = addTensor(
      draft,
      { name: index === 0 ? (layer.label ?? name) : name, dtype, shape, quantization, data: null, origin },
      index === 0 ? layer.index : null,
    );
    nameTensor(context, draft, [...path, 'name'], name, tensor.id);
    outputs.push(tensor.id);
  }
  return {
    id,
    op: operator.kind,
    inputs: inputs.map((tensor) => tensor?.id ?? null),
    outputs,
    attributes,
    ...(fixedPoint === null ? {} : { fixedPoint }),
    origin: context.locate(path),
  };
}

function sourceTensor(draft: TensorDraft, source: SourceDraft | null): Tensor | null {
  if (source === null) return null;
  if (source.kind === 'constant') return addTensor(draft, source.tensor);
  const id = draft.byName.get(source.name);
  const tensor = id === undefined ? undefined : draft.tensors.get(id);
  if (tensor === undefined) throw new Error('int8c bug: the names of a layer were checked');
  return tensor;
}

/** A bias whose scale nobody gave has the one of the accumulator, which it is added to: input scale * weight scale. */
function withBiasScales(
  draft: TensorDraft,
  { operator, sources }: LayerDraft,
  inputs: readonly (Tensor | null)[],
): (Tensor | null)[] {
  const at = inputs.findIndex((tensor, index) => tensor !== null && inputPort(operator, index).role === 'bias');
  const [bias, source] = [inputs[at], sources[at]];
  const [input, weights] = inputs;
  if (!bias || source?.kind !== 'constant' || source.stated || !input || !weights) return [...inputs];
  const quantization = biasQuantization(input.quantization, weights.quantization);
  if (quantization === null) return [...inputs];
  const scaled = { ...bias, quantization };
  draft.tensors.set(bias.id, scaled);
  return inputs.map((tensor) => (tensor === bias ? scaled : tensor));
}

/** Shapes of all outputs, or null after reporting why they do not follow. */
function outputShapes(
  context: ReadContext,
  { operator, path, attributes, outputShape }: LayerDraft,
  inputs: readonly (Tensor | null)[],
): readonly Shape[] | null {
  const fault = rankFault(operator.inputs as Ports, inputs);
  const declared = outputShape === null ? [] : [outputShape];
  const site = { attributes, inputs: atPorts(operator.inputs as Ports, inputs, (tensor) => tensor), declared };
  const shapes = fault ?? operator.shapes(site);
  if (typeof shapes !== 'string') return outputShape === null ? shapes : [outputShape, ...shapes.slice(1)];
  report(context, 'I8C1612', path, {
    message: `${operator.kind} must have inputs and attributes that make the shape of its output`,
    details: [shapes],
    help: 'check the shapes of its inputs, and its attributes',
  });
  return null;
}

/** `weights has 3 dimensions, 4 are needed`: shapes are asked for only where ranks are right. */
function rankFault(ports: Ports, inputs: readonly (Tensor | null)[]): string | null {
  const named = portsOf(ports);
  for (const [index, tensor] of inputs.entries()) {
    const port = named[Math.min(index, named.length - 1)];
    if (port?.rank === undefined || tensor === null || tensor.shape.length === port.rank) continue;
    return `${port.name} [${tensor.shape.join(', ')}] has ${tensor.shape.length} dimensions, ${port.rank} are needed: ${port.description}`;
  }
  return null;
}

/** The arithmetic that the inputs ask for, and the output where something is said of it; the usual one otherwise. */
function arithmeticFor({ operator, outputs }: LayerDraft, inputs: readonly (Tensor | null)[]): AnyArithmetic {
  const all = arithmeticsOf(operator.kind);
  const fitting = all.filter(({ dtypes }) =>
    inputs.every((tensor, index) => {
      return tensor === null || (dtypes[inputPort(operator, index).name] ?? []).includes(tensor.dtype);
    }),
  );
  const wanted = outputs[0]?.dtype ?? null;
  const [port] = portsOf(operator.outputs as Ports);
  const said = fitting.find(({ dtypes }) => wanted !== null && (dtypes[port?.name ?? ''] ?? []).includes(wanted));
  const arithmetic = said ?? fitting[0] ?? all[0];
  if (arithmetic === undefined) throw new Error(`int8c bug: ${operator.kind} has no arithmetic`);
  return arithmetic;
}

/** Values that are only moved keep the type of the input. */
function outputType(
  { of, dtypes }: AnyArithmetic,
  index: number,
  [input]: readonly (Tensor | null)[],
  said: OutputDraft | undefined,
): DataType {
  const port: NamedPort | undefined = portsOf(of.outputs as Ports)[index];
  const types = dtypes[port?.name ?? ''] ?? [];
  if (said?.dtype) return said.dtype;
  return input && types.includes(input.dtype) ? input.dtype : (types[0] ?? 'int8');
}

/** As said, or as it follows from the operator; undefined after reporting that it does not. */
function outputQuantization(
  context: ReadContext,
  { operator, path, fixedPoint }: LayerDraft,
  arithmetic: AnyArithmetic,
  inputs: readonly (Tensor | null)[],
  dtype: DataType,
  said: OutputDraft | undefined,
): Quantization | null | undefined {
  if (dtype !== 'int8' && dtype !== 'uint8') return null;
  if (said?.quantization) return said.quantization;
  const following = followingQuantization(arithmetic, inputs);
  if (following !== null) return following;
  report(context, 'I8C1613', path, {
    message: `${operator.kind} must say how its output is quantized`,
    details: ['quantization.output is not given'],
    why: 'its values are brought to a scale and a zero point of their own',
    help:
      fixedPoint === null
        ? 'add quantization: { output: { scale: 0.02, zeroPoint: -128 } }'
        : 'add quantization: { output: { zeroPoint: -128 } }; a scale is not needed beside multiplier and shift',
  });
  return undefined;
}
