import { outputTensor, tensorOf, type Graph, type Node } from '../ir/graph.js';
import { allocateValues, decodeValues, type Tensor, type TensorId, type TensorValues } from '../ir/tensor.js';
import type { TensorValue } from '../operators/operator.js';
import { prepareGraph, type PreparedGraph } from '../operators/prepare-graph.js';
import { operatorOf } from '../operators/registry.js';
import type { Rounding } from '../numerics/rounding.js';

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
  const constants = new Map<TensorId, TensorValue>();
  for (const tensor of graph.tensors.values()) {
    if (tensor.data !== null)
      constants.set(tensor.id, { shape: tensor.shape, values: decodeValues(tensor.dtype, tensor.data) });
  }
  return {
    graph,
    rounding,
    run(inputs, observe) {
      const live = new Map(constants);
      graph.inputs.forEach((id, index) => {
        const values = checkedInput(tensorOf(graph.tensors, id), inputs[index]);
        live.set(id, { shape: tensorOf(graph.tensors, id).shape, values });
        observe?.(tensorOf(graph.tensors, id), values);
      });
      for (const node of graph.nodes) runNode(graph, node, prepared, live, observe);
      return graph.outputs.map((id) => valueOf(live, id).values);
    },
  };
}

function runNode(
  graph: Graph,
  node: Node,
  prepared: PreparedGraph,
  live: Map<TensorId, TensorValue>,
  observe?: TensorObserver,
): void {
  const output = outputTensor(node, graph.tensors);
  const value: TensorValue = { shape: output.shape, values: allocateValues(output) };
  operatorOf(node).reference(node.attributes, prepared.of(node), {
    inputs: node.inputs.map((id) => (id === null ? null : valueOf(live, id))),
    outputs: [value],
    rounding: prepared.context.rounding,
  });
  live.set(output.id, value);
  observe?.(output, value.values);
}

function valueOf(live: ReadonlyMap<TensorId, TensorValue>, id: TensorId): TensorValue {
  const value = live.get(id);
  if (value === undefined) throw new Error(`int8c bug: tensor ${id} has no value yet`);
  return value;
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
