import type { ProvedAccumulator } from '../analysis/accumulators.js';
import { nodeKey, outputTensor, tensorOf, type Graph, type Node } from '../ir/graph.js';
import { decodeValues, type Tensor } from '../ir/tensor.js';
import { noCost } from '../kernels/cost.js';
import { kernelNamed } from '../kernels/registry.js';
import { portOf, type AnyOperator } from '../operators/operator.js';
import type { PreparedGraph } from '../operators/prepare-graph.js';
import { describeReference } from '../operators/reference-kernels.js';
import { operatorOf } from '../operators/registry.js';
import { arenaMemory } from '../planner/memory-check.js';
import { placementOf, type MemoryPlan } from '../planner/memory-plan.js';
import type { Step } from '../schedule/schedule.js';
import { selectedFor, type Selection } from '../select/selection.js';
import type { Target } from '../targets/target.js';
import { attributeWords } from './attribute-words.js';
import { cType } from './c-type.js';
import { arenaBuffers, operandsOf, placedOutput, placedTensor } from './placed-tensors.js';
import type { Argument, KernelStep, NamedTable, Program, ProgramStep, StepFacts, UsedMemory } from './program.js';

export interface LoweringInput {
  readonly prefix: string;
  readonly graph: Graph;
  readonly target: Target;
  readonly prepared: PreparedGraph;
  readonly accumulators: readonly ProvedAccumulator[];
  readonly selection: Selection;
  readonly steps: readonly Step[];
  readonly plan: MemoryPlan;
}

/**
 * Writes every node with the kernel that was selected for it, and turns all that is known into data for templates,
 * manifest and reports.
 */
export function lowerGraph(input: LoweringInput): Program {
  const { prefix, graph, target, prepared, plan } = input;
  const { rounding } = prepared.context;
  return {
    prefix,
    target,
    rounding,
    reference: describeReference(rounding),
    inputs: graph.inputs.map((id) => placedTensor(input, id)),
    outputs: graph.outputs.map((id) => placedTensor(input, id)),
    steps: input.steps.map(({ node }) => lowerNode(input, node)),
    memories: [usedMemory(plan, target)],
    buffers: arenaBuffers(input),
  };
}

function usedMemory({ peakBytes, lowerBoundBytes }: MemoryPlan, target: Target): UsedMemory {
  return { name: arenaMemory(target)?.name ?? 'ram', kind: 'ram', peakBytes, lowerBoundBytes };
}

function lowerNode(input: LoweringInput, node: Node): ProgramStep {
  const output = outputTensor(node, input.graph.tensors);
  if (placementOf(input.plan, output.id).aliasOf !== undefined) {
    const attributes = attributeWords(node.attributes, {});
    return { kind: 'view', ...stepFacts(input, node), attributes, tableBytes: 0, cost: noCost };
  }
  return lowerKernel(input, node);
}

/** What does not depend on how the node is computed. */
function stepFacts(input: LoweringInput, node: Node): Omit<StepFacts, 'attributes' | 'tableBytes' | 'cost'> {
  const { tfliteName, macs } = operatorOf(node);
  const proved = input.accumulators.find((accumulator) => accumulator.node.id === node.id);
  return {
    key: nodeKey(input.graph, node),
    number: node.id,
    op: node.op,
    tfliteName,
    origin: node.origin,
    inputs: operandsOf(input, node),
    output: placedOutput(input, node),
    macs: macs(node, input.graph.tensors),
    accumulator: proved === undefined ? null : { min: proved.min, max: proved.max, bits: proved.bits },
  };
}

function lowerKernel(input: LoweringInput, node: Node): KernelStep {
  const { prefix, prepared, target } = input;
  const facts = stepFacts(input, node);
  const symbol = (table: string): string => `${prefix}_${facts.key}_${table}`;
  const selected = selectedFor(input.selection, node);
  const kernel = kernelNamed(node.op, selected.kernel);
  const code = kernel.write(node, prepared.of(node), { ...prepared.context, target, tableName: symbol });
  const values = valueArguments(input, operatorOf(node), node, symbol);
  const tables = [...code.tables.map((table) => ({ ...table, symbol: symbol(table.name) })), ...values.tables];
  return {
    kind: 'kernel',
    ...facts,
    attributes: attributeWords(node.attributes, code.view),
    tableBytes: tables.reduce((sum, table) => sum + table.values.byteLength, 0),
    functionName: `${prefix}_${facts.key}_${node.op.replaceAll('-', '_')}`,
    template: kernel.template,
    includes: kernel.includes ?? [],
    variant: kernel.name,
    cost: selected.cost,
    refusals: selected.refused.map(({ kernel: variant, reason }) => ({ variant, reason })),
    others: selected.others.map(({ kernel: variant, cost }) => ({ variant, cost })),
    view: code.view,
    tables,
    arguments: values.arguments,
  };
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
  const ports = operator.inputs.filter((port) => port.role === 'value');
  const single = ports.length === 1 && operator.inputs.at(-1)?.variadic !== true;
  const passed = values.map((tensor, index): Argument => {
    const parameter = single ? 'in' : `in${index}`;
    const ctype = cType(tensor.dtype);
    if (tensor.data === null) {
      return { kind: 'arena', parameter, ctype, offset: placementOf(input.plan, tensor.id).offset, written: false };
    }
    tables.push(constantTable(tensor, tensor.data, parameter, symbol(parameter)));
    return { kind: 'table', parameter, ctype, table: symbol(parameter) };
  });
  const output = outputTensor(node, input.graph.tensors);
  const offset = placementOf(input.plan, output.id).offset;
  passed.push({ kind: 'arena', parameter: 'out', ctype: cType(output.dtype), offset, written: true });
  return { arguments: passed, tables };
}

function constantTable(tensor: Tensor, data: Uint8Array, name: string, symbol: string): NamedTable {
  const values = decodeValues(tensor.dtype, data);
  return { name, symbol, ctype: cType(tensor.dtype), values, description: 'constant input, as in the model' };
}
