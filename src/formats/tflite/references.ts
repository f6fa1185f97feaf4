import { operatorNameOf, operatorOrigin, tensorOrigin, type ModelContext } from './model-context.js';
import type { RawOperator } from './raw-model.js';

const why = 'tables of the file refer to each other by number, and this number leads nowhere';
const help = 'the file is damaged or was edited by hand: copy or convert it again';

/** Every index that one table holds into another exists. Nothing else may be concluded from the file before that. */
export function checkReferences(context: ModelContext): void {
  const { model, subgraph, findings } = context;
  for (const tensor of subgraph.tensors) {
    if (tensor.buffer < model.buffers.length) continue;
    const message = `tensor ${tensor.index} keeps its data in buffer ${tensor.buffer}, which does not exist`;
    findings.report('I8C1005', {
      message,
      origin: tensorOrigin(context, tensor),
      details: [`the file has ${model.buffers.length} buffers`],
      why,
      help,
    });
  }
  for (const operator of subgraph.operators) checkOperator(context, operator);
  checkIndices(context, null, 'input', subgraph.inputs, 0);
  checkIndices(context, null, 'output', subgraph.outputs, 0);
}

function checkOperator(context: ModelContext, operator: RawOperator): void {
  const { operatorCodes } = context.model;
  if (operator.codeIndex >= operatorCodes.length) {
    const message = `operator ${operator.index} has operator code ${operator.codeIndex}, which does not exist`;
    const details = [`the file has ${operatorCodes.length} operator codes`];
    context.findings.report('I8C1005', { message, origin: operatorOrigin(context, operator), details, why, help });
  }
  // -1 stands for an optional input that was left out.
  checkIndices(context, operator, 'input', operator.inputs, -1);
  checkIndices(context, operator, 'output', operator.outputs, 0);
}

function checkIndices(
  context: ModelContext,
  operator: RawOperator | null,
  role: string,
  indices: readonly number[],
  least: number,
): void {
  const count = context.subgraph.tensors.length;
  const position = indices.findIndex((index) => index < least || index >= count);
  if (position === -1) return;
  const owner = operator === null ? 'the model' : operatorNameOf(context, operator);
  context.findings.report('I8C1005', {
    message: `${role} ${position} of ${owner} is tensor ${indices[position] ?? ''}, which does not exist`,
    origin: operator === null ? { kind: 'file', file: context.file } : operatorOrigin(context, operator),
    details: [`the subgraph has ${count} tensors`],
    why,
    help,
  });
}
