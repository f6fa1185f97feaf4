import { fail, success, type Diagnostic, type Result } from '../diagnostics/diagnostic.js';
import { readArray } from '../formats/arrays/read-array.js';
import { tensorOf, type Graph } from '../ir/graph.js';
import type { TensorValues } from '../ir/tensor.js';
import type { Frame } from '../simulator/batch.js';
import { readWholeFile } from '../models/read-file.js';

/**
 * Reads the files of `--input`: one for each input of the model, in its order, as often as wanted. Files of several
 * frames are fed one frame after the other.
 */
export function loadFrames(graph: Graph, files: readonly string[]): Result<readonly Frame[]> {
  const ports = graph.inputs.length;
  if (files.length % ports !== 0) {
    const details = [`${files.length} files for ${ports} inputs`];
    return fail('I8C6206', {
      message: 'every input of the model must have a file',
      origin: graph.origin,
      details,
      help: 'give --input once for each input, in the order of int8c inspect',
    });
  }
  const frames: Frame[] = [];
  const notes: Diagnostic[] = [];
  for (let first = 0; first < files.length; first += ports) {
    const group = loadGroup(graph, files.slice(first, first + ports));
    if (!group.ok) return group;
    for (const frame of group.value) frames.push(frame);
    notes.push(...group.diagnostics);
  }
  return success(frames, notes);
}

/** The frames of one file for each input. */
function loadGroup(graph: Graph, files: readonly string[]): Result<Frame[]> {
  const columns: (readonly TensorValues[])[] = [];
  const notes: Diagnostic[] = [];
  for (const [index, file] of files.entries()) {
    const bytes = readWholeFile(file);
    if (!bytes.ok) return bytes;
    const values = readArray(bytes.value, file, tensorOf(graph.tensors, graph.inputs[index] ?? -1));
    if (!values.ok) return values;
    columns.push(values.value);
    notes.push(...values.diagnostics);
  }
  const counts = columns.map(({ length }) => length);
  if (new Set(counts).size > 1) {
    const details = files.map((file, index) => `${file} has ${counts[index]}`);
    return fail('I8C6206', {
      message: 'all inputs must have the same number of frames',
      origin: graph.origin,
      details,
    });
  }
  return success(
    Array.from({ length: counts[0] ?? 0 }, (_, frame) => columns.flatMap((values) => values[frame] ?? [])),
    notes,
  );
}
