import { basename } from 'node:path/posix';
import { describeOrigin, type Origin } from '../diagnostics/origin.js';
import { inputTensor, outputTensor } from '../ir/graph.js';
import { formatShape, tensorBytes, type Tensor } from '../ir/tensor.js';
import type { Argument, KernelStep, Program, ProgramStep } from '../lowering/program.js';
import { portOf } from '../operators/operator.js';
import { operatorOf } from '../operators/registry.js';
import { placementOf } from '../planner/memory-plan.js';
import { shortestFloat32 } from '../numerics/float-text.js';
import { c, cCommentLines, cIdentifier, joinCode, renderedCode, type CCode, type CComment, type Identifier } from '../text/sinks.js';
import { shortName } from '../text/visible.js';
import { indentCode } from './indent-code.js';
import { renderTemplate } from './template-engine.js';

/** A layer function with the comment block above it. */
export interface LayerView {
  readonly comment: CComment;
  readonly functionName: Identifier;
  readonly parameters: CCode;
  readonly body: CCode;
}

export function layerView(program: Program, step: KernelStep): LayerView {
  return {
    comment: layerComment(program, step),
    functionName: cIdentifier(step.functionName),
    parameters: joinCode(step.arguments.map(parameterText), ', '),
    body: renderedCode(indentCode(renderTemplate(step.template, step.view).trimEnd())),
  };
}

function parameterText(argument: Argument): CCode {
  const qualifier = argument.kind === 'arena' && argument.written ? c`` : c`const `;
  return c`${qualifier}${cIdentifier(argument.ctype)} *restrict ${cIdentifier(argument.parameter)}`;
}

/** What the comment above a layer says: headline, a line per tensor, a line of what it does. Lines after the first start with ` * `. */
function layerComment(program: Program, step: KernelStep): CComment {
  const { node } = step;
  const operator = operatorOf(node);
  const rows = node.inputs.flatMap((id, index) => {
    if (id === null) return [];
    const { role } = portOf(operator, index);
    const label = role === 'weights' ? 'w' : role === 'bias' ? 'bias' : 'in';
    return [tensorColumns(program, label, inputTensor(node, program.graph.tensors, index))];
  });
  rows.push(tensorColumns(program, 'out', outputTensor(node, program.graph.tensors)));
  return cCommentLines([layerHeadline(program, step), ...alignColumns(rows), summaryLine(program, step)], ' *   ');
}

/** Names of fused layers that converters write are longer than any comment should be. */
const longestNameInComment = 48;

/** `op02   CONV_2D   "stem/Conv2D"   person.tflite, subgraph 0, operator 2`, not yet escaped. */
export function layerHeadline(program: Program, step: ProgramStep): string {
  const { node, key } = step;
  const name = shortName(outputTensor(node, program.graph.tensors).name, longestNameInComment);
  return `${key}   ${operatorOf(node).tfliteName}   "${name}"   ${originInPackage(node.origin)}`;
}

/** `KWS_OP02_CONV_2D`: what hooks know a layer by. */
export function opConstant({ prefix }: Program, { key, node }: ProgramStep): Identifier {
  return cIdentifier(`${prefix}_${key}_${operatorOf(node).tfliteName}`.toUpperCase());
}

/** `in`, `int8`, `[1, 48, 48, 1]`, `scale 0.00392`, `zero -128`, `arena 0 .. 2304` */
function tensorColumns(program: Program, label: string, tensor: Tensor): string[] {
  const { quantization } = tensor;
  const scale = quantization?.kind === 'perTensor' ? `scale ${shortestFloat32(quantization.scale)}` : quantization === null ? '' : 'per channel';
  const zeroPoint = quantization?.kind === 'perTensor' ? `zero ${quantization.zeroPoint}` : '';
  return [label, tensor.dtype, formatShape(tensor.shape), scale, zeroPoint, placeOf(program, tensor)];
}

function placeOf(program: Program, tensor: Tensor): string {
  const bytes = tensorBytes(tensor);
  if (tensor.data !== null) return `flash ${bytes} B`;
  const { offset } = placementOf(program.plan, tensor.id);
  return `arena ${offset} .. ${offset + bytes}`;
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .filter((_, column) => (widths[column] ?? 0) > 0)
      .join('   ')
      .trimEnd(),
  );
}

function summaryLine(program: Program, step: KernelStep): string {
  const macs = operatorOf(step.node).macs(step.node, program.graph.tensors);
  const accumulator = program.accumulators.find(({ node }) => node.id === step.node.id);
  const parts = attributeWords(step.node.attributes, step.view);
  if (macs > 0) parts.push(`${groupDigits(macs)} MACs`);
  if (accumulator !== undefined) parts.push(`accumulator ${accumulator.min} .. ${accumulator.max}`);
  return [...parts, `variant ${step.variant}`].join(', ');
}

/** `2 359 296`: digits in groups, as people read them. */
function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** `stride 2x2`, `SAME (top 0, left 0)`, `fused RELU6`, and `name value` for whatever else a node carries. */
function attributeWords(nodeAttributes: unknown, view: object): string[] {
  const attributes = nodeAttributes as Readonly<Record<string, unknown>>;
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (key.endsWith('Width') && attributes[key.replace(/Width$/, 'Height')] !== undefined) return [];
    if (key.endsWith('Height')) return sizeWords(key.slice(0, -'Height'.length), value, attributes[key.replace(/Height$/, 'Width')]);
    if (key === 'padding') return [paddingWords(String(value), view)];
    if (key === 'activation') return value === 'none' ? [] : [`fused ${String(value).toUpperCase().replaceAll('-', '_')}`];
    if (value === null || value === false) return [];
    return [value === true ? words(key) : `${words(key)} ${formatAttribute(value)}`];
  });
}

/** The attributes of a node in one line. */
export function attributesLine(attributes: unknown): string {
  return attributeWords(attributes, {}).join(', ');
}

function sizeWords(name: string, height: unknown, width: unknown): string[] {
  return name === 'dilation' && height === 1 && width === 1 ? [] : [`${words(name)} ${String(height)}x${String(width)}`];
}

function paddingWords(padding: string, view: object): string {
  const { padTop, padLeft } = view as { padTop?: number; padLeft?: number };
  return padTop === undefined || padLeft === undefined ? padding.toUpperCase() : `${padding.toUpperCase()} (top ${padTop}, left ${padLeft})`;
}

function words(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function formatAttribute(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(formatAttribute).join(', ')}]` : String(value);
}

/** Emitted files name the model's file without its folder: the same bytes on every machine. */
function originInPackage(origin: Origin): string {
  return describeOrigin(withoutFolder(origin));
}

function withoutFolder(origin: Origin): Origin {
  if (origin.kind === 'pass') return { ...origin, from: origin.from.map(withoutFolder) };
  if (origin.kind !== 'model') return { ...origin, file: fileNameOnly(origin.file) };
  const { kind, file, subgraph, operator } = origin;
  return { kind, file: fileNameOnly(file), subgraph, ...(operator === undefined ? {} : { operator }) };
}

export function fileNameOnly(file: string): string {
  return basename(file.replaceAll('\\', '/'));
}
