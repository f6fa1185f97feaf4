import { failure, success, type Result } from '../../diagnostics/diagnostic.js';
import { buildGraph, type NodeParts } from '../../ir/builder.js';
import type { Graph } from '../../ir/graph.js';
import type { TensorId } from '../../ir/tensor.js';
import { descriptionVersion } from './builders.js';
import { makeNode } from './make-node.js';
import { orderLayers, reportUnknown } from './link-layers.js';
import { readLayer, type LayerDraft } from './read-layer.js';
import { addInputs, addTensor, nameTensor, readConstant, readInputs, type TensorDraft } from './read-tensors.js';
import {
  fieldOf,
  keysOf,
  readFields,
  readList,
  readName,
  report,
  reportValue,
  type DescriptionSource,
  type Fields,
  type ReadContext,
} from './source-context.js';

const modelKeys = ['$schema', 'schemaVersion', 'name', 'inputs', 'constants', 'layers', 'outputs'] as const;

/** More than any network has; each may wait for the one behind it. */
const mostLayers = 10_000;

/**
 * Reads a model description, from whatever file its data came.
 *
 * Layers become nodes in the order in which they can run; shapes and quantization that follow from the inputs need not
 * be said. @returns the graph, not yet verified against the rules of the operators, or diagnostics `I8C16xx` that say
 * where in the description, what was seen and what is needed. Nothing is thrown.
 */
export function readDescription(source: DescriptionSource): Result<Graph> {
  const context: ReadContext = { ...source, findings: [] };
  const model = readFields(context, [], source.value, modelKeys, 'a model: { name, inputs, layers, outputs }');
  if (model === null) return failure(context.findings);
  checkVersion(context, model);
  const name = readName(context, ['name'], fieldOf(model, 'name')) ?? 'model';
  const draft: TensorDraft = { tensors: new Map(), byName: new Map(), reserved: new Set() };
  const given = readInputs(context, draft, fieldOf(model, 'inputs'));
  const layers = readLayers(context, draft, fieldOf(model, 'layers'));
  const inputs = addInputs(context, draft, given);
  readConstants(context, draft, fieldOf(model, 'constants'));
  // Names of what could not be read would be missed.
  if (context.findings.length > 0) return failure(context.findings);
  const nodes = makeNodes(context, draft, layers);
  const outputs = readOutputs(context, draft, fieldOf(model, 'outputs'));
  if (context.findings.length > 0) return failure(context.findings);
  const origin = context.locate([]);
  return success(
    buildGraph({ name, tensors: usedTensors(draft, nodes, inputs, outputs), nodes, inputs, outputs, origin }),
  );
}

function checkVersion(context: ReadContext, model: Fields): void {
  const version = fieldOf(model, 'schemaVersion');
  if (version === descriptionVersion) return;
  report(context, 'I8C1611', ['schemaVersion'], {
    message: `a description must have schemaVersion ${descriptionVersion}`,
    details: [version === undefined ? 'there is none' : `seen: ${JSON.stringify(version)}`],
    why: 'its form may change with the versions of int8c, and a description must not be misread',
    help:
      version === undefined
        ? `add "schemaVersion": ${descriptionVersion}; in TypeScript defineModel({ … }) does`
        : 'use the int8c that it was written for, or write it again',
  });
}

function readConstants(context: ReadContext, draft: TensorDraft, value: unknown): void {
  if (value === undefined) return;
  const keys = keysOf(value);
  const constants = readFields(context, ['constants'], value, keys, 'constants by name: { table: { data } }');
  for (const name of constants === null ? [] : keys) {
    const path = ['constants', name];
    const tensor = readConstant(context, path, fieldOf(constants ?? {}, name), { name, dtype: 'int8', axis: 0 });
    if (tensor !== null) nameTensor(context, draft, path, name, addTensor(draft, tensor).id);
  }
}

function readLayers(context: ReadContext, draft: TensorDraft, value: unknown): LayerDraft[] {
  const list = readList(context, ['layers'], value, 'a list of layers');
  if (list === null) return [];
  if (list.length > 0 && list.length <= mostLayers)
    return list.flatMap((item, index) => readLayer(context, draft, ['layers', index], item) ?? []);
  reportValue(context, ['layers'], value, `a list of 1 to ${mostLayers} layers`);
  return [];
}

function makeNodes(context: ReadContext, draft: TensorDraft, layers: readonly LayerDraft[]): NodeParts[] {
  const order = orderLayers(context, layers, new Set(draft.byName.keys()));
  const nodes: NodeParts[] = [];
  for (const layer of order) {
    const node = makeNode(context, draft, layer, nodes.length);
    // What comes after it would only say the same again.
    if (node === null) return nodes;
    nodes.push(node);
  }
  return nodes;
}

function readOutputs(context: ReadContext, draft: TensorDraft, value: unknown): TensorId[] {
  const list = readList(context, ['outputs'], value, 'a list of names of layers');
  if (list === null) return [];
  if (list.length === 0) reportValue(context, ['outputs'], value, 'at least one name of a layer');
  return list.flatMap((item, index) => {
    const path = ['outputs', index];
    const name = readName(context, path, item);
    const id = name === null ? undefined : draft.byName.get(name);
    // Where a layer failed those after it have no tensors, and are not unknown.
    if (name !== null && id === undefined && context.findings.length === 0)
      reportUnknown(context, path, name, [...draft.byName.keys()]);
    return id === undefined ? [] : [id];
  });
}

/** As with files of TensorFlow Lite, only tensors that something uses are in the graph. */
function usedTensors(
  { tensors }: TensorDraft,
  nodes: readonly NodeParts[],
  inputs: readonly TensorId[],
  outputs: readonly TensorId[],
) {
  const used = new Set<TensorId | null>([
    ...inputs,
    ...outputs,
    ...nodes.flatMap((node) => [...node.inputs, ...node.outputs]),
  ]);
  const ordered = [...tensors.values()].sort((left, right) => left.id - right.id);
  return ordered.filter(({ id }) => used.has(id));
}
