import { shortName, visibleData } from '../text/visible.js';
import type { ChannelFactor, ChannelRow, LayerChannels } from './channels.js';
import { factorColumns, fixedPointFormula } from './factor-row.js';
import { formatLibraryArguments } from './library-arguments.js';
import { plain, type Paint } from './paint.js';
import { formatTextTable } from './text-table.js';

/** The text of `int8c inspect --channels`. No trailing newline. */
export function renderChannels(layers: readonly LayerChannels[], paint: Paint = plain): string {
  if (layers.length === 0) return 'no layer multiplies by a factor';
  return visibleData(layers)
    .map((layer) => layerText(layer, paint))
    .join('\n\n');
}

function layerText(layer: LayerChannels, paint: Paint): string {
  const { key, operator, output, factors } = layer;
  const headline = `${paint('bold', `${key}  ${operator}`)}  ${shortName(output)}`;
  if (factors.length === 0) return `${headline}\nno factors: nothing is multiplied in fixed point`;
  const parts = [
    [headline, ...factors.map(meaning), `  ${fixedPointFormula}`].join('\n'),
    factorTable(factors, paint),
    ...(layer.libraryArguments.length === 0 ? [] : [formatLibraryArguments(layer.libraryArguments, paint)]),
  ];
  return parts.join('\n\n');
}

/** Where multiplier and shift of a factor come from. */
function meaning({ name, describe, given, rows }: ChannelFactor): string {
  const real = `  ${name}: real = ${describe}`;
  if (!given) return real;
  return rows.some((row) => row.real !== null)
    ? `${real}; multiplier and shift were given`
    : `  ${name}: multiplier and shift were given; scales for ${describe} were not`;
}

interface NamedRow extends ChannelRow {
  readonly factor: string;
}

function factorTable(factors: readonly ChannelFactor[], paint: Paint): string {
  const rows = factors.flatMap(({ name, rows: each }) => each.map((row): NamedRow => ({ factor: name, ...row })));
  const columns = [
    { title: 'factor', align: 'left' as const, cell: ({ factor }: NamedRow) => factor },
    ...factorColumns(rows),
    ...(rows.some(({ accumulator }) => accumulator !== null)
      ? [{ title: 'accumulator', align: 'right' as const, cell: accumulatorCell }]
      : []),
  ];
  return formatTextTable(
    columns,
    rows.map((row) => columns.map(({ cell }) => cell(row))),
    paint,
  );
}

function accumulatorCell({ accumulator }: ChannelRow): string {
  return accumulator === null ? '-' : `${accumulator.min} .. ${accumulator.max}, ${accumulator.bits} bit`;
}

const csvColumns = [
  'layer',
  'operator',
  'factor',
  'given',
  'channel',
  'weight_scale',
  'real',
  'multiplier',
  'shift',
  'value',
  'error_ppm',
  'accumulator_min',
  'accumulator_max',
  'accumulator_bits',
] as const;

/**
 * One line for each channel of each factor, numbers in full, nothing where there is none. Names that the model gives
 * are left out: a spreadsheet would obey some of them.
 */
export function channelsCsv(layers: readonly LayerChannels[]): string {
  const lines = layers.flatMap(({ key, operator, factors }) =>
    factors.flatMap(({ name, given, rows }) =>
      rows.map(({ channel, weightScale, real, multiplier, shift, value, errorPpm, accumulator }) => [
        ...[key, operator, name, given ? 'yes' : 'no', channel, weightScale, real, multiplier, shift, value, errorPpm],
        ...[accumulator?.min, accumulator?.max, accumulator?.bits],
      ]),
    ),
  );
  return [csvColumns, ...lines].map((cells) => cells.map((cell) => cell ?? '').join(',')).join('\n');
}
