import type { ts } from 'ts-morph';
import type { Machine } from './machine.js';
import { refuseOutside } from './outside.js';
import { refuse, visitAll } from './refusal.js';
import { isList, isRecord, list, nameKind, type Placed, type Scope } from './values.js';

/** A number that arises at a node; none is infinite or undefined. */
export function finite(value: number, at: ts.Node): Placed<number> {
  if (!Number.isFinite(value))
    refuse(
      'I8C1505',
      at,
      `the result is ${value}`,
      'look at the numbers that go into it: one is 0, missing or too large',
    );
  return { value, place: at };
}

/** A string that arises at a node. */
export function text(machine: Machine, value: string, at: ts.Node): Placed<string> {
  machine.spend(value.length, at);
  return { value, place: at };
}

export function template(machine: Machine, node: ts.TemplateExpression, scope: Scope): Placed {
  let value = node.head.text;
  for (const { expression, literal } of node.templateSpans) {
    value += stringOf(machine.evaluate(expression, scope), expression) + literal.text;
    machine.spend(value.length, node);
  }
  return { value, place: node };
}

/** The text of a string, number or truth value; others have none that anybody means. */
export function stringOf({ value }: Placed, at: ts.Node): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return refuse('I8C1504', at, `${nameKind(value)} cannot become text`, 'put a string or a number in');
}

export function arrayLiteral(machine: Machine, node: ts.ArrayLiteralExpression, scope: Scope): Placed {
  return list(expressionList(machine, node.elements, scope), node);
}

/** Elements of a list or arguments of a call, spreads among them. */
export function expressionList(machine: Machine, nodes: readonly ts.Expression[], scope: Scope): readonly Placed[] {
  const { ts } = machine;
  const items: Placed[] = [];
  visitAll(nodes, (node) => {
    if (!ts.isSpreadElement(node)) {
      items.push(machine.evaluate(node, scope));
      return;
    }
    const { value } = machine.evaluate(node.expression, scope);
    if (!isList(value)) refuse('I8C1504', node, `${nameKind(value)} cannot be spread into a list`, 'spread a list');
    machine.spend(value.items.length, node);
    for (const item of value.items) items.push(item);
  });
  return items;
}

export function objectLiteral(machine: Machine, node: ts.ObjectLiteralExpression, scope: Scope): Placed {
  const { ts } = machine;
  const entries = new Map<string, Placed>();
  const written = new Set<string>();
  const write = (name: ts.Node, key: string, entry: Placed): void => {
    if (written.has(key)) refuse('I8C1502', name, `the key ${key} is written twice`, 'leave one of them out');
    written.add(key);
    entries.set(key, entry);
  };
  visitAll(node.properties, (property) => {
    if (ts.isPropertyAssignment(property)) {
      const key = keyOf(machine, property.name, scope);
      write(property.name, key, machine.evaluate(property.initializer, scope));
    } else if (ts.isShorthandPropertyAssignment(property)) {
      write(property.name, dataKey(property.name.text, property.name), machine.evaluate(property.name, scope));
    } else if (ts.isSpreadAssignment(property)) {
      spreadInto(entries, machine, property, scope);
    } else {
      refuseOutside(ts, property);
    }
  });
  return { value: { kind: 'record', entries }, place: node };
}

function spreadInto(entries: Map<string, Placed>, machine: Machine, node: ts.SpreadAssignment, scope: Scope): void {
  const { value } = machine.evaluate(node.expression, scope);
  // As in ...(condition && { key }).
  if (value === undefined || value === null || value === false) return;
  if (!isRecord(value))
    refuse('I8C1504', node, `${nameKind(value)} cannot be spread into an object`, 'spread an object');
  machine.spend(value.entries.size, node);
  for (const [key, entry] of value.entries) entries.set(key, entry);
}

/** The key that a property's name stands for. */
export function keyOf(machine: Machine, name: ts.PropertyName, scope: Scope): string {
  const { ts } = machine;
  if (ts.isComputedPropertyName(name)) {
    const { value } = machine.evaluate(name.expression, scope);
    if (typeof value === 'string' || typeof value === 'number') return dataKey(String(value), name);
    return refuse('I8C1504', name, `${nameKind(value)} cannot be a key`, 'write a string');
  }
  if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNoSubstitutionTemplateLiteral(name))
    return dataKey(name.text, name);
  if (ts.isNumericLiteral(name)) return String(finite(Number(name.text), name).value);
  return refuseOutside(ts, name);
}

function dataKey(key: string, at: ts.Node): string {
  if (key === '__proto__')
    refuse('I8C1509', at, 'the key __proto__ changes what an object is', 'give the key another name');
  return key;
}
