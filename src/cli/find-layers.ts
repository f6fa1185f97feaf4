import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import { nearMiss } from '../diagnostics/near-miss.js';
import { tensorOf, type Graph, type Node } from '../ir/graph.js';

/**
 * The layers of `--layer`: by their key, `op02`, or by the name of an output, whole or up to its first semicolon as
 * `int8c inspect` shows it. Several may have one name. Errors: there is none.
 */
export function findLayers(graph: Graph, layer: string): Result<readonly Node[]> {
  const named = graph.nodes.map((node) => ({ node, names: layerNames(graph, node) }));
  const found = named.filter(({ names }) => names.includes(layer)).map(({ node }) => node);
  if (found.length > 0) return success(found);
  const similar = nearMiss(
    layer,
    named.flatMap(({ names }) => names),
  );
  return fail('I8C6007', {
    message: 'the model has no such layer',
    origin: graph.origin,
    details: [`--layer ${layer}`],
    help: similar === null ? 'int8c inspect lists the layers; op02 is a key' : `did you mean --layer ${similar}?`,
  });
}

function layerNames({ tensors }: Graph, { key, outputs }: Node): string[] {
  const names = outputs.map((id) => tensorOf(tensors, id).name);
  return [...new Set([key, ...names, ...names.map((name) => name.split(';')[0] ?? name)])];
}
