import { shortName, visibleData } from '../text/visible.js';
import { drawArena, regionLetter } from './arena-map.js';
import type { InspectReport, LayerReport, TensorReport } from './inspect.js';
import type { MemoryReport } from './inspect-memory.js';
import { plain, type Paint } from './paint.js';
import { formatBytes, formatCount, formatMetric, formatNumberOf, formatPercent } from './quantities.js';
import { formatTextTable, shorten } from './text-table.js';

export interface InspectionOptions {
  /** Lists what the kernels cost that were taken, and those that were not, with the reason or what they would cost. */
  readonly why: boolean;
  /** Lists every tensor's place in the arena. */
  readonly memory: boolean;
  readonly paint?: Paint;
}

const longestName = 36;

/** The text of `int8c inspect`. No trailing newline. */
export function renderInspection(inspected: InspectReport, options: InspectionOptions): string {
  const report = visibleData(inspected);
  const paint = options.paint ?? plain;
  const parts = [headline(report, paint), ports(report, paint), layerTable(report, paint)];
  if (options.why) parts.push(kernelLines(report, paint));
  parts.push(arenaLines(report.memory, paint));
  if (options.memory) parts.push(regionTable(report.memory, paint));
  return parts.join('\n\n');
}

function headline(
  { model, target, rounding, layers, macs, flashTableBytes, memory }: InspectReport,
  paint: Paint,
): string {
  const ram =
    memory.ramBytes === null
      ? ''
      : ` of ${formatBytes(memory.ramBytes)} (${formatPercent(memory.arenaBytes, memory.ramBytes)})`;
  return [
    `${paint('bold', model.file)}   target ${target}, ${rounding} rounding`,
    `  ${formatNumberOf(layers.length, 'layer')}, ${formatMetric(macs)} MACs`,
    `  RAM    ${formatBytes(memory.arenaBytes)} of arena${ram}, plus the stack`,
    `  flash  ${formatBytes(flashTableBytes)} of tables, plus code`,
  ].join('\n');
}

function ports({ inputs, outputs }: InspectReport, paint: Paint): string {
  const row =
    (role: string) =>
    (tensor: TensorReport, index: number): string[] => [
      `${role} ${index}`,
      shortName(tensor.name),
      ...tensorCells(tensor),
    ];
  const rows = [...inputs.map(row('input')), ...outputs.map(row('output'))];
  return formatTextTable([{ title: '' }, { title: 'name' }, ...tensorColumns], rows, paint);
}

const tensorColumns = [
  { title: 'type' },
  { title: 'shape' },
  { title: 'scale' },
  { title: 'zero', align: 'right' },
] as const;

function tensorCells({ dtype, shape, scale, zeroPoint }: TensorReport): string[] {
  return [
    dtype,
    `[${shape.join(', ')}]`,
    scale === null ? '-' : String(Number(scale.toPrecision(6))),
    zeroPoint === null ? '-' : String(zeroPoint),
  ];
}

function layerTable({ layers }: InspectReport, paint: Paint): string {
  const columns = [
    { title: 'layer' },
    { title: 'operator' },
    { title: 'kernel' },
    ...tensorColumns,
    { title: 'MACs', align: 'right' },
    { title: 'tables', align: 'right' },
    { title: 'accumulator', align: 'right' },
    { title: 'output' },
  ] as const;
  const rows = layers.map((layer) => [
    layer.key,
    layer.operator,
    layer.kernel,
    ...tensorCells(layer.outputs[0]),
    layer.macs === 0 ? '-' : formatCount(layer.macs),
    layer.flashTableBytes === 0 ? '-' : formatCount(layer.flashTableBytes),
    accumulatorCell(layer),
    shorten(mainName(layer.outputs[0].name), longestName),
  ]);
  return formatTextTable(columns, rows, paint);
}

/** Converters join the names of fused layers by semicolons; the first says enough in a table. */
function mainName(name: string): string {
  return shortName(name.split(';')[0] ?? name);
}

/** `-36120 .. 41804, 17 bit`: what the accumulator can hold for any input. */
function accumulatorCell({ accumulator }: LayerReport): string {
  return accumulator === null ? '-' : `${accumulator.min} .. ${accumulator.max}, ${accumulator.bits} bit`;
}

function kernelLines({ layers }: InspectReport, paint: Paint): string {
  const lines = layers.flatMap((layer) => {
    const { key, operator, kernel, attributes } = layer;
    const words = attributes === '' ? '' : `   ${paint('dim', attributes)}`;
    const headline = `${key}  ${operator}  ${paint('bold', kernel)}${words}`;
    return [headline, ...reasonLines(layer).map((line) => `      ${line}`)];
  });
  return [paint('bold', 'Variants'), paint('dim', costNote), ...lines].join('\n');
}

const costNote = 'cycles and code are estimates by which kernels of one layer are compared';

function reasonLines({ kernel, cost, refusals, others }: LayerReport): string[] {
  if (kernel === 'view') return ['the output is the bytes of the input: nothing to run'];
  return [
    costText(cost),
    ...refusals.map((refusal) => `not ${refusal.kernel}: ${refusal.reason}`),
    ...others.map((other) => `not ${other.kernel}: ${costText(other.cost)}`),
  ];
}

/** `about 41.5 k cycles, 250 B of code, 784 B of tables`: nothing that is not there. */
function costText({ cycles, codeBytes, tableBytes, scratchBytes }: LayerReport['cost']): string {
  return [
    `about ${formatMetric(cycles)} cycles`,
    `${formatBytes(codeBytes)} of code`,
    ...(tableBytes === 0 ? [] : [`${formatBytes(tableBytes)} of tables`]),
    ...(scratchBytes === 0 ? [] : [`${formatBytes(scratchBytes)} of scratch`]),
  ].join(', ');
}

function arenaLines(memory: MemoryReport, paint: Paint): string {
  const ratio =
    memory.lowerBoundBytes === 0
      ? ''
      : `, plan / lower bound ${(memory.arenaBytes / memory.lowerBoundBytes).toFixed(3)}`;
  const summary = `${formatCount(memory.arenaBytes)} bytes, no plan below ${formatCount(memory.lowerBoundBytes)}${ratio}`;
  return [`${paint('bold', 'Arena')}   ${summary}`, ...drawArena(memory)].join('\n');
}

function regionTable({ regions, steps }: MemoryReport, paint: Paint): string {
  const key = (step: number): string => (step < 0 ? 'caller' : (steps[step]?.key ?? 'caller'));
  const rows = regions.map((region, index) => [
    regionLetter(index),
    String(region.offset),
    String(region.offset + region.bytes),
    formatCount(region.bytes),
    key(region.firstStep),
    key(region.lastStep),
    mainName(region.name) + (region.aliases.length === 0 ? '' : `  (also tensor ${region.aliases.join(', ')})`),
  ]);
  const columns = [
    { title: '' },
    { title: 'from', align: 'right' },
    { title: 'to', align: 'right' },
    { title: 'bytes', align: 'right' },
    { title: 'made' },
    { title: 'last used' },
    { title: 'tensor' },
  ] as const;
  return formatTextTable(columns, rows, paint);
}
