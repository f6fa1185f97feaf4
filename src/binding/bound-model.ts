import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkModel } from '../analysis/check-model.js';
import { fail, failure, hasErrors, success, type Result } from '../diagnostics/diagnostic.js';
import { nearestFile } from '../models/nearest-file.js';
import type { Graph } from '../ir/graph.js';
import { bytesOf, decodeValues, type TensorValues, type ValuesOfType } from '../ir/tensor.js';
import type { Rounding } from '../numerics/rounding.js';
import { loadModel } from '../models/load-model.js';
import { createSimulator, type Simulator } from '../simulator/simulate.js';

/** An input or output of a model, as its binding has it. */
export interface BoundPort {
  readonly name: string;
  readonly dtype: 'int8' | 'uint8' | 'int16' | 'int32' | 'float32';
  readonly shape: readonly number[];
  /** Number of values. */
  readonly size: number;
  /** Null for real numbers, and where a description gives none. */
  readonly scale: number | null;
  readonly zeroPoint: number | null;
}

/** What a binding knows of its model without the weights. */
export interface BoundModel {
  readonly name: string;
  /** Name of the model file, without a folder. */
  readonly file: string;
  readonly sha256: string;
  readonly rounding: Rounding;
  readonly inputs: readonly BoundPort[];
  readonly outputs: readonly BoundPort[];
}

type ValuesAt<P extends readonly BoundPort[]> = { -readonly [K in keyof P]: ValuesOfType<P[K]['dtype']> };

/** A model that is ready to be run, on the simulator. */
export interface Binding<M extends BoundModel> {
  readonly graph: Graph;
  /**
   * One inference, row-major values of each input in, of each output out. Throws a RangeError where an input has
   * another type or number of values than the model takes.
   */
  readonly run: (inputs: Readonly<ValuesAt<M['inputs']>>) => ValuesAt<M['outputs']>;
}

export interface BindingOptions {
  /** Lets a model description read data files outside of its folder. */
  readonly allowOutside?: boolean;
}

/**
 * Reads the model of a binding: the file that is given, or else the nearest one of its name, in the folder of the
 * binding or one above it. Errors: there is none, it cannot be read, it is not the model that the binding was made of.
 */
export async function loadBinding<const M extends BoundModel>(
  model: M,
  bindingUrl: string,
  modelFile?: string | URL,
  { allowOutside = false }: BindingOptions = {},
): Promise<Result<Binding<M>>> {
  const found = modelFile === undefined ? findModel(model, fileURLToPath(bindingUrl)) : success(modelFile);
  if (!found.ok) return found;
  const file = found.value instanceof URL ? fileURLToPath(found.value) : found.value;
  const loaded = await loadModel(file, { allowOutside });
  if (!loaded.ok) return loaded;
  const { graph, source } = loaded.value;
  if (source.sha256 !== model.sha256) return otherModel(model, file, source.sha256);
  const problems = checkModel(graph, model.rounding);
  if (hasErrors(problems)) return failure(problems);
  return success(bind(model, createSimulator(graph, model.rounding)), [...loaded.diagnostics, ...problems]);
}

/** A description may have the name of the binding. */
function findModel({ file, name }: BoundModel, binding: string): Result<string> {
  const folder = dirname(binding);
  const found = nearestFile(folder, file, binding);
  if (found !== null) return success(found);
  return fail('I8C6004', {
    message: `the model of the binding ${name} must be beside it, in a folder above it, or given`,
    origin: { kind: 'file', file: join(folder, file) },
    help: `say where it is: load('models/${file}')`,
  });
}

function otherModel({ name, sha256 }: BoundModel, file: string, seen: string) {
  return fail('I8C5502', {
    message: `the model must be the one that the binding ${name} was made of`,
    origin: { kind: 'file', file },
    details: [`sha256 ${seen}`, `wanted ${sha256}`],
    help: 'compile the model again with --binding, or load the model of the binding',
  });
}

function bind<M extends BoundModel>(model: M, simulator: Simulator): Binding<M> {
  return {
    graph: simulator.graph,
    run(inputs) {
      const values = model.inputs.map((port, index) => ownValues(model, port, index, inputs[index]));
      return simulator.run(values) as ValuesAt<M['outputs']>;
    },
  };
}

const arrayNames: Readonly<Record<BoundPort['dtype'], string>> = {
  int8: 'Int8Array',
  uint8: 'Uint8Array',
  int16: 'Int16Array',
  int32: 'Int32Array',
  float32: 'Float32Array',
};

/**
 * A copy, so that arrays of another realm will do, as test runners have it. JavaScript may hand over anything.
 */
function ownValues({ name }: BoundModel, port: BoundPort, index: number, values: unknown): TensorValues {
  const { dtype, size } = port;
  if (Object.prototype.toString.call(values) === `[object ${arrayNames[dtype]}]`) {
    const given = values as TensorValues;
    if (given.length === size) return decodeValues(dtype, bytesOf(given));
  }
  throw new RangeError(
    `input ${index} of ${name} takes ${size} values of ${dtype}, in its typed array: ${arrayNames[dtype]}`,
  );
}
