import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import type { Graph } from '../../src/ir/graph.js';
import { encodeModel, type FieldValue, type TableValues } from '../../src/formats/tflite/encode-model.js';
import { convolutionGraph } from './tflite-graphs.js';
import { describeGraph } from '../../src/formats/tflite/write-tflite.js';

type EditableTable = Record<string, FieldValue | undefined>;

/** The tables of a model, open to any change. */
export interface EditableModel {
  version: number;
  description: string;
  operatorCodes: EditableTable[];
  subgraphs: EditableSubgraph[];
  buffers: EditableTable[];
  metadata?: EditableTable[];
}

export interface EditableSubgraph {
  tensors: EditableTable[];
  inputs: number[];
  outputs: number[];
  operators: EditableTable[];
  name: string;
}

/** Changes the tables of a model, or those of its only subgraph. */
export type Edit = (model: EditableModel, main: EditableSubgraph) => void;

/** A file with the graph in it, after `edit` has changed its tables. */
export function editedFile(graph: Graph, edit: Edit): Uint8Array {
  const model = structuredClone(describeGraph(graph)) as unknown as EditableModel;
  const [main] = model.subgraphs;
  if (main === undefined) throw new Error('a described graph has a subgraph');
  edit(model, main);
  return encodeModel(model as unknown as TableValues);
}

/** What the reader says to a file, as the terminal shows it; empty when it reads the file. */
export function complaints(bytes: Uint8Array, file = 'model.tflite'): string {
  const result = readTflite(bytes, file);
  return result.ok ? '' : `\n${renderDiagnostics(result.diagnostics)}\n`;
}

/** What the reader says to the small convolution model after an edit. Tensors: 0 in, 1 weights, 2 bias, 3 out. */
export function afterEdit(edit: Edit): string {
  return complaints(editedFile(convolutionGraph(), edit));
}

/** Changes fields of a table that must be there. */
export function set(table: object | undefined, values: object): void {
  if (table === undefined) throw new Error('no such table');
  Object.assign(table, values);
}
