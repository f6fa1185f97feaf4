import { basename } from 'node:path/posix';
import { describeOrigin, type Origin } from '../diagnostics/origin.js';
import type { Argument, KernelStep, Operand, PlacedTensor, Program, ProgramStep } from '../lowering/program.js';
import { shortestFloat32 } from '../numerics/float-text.js';
import {
  c,
  cCommentLines,
  cIdentifier,
  joinCode,
  renderedCode,
  type CCode,
  type CComment,
  type Identifier,
} from '../text/sinks.js';
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

export function layerView(step: KernelStep): LayerView {
  return {
    comment: layerComment(step),
    functionName: cIdentifier(step.functionName),
    parameters: joinCode(step.arguments.map(parameterText), ', '),
    body: renderedCode(indentCode(renderTemplate(step.template, step.view).trimEnd())),
  };
}

function parameterText(argument: Argument): CCode {
  const qualifier = argument.kind === 'arena' && argument.written ? c`` : c`const `;
  const restrict = argument.kind === 'arena' && argument.aliased ? c`` : c`restrict `;
  return c`${qualifier}${cIdentifier(argument.ctype)} *${restrict}${cIdentifier(argument.parameter)}`;
}

/**
 * What the comment above a layer says: headline, a line per tensor, a line of what it does. Lines after the first start
 * with ` * `.
 */
function layerComment(step: KernelStep): CComment {
  const rows = step.inputs.map((operand) => tensorColumns(operandLabels[operand.role], operand));
  rows.push(...step.outputs.map((output) => tensorColumns('out', output)));
  return cCommentLines([layerHeadline(step), ...alignColumns(rows), summaryLine(step)], ' *   ');
}

const operandLabels: Readonly<Record<Operand['role'], string>> = { value: 'in', weights: 'w', bias: 'bias' };

/** Names of fused layers that converters write are longer than any comment should be. */
const longestNameInComment = 48;

/** `op02   CONV_2D   "stem/Conv2D"   person.tflite, subgraph 0, operator 2`, not yet escaped. */
export function layerHeadline({ key, tfliteName, outputs: [output], origin }: ProgramStep): string {
  return `${key}   ${tfliteName}   "${shortName(output.name, longestNameInComment)}"   ${originInPackage(origin)}`;
}

/** `KWS_OP02_CONV_2D`: what hooks know a layer by. */
export function opConstant({ prefix }: Program, { key, tfliteName }: ProgramStep): Identifier {
  return cIdentifier(`${prefix}_${key}_${tfliteName}`.toUpperCase());
}

/** `in`, `int8`, `[1, 48, 48, 1]`, `scale 0.00392`, `zero -128`, `arena 0 .. 2304` */
function tensorColumns(label: string, tensor: PlacedTensor): string[] {
  const { dtype, shape, scale, zeroPoint, perChannel, bytes, place } = tensor;
  const scaleText = scale === null ? (perChannel ? 'per channel' : '') : `scale ${shortestFloat32(scale)}`;
  const zeroText = zeroPoint === null ? '' : `zero ${zeroPoint}`;
  const placeText = place.kind === 'table' ? `flash ${bytes} B` : `arena ${place.offset} .. ${place.offset + bytes}`;
  return [label, dtype, `[${shape.join(', ')}]`, scaleText, zeroText, placeText];
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

function summaryLine({ attributes, macs, accumulator, kernel }: KernelStep): string {
  return [
    ...attributes,
    ...(macs > 0 ? [`${groupDigits(macs)} MACs`] : []),
    ...(accumulator === null ? [] : [`accumulator ${accumulator.min} .. ${accumulator.max}`]),
    `kernel ${kernel}`,
  ].join(', ');
}

/** `2 359 296`: digits in groups, as people read them. */
function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
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
