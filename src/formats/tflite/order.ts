import type { NodeParts } from '../../ir/builder.js';
import {
  constantData,
  describeTensor,
  operatorOrigin,
  rawTensor,
  reportTensors,
  tensorOrigin,
  type ModelContext,
} from './model-context.js';
import type { RawOperator } from './raw-model.js';

/** Operators run in the order of the file: each value is made once, before it is used. */
export function checkOrder(context: ModelContext, nodes: readonly NodeParts[]): void {
  checkEdges(context);
  const madeBy = findMakers(context, nodes);
  const ready = new Set(context.subgraph.inputs);
  for (const node of nodes) {
    for (const input of node.inputs) {
      if (input === null || ready.has(input) || constantData(context, rawTensor(context, input)) !== null) continue;
      reportEarlyUse(context, node, input, madeBy.get(input));
      // One finding per tensor is enough.
      ready.add(input);
    }
    for (const output of node.outputs) ready.add(output);
  }
  const unmade = context.subgraph.outputs
    .filter((index) => !ready.has(index))
    .map((index) => rawTensor(context, index));
  reportTensors(
    context,
    'I8C1110',
    unmade.filter((tensor) => constantData(context, tensor) === null),
    {
      message: 'no operator makes this output of the model',
      why: 'an output is the result of an operator of the same model',
      help: 'the file is damaged or was cut apart: convert it again',
    },
  );
}

/** Which operator makes each tensor. Reports tensors that are made twice, or that are inputs or constants. */
function findMakers(context: ModelContext, nodes: readonly NodeParts[]): ReadonlyMap<number, number> {
  const inputs = new Set(context.subgraph.inputs);
  const madeBy = new Map<number, number>();
  for (const node of nodes) {
    for (const output of node.outputs) {
      const tensor = rawTensor(context, output);
      const earlier = madeBy.get(output);
      if (earlier !== undefined) reportBadOutput(context, node, output, `operator ${earlier} makes it already`);
      else if (inputs.has(output)) reportBadOutput(context, node, output, 'it is an input of the model');
      else if (constantData(context, tensor) !== null) reportBadOutput(context, node, output, 'it is a constant');
      madeBy.set(output, node.id);
    }
  }
  return madeBy;
}

function reportBadOutput(context: ModelContext, node: NodeParts, index: number, seen: string): void {
  context.findings.report('I8C1111', {
    message: 'an operator writes a tensor that has its value from elsewhere',
    origin: operatorOrigin(context, rawOperator(context, node)),
    details: [`output ${describeTensor(rawTensor(context, index))}`, seen],
    why: 'every tensor gets its value once, from one place',
    help: 'the file is damaged or its converter is faulty: convert it again',
  });
}

function reportEarlyUse(context: ModelContext, node: NodeParts, index: number, maker: number | undefined): void {
  const isLate = maker !== undefined;
  context.findings.report('I8C1110', {
    message: isLate
      ? 'an operator uses a tensor before another operator makes it'
      : 'an operator uses a tensor that nothing makes',
    origin: operatorOrigin(context, rawOperator(context, node)),
    details: [
      `input ${describeTensor(rawTensor(context, index))}`,
      isLate ? `operator ${maker} makes it` : 'it is no constant and no input of the model',
    ],
    why: 'operators run in the order of the file',
    help: 'the file is damaged or was cut apart: convert it again',
  });
}

function rawOperator(context: ModelContext, node: NodeParts): RawOperator {
  const operator = context.subgraph.operators[node.id];
  if (operator === undefined) throw new Error(`int8c bug: no operator ${node.id}`);
  return operator;
}

/** Inputs and outputs of the model: some of each, all different, none of them a constant. */
function checkEdges(context: ModelContext): void {
  const { inputs, outputs } = context.subgraph;
  const seenAs = new Map<number, string>();
  for (const [role, indices] of [
    ['input', inputs],
    ['output', outputs],
  ] as const) {
    if (indices.length === 0) reportNoEdges(context, role);
    for (const index of indices) {
      const earlier = seenAs.get(index);
      if (earlier !== undefined) reportEdge(context, index, role, `it is ${earlier} already`);
      else if (constantData(context, rawTensor(context, index)) !== null)
        reportEdge(context, index, role, 'it is a constant');
      seenAs.set(index, `an ${role}`);
    }
  }
}

const edgesHelp = 'convert again with inputs and outputs that are different tensors, computed at run time';

function reportNoEdges(context: ModelContext, role: string): void {
  const origin = { kind: 'file', file: context.file } as const;
  const why = 'a model without inputs or outputs computes nothing at run time';
  context.findings.report('I8C1112', { message: `the model has no ${role}s`, origin, why, help: edgesHelp });
}

function reportEdge(context: ModelContext, index: number, role: string, seen: string): void {
  const tensor = rawTensor(context, index);
  context.findings.report('I8C1112', {
    message: `a tensor cannot be an ${role} of the model`,
    origin: tensorOrigin(context, tensor),
    details: [describeTensor(tensor), seen],
    why: 'the caller writes each input and reads each output in a place of its own',
    help: edgesHelp,
  });
}
