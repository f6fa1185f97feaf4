import { describeOrigin } from '../diagnostics/origin.js';
import { attributesLine } from '../emit/layer-view.js';
import { outputTensor, tensorOf } from '../ir/graph.js';
import { tensorBytes, type TensorId } from '../ir/tensor.js';
import { tableBytes, type Program, type ProgramStep } from '../lowering/program.js';
import { operatorOf } from '../operators/registry.js';
import { inspectMemory, type MemoryReport } from './inspect-memory.js';
import type { Target } from '../targets/target.js';

/** All that is known about a program before it is text; plain data, the JSON form of `int8c inspect`. */
export interface InspectReport {
  readonly model: { readonly file: string; readonly sha256: string };
  readonly target: string;
  readonly rounding: string;
  readonly macs: number;
  /** Weights, biases, multipliers and constants; code comes on top. */
  readonly flashTableBytes: number;
  readonly inputs: readonly TensorReport[];
  readonly outputs: readonly TensorReport[];
  readonly layers: readonly LayerReport[];
  readonly memory: MemoryReport;
}

export interface TensorReport {
  readonly tensor: TensorId;
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  /** Null where the tensor is not quantized per tensor. */
  readonly scale: number | null;
  readonly zeroPoint: number | null;
}

export interface LayerReport {
  /** `op02`: the grep key in C, traces and diagnostics. */
  readonly key: string;
  readonly operator: string;
  readonly origin: string;
  readonly attributes: string;
  readonly inputs: readonly TensorReport[];
  readonly output: TensorReport;
  readonly macs: number;
  readonly flashTableBytes: number;
  /** `view` where the output is the input's bytes and nothing runs. */
  readonly variant: string;
  /** Better variants that could not be taken, and why. */
  readonly refusals: readonly { readonly variant: string; readonly reason: string }[];
  /** Proved for every input, over all channels; `bits` is the width that holds it. Null where nothing accumulates. */
  readonly accumulator: { readonly min: number; readonly max: number; readonly bits: number } | null;
}

/** Collects the report on a program. `target` is the one whose RAM the arena is compared with. */
export function inspectProgram(program: Program, source: InspectReport['model'], target: Target): InspectReport {
  const layers = program.steps.map((step) => layerReport(program, step));
  return {
    model: source,
    target: target.name,
    rounding: program.rounding,
    macs: layers.reduce((sum, { macs }) => sum + macs, 0),
    flashTableBytes: layers.reduce((sum, layer) => sum + layer.flashTableBytes, 0),
    inputs: program.graph.inputs.map((id) => tensorReport(program, id)),
    outputs: program.graph.outputs.map((id) => tensorReport(program, id)),
    layers,
    memory: inspectMemory(program, target),
  };
}

function layerReport(program: Program, step: ProgramStep): LayerReport {
  const { node, key } = step;
  const operator = operatorOf(node);
  const proved = program.accumulators.find((accumulator) => accumulator.node.id === node.id);
  return {
    key,
    operator: operator.tfliteName,
    origin: describeOrigin(node.origin),
    attributes: attributesLine(node.attributes),
    inputs: node.inputs.flatMap((id) => (id === null ? [] : [tensorReport(program, id)])),
    output: tensorReport(program, outputTensor(node, program.graph.tensors).id),
    macs: operator.macs(node, program.graph.tensors),
    flashTableBytes: tableBytes(step),
    variant: step.kind === 'view' ? 'view' : step.variant,
    refusals: step.kind === 'view' ? [] : step.refusals.map(({ variant, reason }) => ({ variant, reason })),
    accumulator: proved === undefined ? null : { min: proved.min, max: proved.max, bits: proved.bits },
  };
}

function tensorReport(program: Program, id: TensorId): TensorReport {
  const tensor = tensorOf(program.graph.tensors, id);
  const quantization = tensor.quantization?.kind === 'perTensor' ? tensor.quantization : null;
  return {
    tensor: id,
    name: tensor.name,
    dtype: tensor.dtype,
    shape: tensor.shape,
    bytes: tensorBytes(tensor),
    scale: quantization?.scale ?? null,
    zeroPoint: quantization?.zeroPoint ?? null,
  };
}
