import { buildGraph } from '../ir/builder.js';
import type { Graph } from '../ir/graph.js';

/** The same graph with its constants in memory that threads share: sending it to a worker copies no weights. */
export function shareConstants(graph: Graph): Graph {
  const total = [...graph.tensors.values()].reduce((sum, { data }) => sum + alignedBytes(data), 0);
  const shared = new SharedArrayBuffer(total);
  let start = 0;
  const tensors = [...graph.tensors.values()].map((tensor) => {
    if (tensor.data === null) return tensor;
    const data = new Uint8Array(shared, start, tensor.data.byteLength);
    data.set(tensor.data);
    start += alignedBytes(tensor.data);
    return { ...tensor, data };
  });
  return buildGraph({ ...graph, tensors });
}

function alignedBytes(data: Uint8Array | null): number {
  return data === null ? 0 : Math.ceil(data.byteLength / 8) * 8;
}
