import type { Result } from '../../diagnostics/diagnostic.js';
import type { Graph } from '../../ir/graph.js';
import { builders, defineModel, file as dataFile } from './builders.js';
import { readDescription } from './read-description.js';
import { evaluateSource, type KnownFunction } from './source/evaluate-source.js';
import type { DescriptionSource } from './source-context.js';

/** The text of a module, or in a few words why it cannot be read. */
export type ModuleText = { readonly text: string } | { readonly problem: string };

/** What a description may call: the functions of `int8c` that make its parts. */
const known: ReadonlyMap<string, KnownFunction> = new Map(
  Object.entries({ defineModel, file: dataFile, ...builders }).map(([name, call]) => [name, call as KnownFunction]),
);

/**
 * Reads a model description of TypeScript, which is not run. `readModule` gives the texts of modules in the folder of
 * the description, `load` the bytes of data files.
 */
export async function readSourceDescription(
  file: string,
  readModule: (path: string) => ModuleText,
  load: DescriptionSource['load'],
): Promise<Result<Graph>> {
  const evaluated = await evaluateSource(file, { read: readModule }, known);
  if (!evaluated.ok) return evaluated;
  const { value, locate } = evaluated.value;
  const read = readDescription({ file, value, locate, load });
  return read.ok ? { ...read, diagnostics: [...evaluated.diagnostics, ...read.diagnostics] } : read;
}
