import type { Range } from '../operators/arithmetic.js';
import { plain, type Paint } from './paint.js';
import { formatTextTable } from './text-table.js';

/** What a call into CMSIS-NN takes of zero points and bounds, by int8c's words for them. */
export interface CallNumbers {
  /** In the order of the call. */
  readonly inputs: readonly { readonly name: string; readonly zeroPoint: number }[];
  /** Of the weights, for all channels: 0 but for some dense layers; null where there are no weights. */
  readonly weightsZeroPoint: number | null;
  /** Bits that sums shift their inputs to the left by, before they are scaled; 0 for other layers. */
  readonly fractionBits: number;
  readonly outputZeroPoint: number;
  /** Quantized bounds of the output. */
  readonly bounds: Range;
}

/** One argument, with where its value comes from. */
export interface LibraryArgument {
  readonly argument: string;
  readonly value: number;
  readonly meaning: string;
}

/**
 * The arguments as the library has them: it adds what it calls an offset, so that of an input and of weights has
 * the opposite sign of its zero point, that of the output the same.
 */
export function libraryArguments({
  inputs,
  weightsZeroPoint,
  fractionBits,
  outputZeroPoint,
  bounds,
}: CallNumbers): LibraryArgument[] {
  return [
    ...inputs.map(({ name, zeroPoint }) => ({
      argument: inputs.length === 1 ? 'input offset' : `input offset of ${name}`,
      value: 0 - zeroPoint,
      meaning: `minus the zero point of ${name}`,
    })),
    ...(weightsZeroPoint === null
      ? []
      : [{ argument: 'filter offset', value: 0 - weightsZeroPoint, meaning: 'minus the zero point of weights' }]),
    ...(fractionBits > 0
      ? [{ argument: 'left shift', value: fractionBits, meaning: 'fractional bits of the common scale' }]
      : []),
    { argument: 'output offset', value: outputZeroPoint, meaning: 'the zero point of the output' },
    { argument: 'activation min', value: bounds.min, meaning: 'least value of the output' },
    { argument: 'activation max', value: bounds.max, meaning: 'largest value of the output' },
  ];
}

/** The arguments, one to a line. */
export function formatLibraryArguments(list: readonly LibraryArgument[], paint: Paint = plain): string {
  const columns = [{ title: 'CMSIS-NN' }, { title: 'value', align: 'right' }, { title: '' }] as const;
  return formatTextTable(
    columns,
    list.map(({ argument, value, meaning }) => [argument, String(value), meaning]),
    paint,
  );
}
