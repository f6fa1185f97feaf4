import type { ProvedAccumulator } from '../analysis/accumulators.js';
import { nodeKey, outputTensor, tensorOf, type Graph, type Node } from '../ir/graph.js';
import { decodeValues, type DataType, type Tensor } from '../ir/tensor.js';
import { portOf, type AnyOperator } from '../operators/operator.js';
import type { PreparedGraph } from '../operators/prepare-graph.js';
import { kernelsOf } from '../kernels/registry.js';
import { operatorOf } from '../operators/registry.js';
import { placementOf, type MemoryPlan } from '../planner/memory-plan.js';
import type { Step } from '../schedule/schedule.js';
import type { Target } from '../targets/target.js';
import type { Argument, KernelStep, NamedTable, Program, ProgramStep, Refusal } from './program.js';
import type { KernelContext } from '../kernels/kernel.js';

export interface LoweringInput {
  readonly prefix: string;
  readonly graph: Graph;
  readonly target: Target;
  readonly prepared: PreparedGraph;
  readonly accumulators: readonly ProvedAccumulator[];
  readonly steps: readonly Step[];
  readonly plan: MemoryPlan;
}

/** Chooses a kernel for every node and turns it into data for the templates. */
export function lowerGraph(input: LoweringInput): Program {
  const steps = input.steps.map(({ node }) => lowerNode(input, node));
  return { ...input, rounding: input.prepared.context.rounding, steps };
}

function lowerNode(input: LoweringInput, node: Node): ProgramStep {
  const key = nodeKey(input.graph, node);
  const output = outputTensor(node, input.graph.tensors);
  if (placementOf(input.plan, output.id).aliasOf !== undefined) return { kind: 'view', node, key };
  return lowerKernel(input, node, key);
}

function lowerKernel(input: LoweringInput, node: Node, key: string): KernelStep {
  const operator = operatorOf(node);
  const symbol = (table: string): string => `${input.prefix}_${key}_${table}`;
  const context: KernelContext = { ...input.prepared.context, target: input.target, tableName: symbol };
  const prepared = input.prepared.of(node);
  const refusals: Refusal[] = [];
  for (const kernel of kernelsOf(operator.kind)) {
    const accepted = kernel.accepts(node, prepared, context);
    if (accepted !== true) {
      refusals.push({ variant: kernel.name, reason: accepted });
      continue;
    }
    const code = kernel.write(node, prepared, context);
    const values = valueArguments(input, operator, node, symbol);
    return {
      kind: 'kernel',
      node,
      key,
      functionName: `${input.prefix}_${key}_${operator.kind.replaceAll('-', '_')}`,
      template: kernel.template,
      includes: kernel.includes ?? [],
      variant: kernel.name,
      refusals,
      view: code.view,
      tables: [...code.tables.map((table) => ({ ...table, symbol: symbol(table.name) })), ...values.tables],
      arguments: values.arguments,
    };
  }
  throw new Error(`int8c bug: no variant of ${node.op} takes this node: ${refusals.map(({ reason }) => reason).join('; ')}`);
}

/** Pointers that a kernel function takes: its run-time inputs, constants that flow like values, and the output. */
function valueArguments(
  input: LoweringInput,
  operator: AnyOperator,
  node: Node,
  symbol: (table: string) => string,
): { arguments: Argument[]; tables: NamedTable[] } {
  const tables: NamedTable[] = [];
  const values = node.inputs.flatMap((id, index) => {
    return id === null || portOf(operator, index).role !== 'value' ? [] : [tensorOf(input.graph.tensors, id)];
  });
  const single = operator.inputs.filter((port) => port.role === 'value').length === 1 && operator.inputs.at(-1)?.variadic !== true;
  const passed = values.map((tensor, index): Argument => {
    const parameter = single ? 'in' : `in${index}`;
    const ctype = cType(tensor.dtype);
    if (tensor.data === null) return { kind: 'arena', parameter, ctype, offset: placementOf(input.plan, tensor.id).offset, written: false };
    tables.push(constantTable(tensor, tensor.data, parameter, symbol(parameter)));
    return { kind: 'table', parameter, ctype, table: symbol(parameter) };
  });
  const output = outputTensor(node, input.graph.tensors);
  const offset = placementOf(input.plan, output.id).offset;
  passed.push({ kind: 'arena', parameter: 'out', ctype: cType(output.dtype), offset, written: true });
  return { arguments: passed, tables };
}

function constantTable(tensor: Tensor, data: Uint8Array, name: string, symbol: string): NamedTable {
  return { name, symbol, ctype: cType(tensor.dtype), values: decodeValues(tensor.dtype, data), description: 'constant input, as in the model' };
}

export type CType = 'int8_t' | 'int16_t' | 'int32_t' | 'float';

export function cType(dtype: DataType): CType {
  switch (dtype) {
    case 'int8':
      return 'int8_t';
    case 'int16':
      return 'int16_t';
    case 'int32':
      return 'int32_t';
    case 'float32':
      return 'float';
    default:
      throw new Error(`int8c bug: no C type for ${dtype}`);
  }
}
