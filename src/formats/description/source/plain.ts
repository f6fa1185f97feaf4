import type { ts } from 'ts-morph';
import type { Machine } from './machine.js';
import { maxDataDepth } from './limits.js';
import { refuse, refuseAll } from './refusal.js';
import {
  isList,
  isRecord,
  list,
  nameKind,
  type ListValue,
  type Placed,
  type RecordValue,
  type Value,
} from './values.js';

/** Which list or object of the description a plain one was made from. */
export type Sources = Map<object, Placed>;

/**
 * The plain data of a value, all of it new: what one list is used for twice is there twice, so that its size counts as
 * those see it who walk it. Keys whose value is undefined are left out.
 */
export function toPlain(machine: Machine, { value, place }: Placed, sources: Sources | null, depth = 0): unknown {
  machine.spend(1, place);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDataDepth)
    refuseAll('I8C1508', place, `data stand more than ${maxDataDepth} levels inside each other`, 'write flatter data');
  switch (value.kind) {
    case 'list':
      return remember(sources, plainList(machine, value, sources, depth + 1), { value, place });
    case 'record':
      return remember(sources, plainRecord(machine, value, sources, depth + 1), { value, place });
    case 'function':
    case 'namespace':
      return refuse(
        'I8C1509',
        place,
        `${nameKind(value)} is no data: ${value.name}`,
        value.kind === 'function' ? 'call it, and write what it gives' : 'write one of its members',
      );
  }
}

function remember(sources: Sources | null, plain: object, from: Placed): object {
  sources?.set(plain, from);
  return plain;
}

function plainList(machine: Machine, { items }: ListValue, sources: Sources | null, depth: number): unknown[] {
  return items.map((item) => {
    if (item.value === undefined)
      refuse(
        'I8C1509',
        item.place,
        'an element of a list is undefined',
        'write null, or leave the element out with filter',
      );
    return toPlain(machine, item, sources, depth);
  });
}

function plainRecord(machine: Machine, { entries }: RecordValue, sources: Sources | null, depth: number): object {
  const plain: Record<string, unknown> = {};
  // No key is __proto__: literals refuse it.
  for (const [key, entry] of entries)
    if (entry.value !== undefined) plain[key] = toPlain(machine, entry, sources, depth);
  return plain;
}

/**
 * What a function of int8c gave, with places: lists and objects that it passed on keep theirs, a key that its argument
 * has as well takes the place from there, and the rest is at the call.
 */
export function fromPlain(plain: unknown, like: Placed | null, sources: Sources, call: ts.Node): Placed {
  const place = like?.place ?? call;
  if (typeof plain === 'object' && plain !== null) {
    const source = sources.get(plain);
    if (source !== undefined) return source;
    if (Array.isArray(plain)) {
      const items = isList(like?.value) ? like.value.items : [];
      return list(
        plain.map((item: unknown, index) => fromPlain(item, items[index] ?? null, sources, call)),
        place,
      );
    }
    const entries = isRecord(like?.value) ? like.value.entries : new Map<string, Placed>();
    const read = Object.entries(plain).map(
      ([key, value]) => [key, fromPlain(value, entries.get(key) ?? null, sources, call)] as const,
    );
    return { value: { kind: 'record', entries: new Map(read) }, place };
  }
  return { value: plainLeaf(plain), place };
}

function plainLeaf(plain: unknown): Value {
  switch (typeof plain) {
    case 'string':
    case 'boolean':
    case 'undefined':
    case 'number':
      return plain;
    default:
      if (plain === null) return null;
      throw new Error(`int8c bug: a function for descriptions gave a ${typeof plain}`);
  }
}
