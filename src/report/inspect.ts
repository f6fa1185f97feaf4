import { describeOrigin } from '../diagnostics/origin.js';
import type { AccumulatorFacts, KernelStep, PlacedTensor, Program, ProgramStep } from '../lowering/program.js';
import { inspectMemory, type MemoryReport } from './inspect-memory.js';

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
  readonly tensor: number;
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
  readonly outputs: readonly [TensorReport, ...TensorReport[]];
  readonly macs: number;
  readonly flashTableBytes: number;
  /** `view` where the output is the input's bytes and nothing runs. */
  readonly kernel: string;
  /** Estimates by which kernels of one layer are compared, no promises; the bytes of tables are exact. */
  readonly cost: KernelStep['cost'];
  /** Variants that could not be taken, and why. */
  readonly refusals: KernelStep['refusals'];
  /** Variants that could have been taken as well, and what they would cost. */
  readonly others: KernelStep['others'];
  /** Null where nothing accumulates. */
  readonly accumulator: AccumulatorFacts | null;
}

/** Collects the report on a program, whose arena is compared with the RAM of its target. */
export function inspectProgram(program: Program, source: InspectReport['model']): InspectReport {
  const layers = program.steps.map(layerReport);
  return {
    model: source,
    target: program.target.name,
    rounding: program.rounding,
    macs: layers.reduce((sum, { macs }) => sum + macs, 0),
    flashTableBytes: layers.reduce((sum, layer) => sum + layer.flashTableBytes, 0),
    inputs: program.inputs.map(tensorReport),
    outputs: program.outputs.map(tensorReport),
    layers,
    memory: inspectMemory(program),
  };
}

function layerReport(step: ProgramStep): LayerReport {
  return {
    key: step.key,
    operator: step.tfliteName,
    origin: describeOrigin(step.origin),
    attributes: step.attributes.join(', '),
    inputs: step.inputs.map(tensorReport),
    outputs: tensorReports(step.outputs),
    macs: step.macs,
    flashTableBytes: step.tableBytes,
    kernel: step.kind === 'view' ? 'view' : step.kernel,
    cost: step.cost,
    refusals: step.kind === 'view' ? [] : step.refusals,
    others: step.kind === 'view' ? [] : step.others,
    accumulator: step.accumulator,
  };
}

function tensorReports([first, ...others]: ProgramStep['outputs']): LayerReport['outputs'] {
  return [tensorReport(first), ...others.map(tensorReport)];
}

function tensorReport({ tensor, name, dtype, shape, bytes, scale, zeroPoint }: PlacedTensor): TensorReport {
  return { tensor, name, dtype, shape, bytes, scale, zeroPoint };
}
