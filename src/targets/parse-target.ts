import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import { targetFeatures, type Target, type TargetFeature, type TargetMemory } from './target.js';

/** What a field of `targets/NAME.json` must be. */
interface Field<T> {
  readonly needed: string;
  /** Undefined for what the field must not be. */
  read(value: unknown): T | undefined;
  /** Stands in for a value that is wrong, so that the other fields are looked at as well. */
  readonly otherwise: T;
}

type JsonObject = Readonly<Record<string, unknown>>;

const text: Field<string> = {
  needed: 'a text that is not empty',
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
  otherwise: '',
};

const features: Field<readonly TargetFeature[]> = {
  needed: `a list of ${targetFeatures.join(', ')}, or []`,
  read: (value) => readList(value, (item) => targetFeatures.find((feature) => feature === item)),
  otherwise: [],
};

const memories: Field<readonly TargetMemory[]> = {
  needed: 'a list of at least one { "name": text, "bytes": whole number above 0, or null for no limit }',
  read(value) {
    const list = readList(value, readMemory);
    return list?.length === 0 ? undefined : list;
  },
  otherwise: [],
};

/** The arena of a package is aligned to 16 bytes. */
const alignments: readonly unknown[] = [1, 2, 4, 8, 16];

const alignment: Field<number> = {
  needed: alignments.join(', '),
  read: (value) => (typeof value === 'number' && alignments.includes(value) ? value : undefined),
  otherwise: 1,
};

/** They stand in the Makefile and the manual of a package. */
const compilerFlags: Field<readonly string[]> = {
  needed: 'a list of flags without blanks such as "-mthumb", or []',
  read: (value) =>
    readList(value, (item) => (typeof item === 'string' && /^-[A-Za-z0-9_=+.-]+$/.test(item) ? item : undefined)),
  otherwise: [],
};

/**
 * Reads the text of `targets/NAME.json`. Errors: it is no JSON object, a field is missing or is not what it must be, or
 * int8c knows no such field; all of them are named.
 */
export function parseTarget(name: string, json: string): Result<Target> {
  const data = parseObject(json);
  if (data === null) return broken(name, ['the file is no JSON object']);
  const problems: string[] = [];
  const take = <T>(field: keyof Target, { needed, read, otherwise }: Field<T>): T => {
    const value = read(data[field]);
    if (value === undefined) problems.push(`${field}: needed ${needed}; seen ${seen(data[field])}`);
    return value ?? otherwise;
  };
  const target: Target = {
    name: take('name', { ...text, needed: `"${name}", as the file is called`, read: (value) => same(value, name) }),
    description: take('description', text),
    core: take('core', text),
    features: take('features', features),
    memories: take('memories', memories),
    tensorAlignmentBytes: take('tensorAlignmentBytes', alignment),
    compilerFlags: take('compilerFlags', compilerFlags),
  };
  for (const field of Object.keys(data)) if (!(field in target)) problems.push(`${field}: a target has no such field`);
  return problems.length === 0 ? success(target) : broken(name, problems);
}

function broken(name: string, details: readonly string[]) {
  return fail('I8C4003', {
    message: 'the data of a target must have all fields, each of its kind',
    origin: { kind: 'file', file: `targets/${name}.json` },
    details,
    help: 'mend the file after the pattern of its neighbours, or install int8c again',
  });
}

function parseObject(json: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(value: unknown, name: string): string | undefined {
  return value === name ? name : undefined;
}

/** A list whose every item can be read. */
function readList<T>(value: unknown, readItem: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.flatMap((item: unknown) => readItem(item) ?? []);
  return items.length === value.length ? items : undefined;
}

function readMemory(value: unknown): TargetMemory | undefined {
  if (!isObject(value) || Object.keys(value).length !== 2) return undefined;
  const { name, bytes } = value;
  if (typeof name !== 'string' || name === '') return undefined;
  if (bytes === null) return { name, bytes: Infinity };
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes > 0 ? { name, bytes } : undefined;
}

function seen(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
