import type { WindowPadding } from '../numerics/window.js';

/**
 * What an attribute may be, as JSON Schema has it: the type of its values, the check of files and programs, and the
 * words of diagnostics and of the manual all follow from it.
 */
export type AttributeSchema =
  | { readonly type: 'boolean' }
  | { readonly enum: readonly string[] }
  | {
      readonly type: 'integer' | 'number';
      readonly minimum?: number;
      readonly maximum?: number;
      readonly exclusiveMinimum?: number;
    }
  | { readonly type: 'null' }
  | { readonly anyOf: readonly [AttributeSchema, AttributeSchema] }
  | {
      readonly type: 'array';
      readonly items: AttributeSchema;
      readonly minItems?: number;
      readonly maxItems?: number;
    };

/**
 * One attribute of an operator, declared once: all that a node carries besides its tensors is known when it is
 * compiled.
 */
export interface Attribute<T> {
  /** What it means, for the manual: a unit, a place, a convention. */
  readonly describe: string;
  readonly schema: AttributeSchema;
  /** What it is where a description leaves it out; absent where it must be given. */
  readonly fallback?: T;
}

export type Attributes = Readonly<Record<string, Attribute<unknown>>>;
export type ValuesOf<A> = { readonly [K in keyof A]: A[K] extends Attribute<infer T> ? T : never };

/** Strides, dilations and filters: larger ones exceed any tensor in practice. */
export const largestSize = 65_535;

/** Elements of the largest dimension, and of the largest distance in one. */
export const largestIndex = 2 ** 28;

const axisSchema = { type: 'integer', minimum: -largestIndex, maximum: largestIndex } as const;

/** An attribute that may be left out where it has a fallback. */
export type AttributeWith<T, F extends T | undefined> = F extends undefined
  ? Attribute<T>
  : Attribute<T> & { readonly fallback: T };

/** Along height and width. */
export type HeightAndWidth = readonly [height: number, width: number];

/** A number of elements, 1 or more, along height and along width. */
export function heightAndWidth<F extends HeightAndWidth | undefined = undefined>(
  describe: string,
  fallback?: F,
  maximum = largestSize,
): AttributeWith<HeightAndWidth, F> {
  const items = { type: 'integer', minimum: 1, maximum } as const;
  return attribute(describe, { type: 'array', items, minItems: 2, maxItems: 2 }, fallback);
}

export function flag(describe: string): AttributeWith<boolean, false> {
  return attribute<boolean, false>(describe, { type: 'boolean' }, false);
}

export function positiveReal<F extends number | undefined = undefined>(
  describe: string,
  fallback?: F,
): AttributeWith<number, F> {
  return attribute(describe, { type: 'number', exclusiveMinimum: 0 }, fallback);
}

export function real(describe: string): Attribute<number> {
  return attribute(describe, { type: 'number' });
}

export function choice<const T extends string, F extends T | undefined = undefined>(
  describe: string,
  words: readonly T[],
  fallback?: F,
): AttributeWith<T, F> {
  return attribute(describe, { enum: words }, fallback);
}

/** A dimension; negative counts from the last. */
export function axis<F extends number | undefined = undefined>(
  describe: string,
  fallback?: F,
): AttributeWith<number, F> {
  return attribute(describe, axisSchema, fallback);
}

/** Whole numbers, as many as it takes. */
export function integers<F extends readonly number[] | undefined = undefined>(
  describe: string,
  fallback?: F,
): AttributeWith<readonly number[], F> {
  return attribute(describe, { type: 'array', items: axisSchema }, fallback);
}

/** Pairs of numbers of elements, 0 or more. */
export function pairs(describe: string): Attribute<readonly (readonly [before: number, after: number])[]> {
  const items = { type: 'integer', minimum: 0, maximum: largestIndex } as const;
  return attribute(describe, { type: 'array', items: { type: 'array', items, minItems: 2, maxItems: 2 } });
}

/** How a window is padded: by name, or in elements on each side. */
export function windowPadding(describe: string): Attribute<WindowPadding> {
  const side = { type: 'integer', minimum: 0, maximum: largestSize } as const;
  const sides = { type: 'array', items: side, minItems: 2, maxItems: 2 } as const;
  const elements = { type: 'array', items: sides, minItems: 2, maxItems: 2 } as const;
  return attribute(describe, { anyOf: [{ enum: ['same', 'valid'] }, elements] });
}

/** A quantized value of int8, or null. */
export function optionalInt8(describe: string): AttributeWith<number | null, null> {
  const schema = { anyOf: [{ type: 'integer', minimum: -128, maximum: 127 }, { type: 'null' }] } as const;
  return attribute<number | null, null>(describe, schema, null);
}

function attribute<T, F extends T | undefined = undefined>(
  describe: string,
  schema: AttributeSchema,
  fallback?: F,
): AttributeWith<T, F> {
  return Object.freeze(fallback === undefined ? { describe, schema } : { describe, schema, fallback }) as AttributeWith<
    T,
    F
  >;
}

/** Whether a value is what a schema asks for. */
export function accepts(schema: AttributeSchema, value: unknown): boolean {
  if ('enum' in schema) return typeof value === 'string' && schema.enum.includes(value);
  if ('anyOf' in schema) return schema.anyOf.some((each) => accepts(each, value));
  switch (schema.type) {
    case 'null':
      return value === null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'array': {
      const { items, minItems = 0, maxItems = Infinity } = schema;
      return (
        Array.isArray(value) &&
        value.length >= minItems &&
        value.length <= maxItems &&
        value.every((item) => accepts(items, item))
      );
    }
    case 'integer':
    case 'number':
      return typeof value === 'number' && acceptsNumber(schema, value);
  }
}

type NumberSchema = Extract<AttributeSchema, { readonly type: 'integer' | 'number' }>;

function acceptsNumber(schema: NumberSchema, value: number): boolean {
  const { type, minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema;
  const inRange = value >= minimum && value <= maximum && value > exclusiveMinimum;
  return inRange && (type === 'integer' ? Number.isInteger(value) : Number.isFinite(value));
}

/** What a schema asks for, in words that follow "must be": `a whole number from 1 to 65536`. */
export function neededBy(schema: AttributeSchema): string {
  if ('enum' in schema) return schema.enum.join(', ').replace(/, ([^,]*)$/, ' or $1');
  if ('anyOf' in schema) return schema.anyOf.map(neededBy).join(', or ');
  switch (schema.type) {
    case 'null':
      return 'null';
    case 'boolean':
      return 'true or false';
    case 'array':
      return schema.maxItems === undefined
        ? `a list, each item of it ${neededBy(schema.items)}`
        : `a list of ${schema.maxItems}, each item of it ${neededBy(schema.items)}`;
    case 'number':
      return schema.exclusiveMinimum === 0 ? 'a positive, finite number' : 'a finite number';
    case 'integer':
      return `a whole number from ${schema.minimum ?? ''} to ${schema.maximum ?? ''}`;
  }
}
