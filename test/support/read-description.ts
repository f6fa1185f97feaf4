import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import type { DescribedModel } from '../../src/formats/description/describe-graph.js';
import { printJson, printTypeScript } from '../../src/formats/description/print-description.js';
import { readJsonDescription } from '../../src/formats/description/read-json.js';
import { readSourceDescription } from '../../src/formats/description/read-source.js';
import type { DescriptionSource } from '../../src/formats/description/source-context.js';
import type { Graph } from '../../src/ir/graph.js';
import { decodeValues } from '../../src/ir/tensor.js';
import { npyBytes } from '../../src/formats/arrays/write-npy.js';

/** Prints a description, and reads what was printed. */
export async function readBack(described: DescribedModel, format: 'json' | 'ts'): Promise<Graph> {
  const files = new Map(
    described.data.map(({ path, dtype, shape, data }) => [path, npyBytes(dtype, shape, decodeValues(dtype, data))]),
  );
  const load: DescriptionSource['load'] = (path) => files.get(path) ?? { problem: 'there is no such file', help: '' };
  const read =
    format === 'json'
      ? readJsonDescription(Buffer.from(printJson(described)), 'model.json', load)
      : await readSourceDescription('model.ts', () => ({ text: printTypeScript(described) }), load);
  if (!read.ok) throw new Error(renderDiagnostics(read.diagnostics));
  return read.value;
}
