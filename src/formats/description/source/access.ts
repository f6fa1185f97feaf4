import type { ts } from 'ts-morph';
import type { Machine } from './machine.js';
import { isListMethod } from './list-methods.js';
import { refuse } from './refusal.js';
import { suggestion } from './scope.js';
import { isList, isNamespace, isRecord, nameKind, type Placed, type Scope } from './values.js';

/** A member of a value by its key; null where an object or a list has none. */
function member(base: Placed, key: string | number, at: ts.Node): Placed | null {
  const { value } = base;
  if (isRecord(value)) return value.entries.get(String(key)) ?? null;
  if (isNamespace(value)) return value.member(String(key), at);
  if (key === 'length' && (isList(value) || typeof value === 'string')) {
    return { value: isList(value) ? value.items.length : value.length, place: at };
  }
  if (isList(value)) {
    if (typeof key === 'number') return value.items[key] ?? null;
    if (isListMethod(key)) refuse('I8C1502', at, `the method ${key} can only be called`, `write list.${key}(…)`);
    return null;
  }
  return refuse(
    'I8C1504',
    at,
    `${nameKind(value)} has no ${typeof key === 'number' ? 'elements' : 'keys'}`,
    'take keys of objects and elements of lists',
  );
}

function memberNames({ value }: Placed): readonly string[] {
  if (isRecord(value)) return [...value.entries.keys()];
  if (isNamespace(value)) return value.names;
  return isList(value) ? ['length'] : [];
}

/** A key that was asked for and is not there. */
export function refuseMissing(base: Placed, key: string | number, at: ts.Node): never {
  const { value } = base;
  if (isList(value) && typeof key === 'number') {
    const count = value.items.length;
    const message = `there is no element ${key}: the list has ${count === 1 ? 'one element' : `${count} elements`}`;
    refuse('I8C1503', at, message, 'write list[index] ?? value where it may be missing');
  }
  const message = isNamespace(value) ? `${value.name} has no ${key}` : `there is no key ${key}`;
  const otherwise = 'write object.key ?? value where it may be missing';
  refuse('I8C1503', at, message, suggestion(String(key), memberNames(base), otherwise));
}

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;

/** A member of a value by its key, which must be there. */
export function memberOf(base: Placed, key: string | number, at: ts.Node): Placed {
  return member(base, key, at) ?? refuseMissing(base, key, at);
}

export function access(machine: Machine, node: Access, scope: Scope): Placed {
  const { base, key, at } = parts(machine, node, scope);
  return memberOf(base, key, at);
}

/** Evaluates what may be missing: then it is undefined. */
export function evaluateMissing(machine: Machine, node: ts.Expression, scope: Scope): Placed {
  const { ts } = machine;
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner)
  ) {
    inner = inner.expression;
  }
  if (!ts.isPropertyAccessExpression(inner) && !ts.isElementAccessExpression(inner))
    return machine.evaluate(inner, scope);
  const { base, key, at } = parts(machine, inner, scope);
  return member(base, key, at) ?? { value: undefined, place: inner };
}

interface Parts {
  readonly base: Placed;
  readonly key: string | number;
  readonly at: ts.Node;
}

function parts(machine: Machine, node: Access, scope: Scope): Parts {
  const { ts } = machine;
  if (node.questionDotToken !== undefined)
    refuse('I8C1502', node, '?. cannot be read without running it', 'write object.key ?? value');
  const base = machine.evaluate(node.expression, scope);
  if (ts.isPropertyAccessExpression(node)) return { base, key: node.name.text, at: node.name };
  const { value } = machine.evaluate(node.argumentExpression, scope);
  if (typeof value === 'string' || typeof value === 'number') return { base, key: value, at: node.argumentExpression };
  return refuse('I8C1504', node.argumentExpression, `${nameKind(value)} cannot be a key`, 'write a string or an index');
}
