import { fail, failure, success, type Result } from '../../diagnostics/diagnostic.js';
import { buildGraph, type NodeParts } from '../../ir/builder.js';
import type { Graph } from '../../ir/graph.js';
import type { Tensor } from '../../ir/tensor.js';
import { createFindings } from './findings.js';
import { openView, rootTable, type FileView } from './flatbuffer-view.js';
import { checkHeader, checkVersion, damagedFile } from './file-checks.js';
import { checkModel } from './model-checks.js';
import { mainSubgraph, rawTensor, type ModelContext } from './model-context.js';
import { convertOperator } from './read-operator.js';
import { checkOrder } from './order.js';
import { readModel, readSubgraph } from './raw-model.js';
import { checkReferences } from './references.js';
import { convertTensor } from './tensors.js';

/**
 * Reads a TensorFlow Lite model.
 *
 * Tensor ids are the tensor indices of the file and node ids its operator indices. Constant parameter inputs (new
 * shapes, paddings, axes, sizes) become attributes; only tensors that an operator uses, or that are inputs or outputs,
 * are in the graph. The data of constants is not copied: it stays a window on `bytes`, which must not change
 * afterwards.
 *
 * @param bytes the content of a `.tflite` file; any content is allowed @param file the name that diagnostics give; its
 * last part without extension names the graph @returns the graph, not yet verified against the rules of the operators,
 * or diagnostics `I8C1xxx`. Nothing is thrown.
 */
export function readTflite(bytes: Uint8Array, file: string): Result<Graph> {
  const wrongFile = checkHeader(bytes, file);
  if (wrongFile !== null) return failure([wrongFile]);
  const view = openView(bytes, file);
  const context = openModel(view);
  if (!('findings' in context)) return context;
  checkReferences(context);
  // Later checks follow the references, and the model-wide ones make the rest pointless.
  if (!context.findings.any()) checkModel(context);
  if (context.findings.any()) return failure(context.findings.list());
  return assemble(view, context);
}

type Failure = ReturnType<typeof failure>;

/** Reads the tables of the file; what they say is not yet checked. */
function openModel(view: FileView): ModelContext | Failure {
  const root = rootTable(view, 'Model');
  if (root === null) return failure([damagedFile(view)]);
  const model = readModel(root);
  if (view.damage !== null) return failure([damagedFile(view)]);
  const wrong = checkVersion(view.file, model);
  if (wrong !== null) return failure([wrong]);
  const [main] = model.subgraphs;
  if (main === undefined) throw new Error('int8c bug: the number of subgraphs was checked');
  const subgraph = readSubgraph(main);
  if (view.damage !== null) return failure([damagedFile(view)]);
  if (subgraph.operators.length === 0) return noOperators(view.file);
  return { file: view.file, model, subgraph, findings: createFindings() };
}

function noOperators(file: string): Failure {
  return fail('I8C1006', {
    message: 'the model has no operators',
    origin: { kind: 'model', file, subgraph: mainSubgraph },
    why: 'there is nothing to compile',
    help: 'the file is damaged or holds something else than a network: convert it again',
  });
}

function assemble(view: FileView, context: ModelContext): Result<Graph> {
  const { subgraph, findings } = context;
  const nodes = subgraph.operators
    .map((operator) => convertOperator(context, operator))
    .filter((node) => node !== null);
  // Options are read on the way, and may be where the file breaks.
  if (view.damage !== null) return failure([damagedFile(view)]);
  if (nodes.length === subgraph.operators.length) checkOrder(context, nodes);
  const tensors = usedTensors(context, nodes);
  if (findings.any()) return failure(findings.list());
  const { file } = context;
  const origin = { kind: 'model', file, subgraph: mainSubgraph } as const;
  return success(
    buildGraph({ name: graphName(file), tensors, nodes, inputs: subgraph.inputs, outputs: subgraph.outputs, origin }),
  );
}

function usedTensors(context: ModelContext, nodes: readonly NodeParts[]): readonly Tensor[] {
  const indices = new Set([...context.subgraph.inputs, ...context.subgraph.outputs]);
  for (const node of nodes) {
    for (const index of [...node.inputs, ...node.outputs]) if (index !== null) indices.add(index);
  }
  const ordered = [...indices].sort((left, right) => left - right);
  return ordered.map((index) => convertTensor(context, rawTensor(context, index))).filter((tensor) => tensor !== null);
}

/** `models/person.tflite` is the graph `person`. */
function graphName(file: string): string {
  const last = file.split(/[\\/]/).pop() ?? '';
  const stem = last.replace(/\.[^.]*$/, '');
  return stem === '' ? 'model' : stem;
}
