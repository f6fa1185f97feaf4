import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildGraph } from '../../src/ir/builder.js';
import { tensorOf, type Graph, type Node } from '../../src/ir/graph.js';
import {
  bytesOf,
  decodeValues,
  type DataType,
  type Quantization,
  type Tensor,
  type TensorValues,
} from '../../src/ir/tensor.js';
import type { Rounding } from '../../src/numerics/rounding.js';

const folder = fileURLToPath(new URL('../cases/', import.meta.url));

interface CaseTensor {
  readonly name?: string;
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly scale?: number;
  readonly zeroPoint?: number;
  readonly scales?: readonly number[];
  readonly axis?: number;
  /** Numbers, or `NaN`, `Infinity`, `-Infinity` as text. */
  readonly values: readonly (number | string)[];
  readonly constant?: boolean;
}

interface CaseBlock {
  readonly op: string;
  readonly rounding: Rounding;
  readonly attributes: object;
  readonly inputs: readonly (CaseTensor | null)[];
  readonly output: CaseTensor;
}

/** One example of an operator, as `test/cases/<op>.md` tells it. */
export interface OperatorCase {
  readonly name: string;
  readonly rounding: Rounding;
  readonly graph: Graph;
  readonly inputs: readonly TensorValues[];
  readonly expected: TensorValues;
}

export function caseFiles(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort();
}

/** All examples of a case file, in order. */
export function readCases(file: string): OperatorCase[] {
  return parseCases(readFileSync(`${folder}${file}`, 'utf8'), file);
}

/** The examples in a text of this form; `file` names them. */
export function parseCases(text: string, file: string): OperatorCase[] {
  return [...text.matchAll(/```json\n([\s\S]*?)```/g)].map((match, index) => {
    const line = text.slice(0, match.index).split('\n').length;
    return toCase(`${file}:${line}`, index, JSON.parse(match[1] ?? '') as CaseBlock);
  });
}

function toCase(name: string, index: number, block: CaseBlock): OperatorCase {
  const origin = { kind: 'file', file: name } as const;
  const tensors: Tensor[] = [];
  const add = (item: CaseTensor, constant: boolean): number => {
    const id = tensors.length;
    const data = constant ? bytesOf(caseValues(item)) : null;
    tensors.push({
      id,
      name: item.name ?? `tensor${id}`,
      dtype: item.dtype,
      shape: item.shape,
      quantization: quantizationOf(item),
      data,
      origin,
    });
    return id;
  };
  const inputs = block.inputs.map((item) => (item === null ? null : add(item, item.constant === true)));
  const output = add(block.output, false);
  const variables = block.inputs.flatMap((item, at) =>
    item === null || item.constant === true ? [] : [{ id: inputs[at] ?? 0, item }],
  );
  return {
    name,
    rounding: block.rounding,
    graph: buildGraph({
      name: `${block.op.replaceAll('-', '_')}_case${index}`,
      tensors,
      nodes: [{ id: 0, op: block.op, inputs, outputs: [output], attributes: block.attributes, origin }],
      inputs: variables.map(({ id }) => id),
      outputs: [output],
      origin,
    }),
    inputs: variables.map(({ item }) => caseValues(item)),
    expected: caseValues(block.output),
  };
}

function quantizationOf({ scale, zeroPoint = 0, scales, axis = 0 }: CaseTensor): Quantization | null {
  if (scales !== undefined)
    return { kind: 'perChannel', axis, scales: scales.map(Math.fround), zeroPoints: scales.map(() => 0) };
  return scale === undefined ? null : { kind: 'perTensor', scale: Math.fround(scale), zeroPoint };
}

function caseValues({ dtype, values }: CaseTensor): TensorValues {
  const numbers = values.map(Number);
  switch (dtype) {
    case 'int8':
      return Int8Array.from(numbers);
    case 'uint8':
      return Uint8Array.from(numbers);
    case 'int32':
      return Int32Array.from(numbers);
    case 'float32':
      return Float32Array.from(numbers);
    default:
      throw new Error(`no ${dtype} in case files yet`);
  }
}

/** A case block for one node of a graph with these values of its tensors, ready to be put into `test/cases/<op>.md`. */
export function printCase(
  graph: Graph,
  node: Node,
  rounding: Rounding,
  values: ReadonlyMap<number, TensorValues>,
): string {
  const item = (id: number): CaseTensor => {
    const tensor = tensorOf(graph.tensors, id);
    const { name, dtype, shape, data } = tensor;
    const known = values.get(id) ?? (data === null ? undefined : decodeValues(dtype, data));
    const numbers = Array.from<number>(known ?? []).map((value) => (Number.isFinite(value) ? value : String(value)));
    return {
      name,
      dtype,
      shape,
      ...printedQuantization(tensor),
      values: numbers,
      ...(data === null ? {} : { constant: true }),
    };
  };
  const block: CaseBlock = {
    op: node.op,
    rounding,
    attributes: node.attributes as object,
    inputs: node.inputs.map((id) => (id === null ? null : item(id))),
    output: item(node.outputs[0] ?? -1),
  };
  const text = JSON.stringify(block, null, 2).replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/\s+/g, ' '));
  return `\`\`\`json\n${text}\n\`\`\`\n`;
}

function printedQuantization({ quantization }: Tensor): Pick<CaseTensor, 'scale' | 'zeroPoint' | 'scales' | 'axis'> {
  switch (quantization?.kind) {
    case undefined:
      return {};
    case 'perTensor':
      return { scale: quantization.scale, zeroPoint: quantization.zeroPoint };
    case 'unscaled':
      return { zeroPoint: quantization.zeroPoint };
    case 'perChannel':
      return { scales: quantization.scales, axis: quantization.axis };
  }
}
