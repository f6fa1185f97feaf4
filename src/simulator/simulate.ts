import { tensorOf, type Graph, type Node } from '../ir/graph.js';
import { allocateValues, decodeValues, type Tensor, type TensorId, type TensorValues } from '../ir/tensor.js';
import type { Rounding } from '../numerics/rounding.js';
import type { Ports } from '../operators/operator.js';
import { prepareGraph, type PreparedGraph } from '../operators/prepare-graph.js';
import { atPorts } from '../operators/site.js';

/** Called with every tensor in the order in which operators make them; inputs of the model come first. */
export type TensorObserver = (tensor: Tensor, values: TensorValues) => void;

/** A model ready to be run: constants decoded, multipliers and tables prepared. Holds no state between runs. */
export interface Simulator {
  readonly graph: Graph;
  readonly rounding: Rounding;
  /** Runs one inference. `inputs` are in the order of the graph's inputs; so are the returned outputs. */
  run(inputs: readonly TensorValues[], observe?: TensorObserver): TensorValues[];
}

/** Prepares a verified graph for simulation. The graph is run as it was read: no pass has touched it. */
export function createSimulator(graph: Graph, rounding: Rounding): Simulator {
  const prepared = prepareGraph(graph, rounding);
  const constants = new Map<TensorId, TensorValues>();
  for (const { id, dtype, data } of graph.tensors.values()) {
    if (data !== null) constants.set(id, decodeValues(dtype, data));
  }
  return {
    graph,
    rounding,
    run(inputs, observe) {
      const live = new Map(constants);
      graph.inputs.forEach((id, index) => {
        const values = checkedInput(tensorOf(graph.tensors, id), inputs[index]);
        live.set(id, values);
        observe?.(tensorOf(graph.tensors, id), values);
      });
      for (const node of graph.nodes) runNode(graph, node, prepared, live, observe);
      return graph.outputs.map((id) => valueOf(live, id));
    },
  };
}

function runNode(
  graph: Graph,
  node: Node,
  prepared: PreparedGraph,
  live: Map<TensorId, TensorValues>,
  observe?: TensorObserver,
): void {
  const { arithmetic, site, prepared: numbers } = prepared.of(node);
  const outputs = node.outputs.map((id) => tensorOf(graph.tensors, id));
  const made = outputs.map(allocateValues);
  arithmetic.reference(numbers, {
    site,
    inputs: atPorts(arithmetic.of.inputs as Ports, node.inputs, (id) => valueOf(live, id)),
    outputs: atPorts(arithmetic.of.outputs as Ports, made, (values) => values),
  });
  outputs.forEach((tensor, index) => {
    const values = made[index];
    if (values === undefined) return;
    live.set(tensor.id, values);
    observe?.(tensor, values);
  });
}

function valueOf(live: ReadonlyMap<TensorId, TensorValues>, id: TensorId): TensorValues {
  const values = live.get(id);
  if (values === undefined) throw new Error(`int8c bug: tensor ${id} has no value yet`);
  return values;
}

function checkedInput(tensor: Tensor, values: TensorValues | undefined): TensorValues {
  const expected = allocateValues({ dtype: tensor.dtype, shape: [] });
  if (
    values === undefined ||
    values.constructor !== expected.constructor ||
    values.length !== tensor.shape.reduce((a, b) => a * b, 1)
  ) {
    throw new Error(
      `int8c bug: input "${tensor.name}" needs ${tensor.dtype} values of shape [${tensor.shape.join(', ')}]`,
    );
  }
  return values;
}
