import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import type { ModelSource } from '../compiler.js';
import { success, type Result } from '../diagnostics/diagnostic.js';
import type { ModuleText } from '../formats/description/read-source.js';
import { readTflite } from '../formats/tflite/read-tflite.js';
import type { Graph } from '../ir/graph.js';
import { readWholeFile } from './read-file.js';

export interface LoadOptions {
  /** Data files of a description may lie outside of its folder. */
  readonly allowOutside?: boolean;
}

export interface LoadedModel {
  readonly graph: Graph;
  readonly source: ModelSource;
}

/**
 * Reads a model from disk: a description where the file ends in .ts or .json, a TensorFlow Lite model otherwise. The
 * graph is not yet checked against the rules of its operators.
 */
export async function loadModel(
  file: string,
  { allowOutside = false }: LoadOptions = {},
): Promise<Result<LoadedModel>> {
  const bytes = readWholeFile(file);
  if (!bytes.ok) return bytes;
  const files: Files = { description: file, allowOutside, read: new Map([[file, bytes.value]]) };
  const graph = await readGraph(files, bytes.value);
  if (!graph.ok) return graph;
  return success({ graph: graph.value, source: { file, sha256: digest(files.read) } }, graph.diagnostics);
}

/** What has been read of a model. */
interface Files {
  readonly description: string;
  readonly allowOutside: boolean;
  readonly read: Map<string, Uint8Array>;
}

async function readGraph(files: Files, bytes: Uint8Array): Promise<Result<Graph>> {
  const { description: file } = files;
  switch (extname(file).toLowerCase()) {
    // Models of TensorFlow Lite need neither of the two.
    case '.json': {
      const { readJsonDescription } = await import('../formats/description/read-json.js');
      return readJsonDescription(bytes, file, (path) => loadData(files, path));
    }
    case '.ts':
    case '.mts': {
      const { readSourceDescription } = await import('../formats/description/read-source.js');
      return readSourceDescription(
        file,
        (path) => readModule(files, path),
        (path) => loadData(files, path),
      );
    }
    default:
      return readTflite(bytes, file);
  }
}

/** The text of a module, by a path in the folder of the description; links count for what they point to. */
function readModule(files: Files, path: string): ModuleText {
  const { description, allowOutside, read } = files;
  const known = read.get(path);
  if (known !== undefined) return { text: textOf(known) };
  if (!allowOutside && isOutside(dirname(description), path)) return { problem: 'it is a link out of the folder' };
  const bytes = readWholeFile(path);
  if (!bytes.ok) return { problem: bytes.diagnostics[0]?.message ?? '' };
  read.set(path, bytes.value);
  return { text: textOf(bytes.value) };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** Of one file its own, as `sha256sum` prints it; of several that of the list of theirs. */
function digest(files: ReadonlyMap<string, Uint8Array>): string {
  const own = [...files.values()].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  const [first = ''] = own;
  return own.length === 1 ? first : createHash('sha256').update(own.join('\n')).digest('hex');
}

type Loaded = Uint8Array | { readonly problem: string; readonly help: string };

/** A data file of a description, which must lie in its folder unless the user says otherwise. */
function loadData({ description, allowOutside, read }: Files, path: string): Loaded {
  const folder = dirname(description);
  const file = isAbsolute(path) ? path : join(folder, path);
  const known = read.get(file);
  if (known !== undefined) return known;
  if (!allowOutside && isOutside(folder, file)) {
    return {
      problem: 'it lies outside of the folder of the description',
      help: 'put it beside the description, or say --allow-outside where you trust whoever wrote it',
    };
  }
  const bytes = readWholeFile(file);
  if (bytes.ok) {
    read.set(file, bytes.value);
    return bytes.value;
  }
  const [problem] = bytes.diagnostics;
  return { problem: problem?.message ?? '', help: problem?.help ?? 'paths are relative to the description' };
}

/** Links count for what they point to. A file that is not there is outside where its path is. */
function isOutside(folder: string, file: string): boolean {
  const lies = (from: string, to: string): boolean => {
    const way = relative(from, to);
    return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  };
  try {
    return lies(realpathSync(folder), realpathSync(file));
  } catch {
    // What cannot be followed is found missing when it is read.
    return lies(folder, file);
  }
}
