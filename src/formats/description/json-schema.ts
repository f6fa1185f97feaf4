import type { Attributes } from '../../operators/attribute.js';
import { portsOf, type AnyOperator, type NamedPort, type Ports } from '../../operators/operator.js';
import { operators } from '../../operators/registry.js';
import { descriptionVersion } from './builders.js';
import { factorKeys, hasWeights, isBounded, outputNames } from './layer-keys.js';

/** A JSON Schema of the draft of 2020-12, as plain data. */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * The JSON Schema of model descriptions, which follows from what operators declare: for editors, which complete and
 * refuse by it. What depends on several values at once (shapes, names, numbers of channels) the reader says alone.
 */
export function descriptionSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:int8c:model-description:${descriptionVersion}`,
    title: 'int8c model description',
    description: 'A quantized neural network: see docs/descriptions.md of int8c.',
    ...object(
      {
        $schema: { type: 'string' },
        schemaVersion: { const: descriptionVersion, description: 'Version of the form of descriptions.' },
        name: { ...name, description: 'Name of the model.' },
        inputs: inputsSchema,
        constants: {
          description: 'Constants that several layers take, by name.',
          type: 'object',
          additionalProperties: reference('constant'),
        },
        layers: { description: 'Layers, in any order.', type: 'array', minItems: 1, items: reference('layer') },
        outputs: { description: 'Names of layers.', type: 'array', minItems: 1, items: name },
      },
      ['schemaVersion', 'name', 'inputs', 'layers', 'outputs'],
    ),
    $defs: {
      ...definitions,
      layer: layerSchema(),
      ...Object.fromEntries(operators.map((operator) => [operator.kind, operatorSchema(operator)])),
    },
  };
}

/** An object that has these keys and no others. */
function object(properties: JsonSchema, required: readonly string[]): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

function reference(definition: string): JsonSchema {
  return { $ref: `#/$defs/${definition}` };
}

const name: JsonSchema = { type: 'string', minLength: 1 };
const whole: JsonSchema = { type: 'integer' };
const wholes: JsonSchema = { type: 'array', items: whole };
const scale: JsonSchema = { type: 'number', exclusiveMinimum: 0 };
const scales: JsonSchema = { type: 'array', minItems: 1, items: scale };
const shape: JsonSchema = { type: 'array', maxItems: 8, items: { type: 'integer', minimum: 1 } };

const tensorNumber: JsonSchema = {
  type: 'integer',
  minimum: 0,
  description: 'Number of the tensor in traces; the next free one where nothing is said.',
};
const label: JsonSchema = {
  type: 'string',
  description: 'What comments and reports call it, where that is not its name.',
};

const inputProperties: JsonSchema = {
  dtype: { enum: ['int8', 'uint8', 'float32'], default: 'int8' },
  shape,
  scale,
  zeroPoint: whole,
  index: tensorNumber,
  label,
};

const inputsSchema: JsonSchema = {
  description: 'Inputs of the model, in the order in which programs give them; a list where names look like numbers.',
  anyOf: [
    { type: 'object', minProperties: 1, additionalProperties: reference('input') },
    { type: 'array', minItems: 1, items: object({ name, ...inputProperties }, ['name', 'shape']) },
  ],
};

const definitions: JsonSchema = {
  input: object(inputProperties, ['shape']),
  file: object({ file: { type: 'string', description: 'A .npy, .bin or .json file beside the description.' } }, [
    'file',
  ]),
  numbers: {
    description: 'Numbers, outermost dimension first, or all in one list.',
    type: 'array',
    minItems: 1,
    items: { anyOf: [{ type: 'number' }, reference('numbers')] },
  },
  data: { anyOf: [reference('file'), reference('numbers')] },
  constant: object(
    {
      data: reference('data'),
      dtype: { enum: ['int8', 'int32', 'float32'] },
      shape,
      scale: { anyOf: [scale, { type: 'null' }] },
      scales,
      axis: whole,
      zeroPoint: whole,
    },
    ['data'],
  ),
  value: {
    description: 'The name of an input, a constant or a layer, or a constant.',
    anyOf: [name, reference('constant')],
  },
  weights: { anyOf: [reference('value'), reference('data')] },
  output: object({ dtype: { enum: ['int8', 'uint8'] }, scale, zeroPoint: whole }, []),
  bounds: object({ min: whole, max: whole }, ['min', 'max']),
};

/** Editors that know the operator say what is wrong with its layer, and nothing about the others. */
function layerSchema(): JsonSchema {
  return {
    type: 'object',
    properties: { op: { enum: operators.map(({ kind }) => kind) } },
    required: ['op', 'name'],
    allOf: operators.map(({ kind }) => ({
      if: { properties: { op: { const: kind } }, required: ['op'] },
      then: reference(kind),
    })),
  };
}

function operatorSchema(operator: AnyOperator): JsonSchema {
  const ports = portsOf(operator.inputs as Ports);
  const attributes = Object.entries(operator.attributes as Attributes);
  return {
    description: operator.summary,
    ...object(
      {
        op: { const: operator.kind },
        name: { ...name, description: 'The name by which other layers know the output.' },
        ...Object.fromEntries(ports.map((port) => [port.name, portSchema(port)])),
        ...Object.fromEntries(
          attributes.map(([key, { describe, schema, fallback }]) => [
            key,
            { description: describe, ...schema, ...(fallback === undefined ? {} : { default: fallback }) },
          ]),
        ),
        quantization: quantizationSchema(operator),
        outputShape: { ...shape, description: 'Where inputs and attributes leave it open.' },
        index: tensorNumber,
        label,
      },
      [
        'op',
        'name',
        ...ports.filter(({ optional }) => optional !== true).map((port) => port.name),
        ...attributes.filter(([, { fallback }]) => fallback === undefined).map(([key]) => key),
      ],
    ),
  };
}

function portSchema({ role, variadic, optional, description }: NamedPort): JsonSchema {
  const source = reference(role === 'value' ? 'value' : 'weights');
  if (variadic === true) return { description, type: 'array', minItems: 1, items: source };
  return { description, anyOf: optional === true ? [source, { type: 'null' }] : [source] };
}

function quantizationSchema(operator: AnyOperator): JsonSchema {
  const properties: Record<string, unknown> = {};
  for (const output of outputNames(operator)) properties[output] = reference('output');
  if (hasWeights(operator)) Object.assign(properties, { weightScale: scale, weightScales: scales });
  for (const { multiplier, shift, lists, describe } of factorKeys(operator)) {
    properties[multiplier] = { ...whole, description: `Multiplier of ${describe}.` };
    properties[shift] = { ...whole, description: 'Its shift, positive to the left.' };
    if (lists !== null) Object.assign(properties, { [lists.multipliers]: wholes, [lists.shifts]: wholes });
  }
  if (isBounded(operator)) properties['bounds'] = reference('bounds');
  return { description: 'Scales, or multipliers and shifts instead of them.', ...object(properties, []) };
}
