import type { Result } from '../diagnostics/diagnostic.js';
import { success } from '../diagnostics/diagnostic.js';
import type { Graph } from '../ir/graph.js';
import type { TensorValues } from '../ir/tensor.js';
import type { Api } from './command.js';

export function loadFrames(_api: Api, _graph: Graph, _files: readonly string[]): Result<readonly (readonly TensorValues[])[]> {
  return success([]);
}
