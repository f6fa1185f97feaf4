import type { DiagnosticCode } from '../../diagnostics/diagnostic.js';
import type { ModelOrigin } from '../../diagnostics/origin.js';
import { shortName } from '../../text/visible.js';
import { formatShape } from '../../ir/tensor.js';
import type { Findings } from './findings.js';
import { maxListed, maxRank } from './limits.js';
import { typeName } from './names.js';
import type { RawModel, RawOperator, RawSubgraph, RawTensor } from './raw-model.js';

/** What every part of the reader looks at. Indices between the raw tables are valid from `checkReferences` on. */
export interface ModelContext {
  readonly file: string;
  readonly model: RawModel;
  readonly subgraph: RawSubgraph;
  readonly findings: Findings;
}

/** int8c reads models of one subgraph. */
export const mainSubgraph = 0;

export function tensorOrigin(context: ModelContext, tensor: RawTensor): ModelOrigin {
  return Object.freeze({
    kind: 'model',
    file: context.file,
    subgraph: mainSubgraph,
    tensor: tensor.index,
    name: tensor.name,
  });
}

/** An operator goes by the name of its first output, as in the tools that draw models. */
export function operatorOrigin(context: ModelContext, operator: RawOperator): ModelOrigin {
  const output = context.subgraph.tensors[operator.outputs[0] ?? -1];
  return Object.freeze({
    kind: 'model',
    file: context.file,
    subgraph: mainSubgraph,
    operator: operator.index,
    operatorName: operatorNameOf(context, operator),
    ...(output === undefined ? {} : { name: output.name }),
  });
}

export function operatorNameOf(context: ModelContext, operator: RawOperator): string {
  return context.model.operatorCodes[operator.codeIndex]?.name ?? `operator code ${operator.codeIndex}`;
}

export function rawTensor(context: ModelContext, index: number): RawTensor {
  const tensor = context.subgraph.tensors[index];
  if (tensor === undefined) throw new Error(`int8c bug: tensor ${index} was not checked`);
  return tensor;
}

/** Bytes of a constant; null for a tensor that has none. */
export function constantData(context: ModelContext, tensor: RawTensor): Uint8Array | null {
  return context.model.buffers[tensor.buffer]?.data ?? null;
}

/** Tensors that an operator names, without the omitted ones. */
export function tensorsOf(context: ModelContext, operator: RawOperator): readonly RawTensor[] {
  return [...operator.inputs, ...operator.outputs]
    .filter((index) => index >= 0)
    .map((index) => rawTensor(context, index));
}

/** `tensor 3 "name"   int8 [1, 49, 10, 1]` */
export function describeTensor(tensor: RawTensor): string {
  const shape = tensor.shape.length <= maxRank ? formatShape(tensor.shape) : `of rank ${tensor.shape.length}`;
  return `tensor ${tensor.index} "${shortName(tensor.name)}"   ${typeName(tensor.typeCode)} ${shape}`;
}

/** One finding for all tensors that share a trouble: at the first of them, listing the first few. Nothing for none. */
export function reportTensors(
  context: ModelContext,
  code: DiagnosticCode,
  tensors: Iterable<RawTensor>,
  text: { readonly message: string; readonly why: string; readonly help: string },
  describe: (tensor: RawTensor) => string = describeTensor,
): void {
  const all = [...tensors];
  const first = all[0];
  if (first === undefined) return;
  const more = all.length > maxListed ? [`and ${all.length - maxListed} more tensors`] : [];
  context.findings.report(code, {
    ...text,
    origin: tensorOrigin(context, first),
    details: [...all.slice(0, maxListed).map(describe), ...more],
  });
}
