import type { ProvedAccumulator } from '../analysis/accumulators.js';
import { tensorOf, type Graph, type Node } from '../ir/graph.js';
import { decodeValues, type Tensor } from '../ir/tensor.js';
import { noCost } from '../kernels/cost.js';
import type { LocalTable } from '../kernels/kernel.js';
import { kernelNamed } from '../kernels/registry.js';
import { inputPort, portsOf, type NamedPort, type Ports } from '../operators/operator.js';
import type { PreparedGraph } from '../operators/prepare-graph.js';
import { describeReference } from '../operators/reference-kernels.js';
import { addressOf, liesOnInput, scratchOf, type MemoryPlan } from '../planner/memory-plan.js';
import { declaredSharing } from '../planner/sharing.js';
import type { Schedule } from '../schedule/phases.js';
import { selectedFor, type KernelChoice, type Selection } from '../select/selection.js';
import type { Target } from '../targets/target.js';
import { cIdentifier } from '../text/sinks.js';
import type { Attributes } from '../operators/attribute.js';
import { attributeWords } from './attribute-words.js';
import { cType } from './c-type.js';
import { isAliased, scratchArgument } from './pointers.js';
import { arenaBuffers, operandsOf, placedOutputs, placedTensor } from './placed-tensors.js';
import type { Argument, KernelStep, NamedTable, Program, ProgramStep, StepFacts, UsedMemory } from './program.js';

export interface LoweringInput {
  readonly prefix: string;
  readonly graph: Graph;
  readonly target: Target;
  readonly prepared: PreparedGraph;
  readonly accumulators: readonly ProvedAccumulator[];
  readonly selection: Selection;
  readonly kernels: KernelChoice;
  readonly schedule: Schedule;
  readonly plan: MemoryPlan;
}

/**
 * Writes every node with the kernel that was selected for it, and turns all that is known into data for templates,
 * manifest and reports.
 */
export function lowerGraph(input: LoweringInput): Program {
  const { prefix, graph, target, prepared, plan } = input;
  const { rounding } = prepared;
  return {
    prefix,
    target,
    rounding,
    kernels: input.kernels,
    reference: describeReference(rounding),
    inputs: graph.inputs.map((id) => placedTensor(input, id)),
    outputs: graph.outputs.map((id) => placedTensor(input, id)),
    steps: input.schedule.map(({ node }) => lowerNode(input, node)),
    memories: [usedMemory(plan)],
    buffers: arenaBuffers(input),
  };
}

/** A program has one arena, which lies in one region. */
function usedMemory({ memories }: MemoryPlan): UsedMemory {
  const [arena, ...others] = memories;
  if (arena === undefined || others.length > 0) throw new Error(`int8c bug: ${memories.length} arenas are planned`);
  const { memory: name, peakBytes, lowerBoundBytes } = arena;
  return { name, kind: 'ram', peakBytes, lowerBoundBytes };
}

function lowerNode(input: LoweringInput, node: Node): ProgramStep {
  if (declaredSharing(node) === 'view' && liesOnInput(input.plan, node)) {
    const attributes = attributeWords(ordered(input, node), {});
    return { kind: 'view', ...stepFacts(input, node), attributes, tableBytes: 0, cost: noCost };
  }
  return lowerKernel(input, node);
}

/** Attributes in the order in which the operator declares them, whoever made the node. */
function ordered({ prepared }: LoweringInput, node: Node): Node {
  const values = node.attributes as Readonly<Record<string, unknown>>;
  const names = Object.keys(prepared.of(node).arithmetic.of.attributes as Attributes);
  return { ...node, attributes: Object.fromEntries(names.map((name) => [name, values[name]])) };
}

/** What does not depend on how the node is computed. */
function stepFacts(input: LoweringInput, node: Node): Omit<StepFacts, 'attributes' | 'tableBytes' | 'cost'> {
  const { arithmetic, site } = input.prepared.of(node);
  const { tfliteName, macs } = arithmetic.of;
  const proved = input.accumulators.find((accumulator) => accumulator.node.id === node.id);
  return {
    key: node.key,
    number: node.id,
    op: node.op,
    tfliteName,
    origin: node.origin,
    inputs: operandsOf(input, node),
    outputs: placedOutputs(input, node),
    macs: macs?.(site) ?? 0,
    accumulator: proved === undefined ? null : { min: proved.min, max: proved.max, bits: proved.bits },
  };
}

