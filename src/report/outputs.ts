import { shortName, visible } from '../text/visible.js';
import { tensorOf, type Graph } from '../ir/graph.js';
import { affineOf, formatShape, type TensorValues } from '../ir/tensor.js';
import { plain, type Paint } from './paint.js';
import { formatTextTable } from './text-table.js';

/** An output of one inference. */
export interface OutputReport {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Null for outputs that are real numbers already. */
  readonly scale: number | null;
  readonly zeroPoint: number | null;
  /** As the model computes them, row-major. */
  readonly values: ArrayLike<number>;
}

/** Values that a document of JSON may list: 40 characters each at most, and a string of Node's takes 2^29. */
export const mostListedValues = 12e6;

/** The JSON form of an output. */
export function outputJson({ values, ...output }: OutputReport): object {
  return { ...output, values: Array.from(values) };
}

/** Reports on the outputs of one inference, in the order of the graph. */
export function reportOutputs(graph: Graph, outputs: readonly TensorValues[]): OutputReport[] {
  return outputs.map((values, index) => {
    const tensor = tensorOf(graph.tensors, graph.outputs[index] ?? -1);
    const { name, dtype, shape } = tensor;
    const { scale, zeroPoint } = affineOf(tensor);
    return { name, dtype, shape, scale, zeroPoint, values };
  });
}

/** The number that a value of the output stands for. */
export function realValue({ scale, zeroPoint }: Pick<OutputReport, 'scale' | 'zeroPoint'>, value: number): number {
  return scale === null ? value : scale * (value - (zeroPoint ?? 0));
}

const shownValues = 12;
const detailedFrames = 4;

/** The text of `int8c simulate`: every value of few frames, the largest value of many. No trailing newline. */
export function renderOutputs(frames: readonly (readonly OutputReport[])[], paint: Paint = plain): string {
  if (frames.length > detailedFrames) return frameTable(frames, paint);
  return frames
    .flatMap((outputs, frame) =>
      outputs.map(
        (output) => `${frames.length === 1 ? '' : `${paint('bold', `frame ${frame}`)}   `}${outputText(output, paint)}`,
      ),
    )
    .join('\n\n');
}

function outputText(output: OutputReport, paint: Paint): string {
  const { name, dtype, shape, scale, zeroPoint, values } = output;
  const quantization = scale === null ? '' : `   scale ${significant(scale)}   zero ${zeroPoint}`;
  const headline = `${paint('bold', visible(shortName(name)))}   ${dtype} ${formatShape(shape)}${quantization}`;
  const all = values.length <= shownValues;
  const indices = all ? [...Array(values.length).keys()] : largestIndices(values, shownValues);
  const rows = indices.map((index) => [
    `[${index}]`,
    String(values[index]),
    significant(realValue(output, values[index] ?? 0)),
  ]);
  const columns = [
    { title: 'index', align: 'right' },
    { title: 'value', align: 'right' },
    { title: 'real', align: 'right' },
  ] as const;
  const rest = all ? [] : [paint('dim', `the ${shownValues} largest of ${values.length} values; --json prints all`)];
  return [headline, formatTextTable(columns, rows, paint), ...rest].join('\n');
}

function frameTable(frames: readonly (readonly OutputReport[])[], paint: Paint): string {
  const rows = frames.flatMap((outputs, frame) =>
    outputs.map((output) => {
      const [best = 0] = largestIndices(output.values, 1);
      const value = output.values[best] ?? 0;
      return [
        String(frame),
        visible(shortName(output.name)),
        `[${best}]`,
        String(value),
        significant(realValue(output, value)),
      ];
    }),
  );
  const columns = [
    { title: 'frame', align: 'right' },
    { title: 'output' },
    { title: 'largest at', align: 'right' },
    { title: 'value', align: 'right' },
    { title: 'real', align: 'right' },
  ] as const;
  return formatTextTable(columns, rows, paint);
}

/** Indices of the largest values, these first, of equal ones the earlier. An output may have a hundred million. */
function largestIndices(values: ArrayLike<number>, count: number): number[] {
  const largest: number[] = [];
  const valueAt = (index: number | undefined): number => values[index ?? -1] ?? -Infinity;
  for (let index = 0; index < values.length; index += 1) {
    const value = valueAt(index);
    if (largest.length === count && !(value > valueAt(largest.at(-1)))) continue;
    const place = largest.findIndex((other) => value > valueAt(other));
    largest.splice(place < 0 ? largest.length : place, 0, index);
    if (largest.length > count) largest.pop();
  }
  return largest;
}

function significant(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Least and largest value of a tensor. */
export function extremes(values: TensorValues): { readonly min: number; readonly max: number } {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min, max };
}
