import { basename } from 'node:path/posix';
import { describeOrigin, printable, type Origin } from '../diagnostics/origin.js';
import { inputTensor, outputTensor } from '../ir/graph.js';
import { formatShape, tensorBytes, type Tensor } from '../ir/tensor.js';
import type { KernelStep, Program, ProgramStep } from '../lowering/program.js';
import { tableBytes } from '../lowering/program.js';
import { operatorOf } from '../operators/registry.js';
import { placementOf } from '../planner/memory-plan.js';
import { shortestFloat32 } from './c-literals.js';
import { renderTemplate } from './template-engine.js';

/** A layer function with the comment block above it. */
export interface LayerView {
  readonly comment: string;
  readonly functionName: string;
  readonly parameters: string;
  readonly body: string;
}

export function layerView(program: Program, step: KernelStep): LayerView {
  return {
    comment: layerComment(program, step),
    functionName: step.functionName,
    parameters: step.arguments
      .map(({ ctype, parameter, ...rest }) => `${rest.kind === 'arena' && rest.written ? '' : 'const '}${ctype} *restrict ${parameter}`)
      .join(', '),
    body: renderTemplate(step.template, step.view).trimEnd(),
  };
}

/** What the comment above a layer says, one line each, without comment marks. */
function layerComment(program: Program, step: KernelStep): string {
  const { node } = step;
  const operator = operatorOf(node);
  const lines: string[] = [layerHeadline(program, step)];
  node.inputs.forEach((id, index) => {
    if (id === null) return;
    const port = operator.inputs[Math.min(index, operator.inputs.length - 1)];
    const label = port?.role === 'weights' ? 'w' : port?.role === 'bias' ? 'bias' : 'in';
    lines.push(tensorLine(program, label, inputTensor(node, program.graph.tensors, index)));
  });
  lines.push(tensorLine(program, 'out', outputTensor(node, program.graph.tensors)));
  lines.push(`  ${summaryLine(program, step)}`);
  return lines.map((line) => ` * ${line}`.trimEnd()).join('\n').replace(/^ \* /, '');
}

export function layerHeadline(program: Program, step: ProgramStep): string {
  const { node, key } = step;
  const name = printable(outputTensor(node, program.graph.tensors).name);
  return `${key}   ${operatorOf(node).tfliteName}   "${commentSafe(name)}"   ${commentSafe(originInPackage(node.origin))}`;
}

/** `in     int8   [1, 48, 48, 1]   scale 0.00392   zero -128   arena 0 .. 2304` */
function tensorLine(program: Program, label: string, tensor: Tensor): string {
  const columns = [tensor.dtype.padEnd(7), formatShape(tensor.shape)];
  const { quantization } = tensor;
  if (quantization?.kind === 'perChannel') columns.push('per channel');
  if (quantization?.kind === 'perTensor') columns.push(`scale ${shortestFloat32(quantization.scale)}`, `zero ${quantization.zeroPoint}`);
  if (tensor.data !== null) columns.push(`flash ${tensorBytes(tensor)} B`);
  else {
    const { offset } = placementOf(program.plan, tensor.id);
    columns.push(`arena ${offset} .. ${offset + tensorBytes(tensor)}`);
  }
  return `  ${label.padEnd(5)} ${columns.join('   ')}`;
}

function summaryLine(program: Program, step: KernelStep): string {
  const macs = operatorOf(step.node).macs(step.node, program.graph.tensors);
  const accumulator = program.accumulators.find(({ node }) => node.id === step.node.id);
  const parts = [`variant ${step.variant}`];
  const detail = attributesLine(step.node.attributes);
  if (detail !== '') parts.unshift(detail);
  if (macs > 0) parts.push(`${macs} MACs`);
  if (tableBytes(step) > 0) parts.push(`${tableBytes(step)} B of tables`);
  if (accumulator !== undefined) parts.push(`accumulator ${accumulator.min} .. ${accumulator.max}`);
  return parts.join(', ');
}

/** `stride 2x2, SAME, fused RELU6` for a window; `key value` for what else a node carries. */
export function attributesLine(attributes: unknown): string {
  const entries = Object.entries(attributes as Record<string, unknown>);
  return entries
    .filter(([key, value]) => !(key === 'activation' && value === 'none') && !(key.startsWith('dilation') && value === 1))
    .map(([key, value]) => `${words(key)} ${formatAttribute(value)}`)
    .join(', ');
}

function words(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function formatAttribute(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(formatAttribute).join(', ')}]` : String(value);
}

/** Emitted files name the model's file without its folder: the same bytes on every machine. */
export function originInPackage(origin: Origin): string {
  if (origin.kind === 'pass') return describeOrigin({ ...origin, from: origin.from.map((item) => withoutFolder(item)) });
  return describeOrigin(withoutFolder(origin));
}

function withoutFolder(origin: Origin): Origin {
  if (origin.kind === 'pass') return origin;
  const { name: _name, ...rest } = origin as Origin & { name?: string };
  return { ...rest, file: fileNameOnly((origin as { file: string }).file) } as Origin;
}

export function fileNameOnly(file: string): string {
  return basename(file.replaceAll('\\', '/'));
}

function commentSafe(text: string): string {
  return text.replaceAll('*/', '* /').replaceAll('/*', '/ *');
}