function lowerKernel(input: LoweringInput, node: Node): KernelStep {
  const { prefix, prepared, target } = input;
  const facts = stepFacts(input, node);
  const symbol = (table: string): string => `${prefix}_${facts.key}_${table}`;
  const selected = selectedFor(input.selection, node);
  const { arithmetic, site, prepared: numbers } = prepared.of(node);
  const kernel = kernelNamed(arithmetic, selected.kernel);
  const at = { site, prepared: numbers, target };
  const packed = kernel.pack?.(at) ?? [];
  const view = kernel.view(
    at,
    packed.map(({ ctype, name }) => localTable(ctype, name, symbol(name))),
  );
  const values = valueArguments(input, node, facts.outputs, symbol);
  const tables = [...packed.map((table) => ({ ...table, symbol: symbol(table.name) })), ...values.tables];
  return {
    kind: 'kernel',
    ...facts,
    attributes: attributeWords(ordered(input, node), view),
    tableBytes: tables.reduce((sum, table) => sum + table.values.byteLength, 0),
    functionName: `${prefix}_${facts.key}_${node.op.replaceAll('-', '_')}`,
    template: kernel.template,
    includes: kernel.includes ?? [],
    library: kernel.library ?? null,
    kernel: kernel.name,
    cost: selected.cost,
    refusals: selected.refused,
    others: selected.others,
    view,
    tables,
    arguments: values.arguments,
  };
}

function localTable(ctype: LocalTable['ctype'], name: string, symbol: string): LocalTable {
  return { ctype, name: cIdentifier(name), symbol: cIdentifier(symbol) };
}

/** Pointers that a kernel function takes: its run-time inputs, constants that flow like values, and the outputs. */
function valueArguments(
  input: LoweringInput,
  node: Node,
  outputs: StepFacts['outputs'],
  symbol: (table: string) => string,
): { arguments: Argument[]; tables: NamedTable[] } {
  const operator = input.prepared.of(node).arithmetic.of;
  const tables: NamedTable[] = [];
  const values = node.inputs.flatMap((id, index) => {
    return id === null || inputPort(operator, index).role !== 'value' ? [] : [tensorOf(input.graph.tensors, id)];
  });
  const passed = values.map((tensor, index): Argument => {
    const parameter = parameterName('in', index, valuePorts(operator.inputs as Ports));
    const ctype = cType(tensor.dtype);
    if (tensor.data === null) {
      const { offset } = addressOf(input.plan, tensor.id);
      return { kind: 'arena', parameter, ctype, offset, written: false, aliased: isAliased(input, node, tensor.id) };
    }
    tables.push(constantTable(tensor, tensor.data, parameter, symbol(parameter)));
    return { kind: 'table', parameter, ctype, table: symbol(parameter) };
  });
  for (const [index, { tensor, ctype }] of outputs.entries()) {
    const parameter = parameterName('out', index, valuePorts(operator.outputs as Ports));
    const { offset } = addressOf(input.plan, tensor);
    passed.push({ kind: 'arena', parameter, ctype, offset, written: true, aliased: isAliased(input, node, tensor) });
  }
  const scratch = scratchOf(input.plan, node);
  if (scratch !== null) passed.push({ ...scratchArgument, offset: scratch.offset });
  return { arguments: passed, tables };
}

function valuePorts(ports: Ports): NamedPort[] {
  return portsOf(ports).filter((port) => port.role === 'value');
}

/** `in`, `out` where there is one of its kind, `in0`, `in1`, … where there may be several. */
function parameterName(kind: 'in' | 'out', index: number, ports: readonly NamedPort[]): string {
  return ports.length === 1 && ports[0]?.variadic !== true ? kind : `${kind}${index}`;
}

function constantTable(tensor: Tensor, data: Uint8Array, name: string, symbol: string): NamedTable {
  const values = decodeValues(tensor.dtype, data);
  return { name, symbol, ctype: cType(tensor.dtype), values, description: 'constant input, as in the model' };
}
