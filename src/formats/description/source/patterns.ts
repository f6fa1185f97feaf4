import type { ts } from 'ts-morph';
import { refuseMissing } from './access.js';
import { keyOf } from './literals.js';
import type { Machine } from './machine.js';
import { refuseOutside } from './outside.js';
import { refuse } from './refusal.js';
import { declare, lazy } from './scope.js';
import {
  isList,
  isRecord,
  list,
  nameKind,
  type Binding,
  type ListValue,
  type Placed,
  type RecordValue,
  type Scope,
} from './values.js';

/**
 * Declares the names of a constant or a parameter, which destructuring may be many of; `source` gives the whole value.
 * Nothing is evaluated before a name is asked for. Answers all that is to be evaluated, defaults included, whether or not
 * a name stands for it.
 */
export function declarePattern(
  machine: Machine,
  name: ts.BindingName,
  source: Binding,
  scope: Scope,
): readonly Binding[] {
  const { ts } = machine;
  if (ts.isIdentifier(name)) {
    declare(scope, name.text, name, source);
    return [source];
  }
  const taken: string[] = [];
  const parts = name.elements.flatMap((element, index) => {
    if (ts.isOmittedExpression(element)) return [];
    const take = ts.isArrayBindingPattern(name)
      ? listPart(machine, element, index)
      : recordPart(machine, element, taken, scope);
    const part = (): Placed => {
      const found = take(source(name));
      const { initializer } = element;
      if (initializer !== undefined && (found === null || found.value === undefined))
        return machine.evaluate(initializer, scope);
      return found ?? refuseMissing(source(name), partKey(element, index), element);
    };
    return declarePattern(machine, element.name, lazy(element.name.getText(), part), scope);
  });
  return [source, ...parts];
}

/** Takes the part of a value that an element of a pattern stands for; null where there is none. */
type Take = (whole: Placed) => Placed | null;

function listPart(machine: Machine, element: ts.BindingElement, index: number): Take {
  return (whole) => {
    const { items } = asList(whole, element);
    if (element.dotDotDotToken === undefined) return items[index] ?? null;
    machine.spend(items.length, element);
    return list(items.slice(index), whole.place);
  };
}

/** `taken` collects the keys that stand before a rest. */
function recordPart(machine: Machine, element: ts.BindingElement, taken: string[], scope: Scope): Take {
  const { ts } = machine;
  if (element.dotDotDotToken !== undefined) {
    const known = new Set(taken);
    return (whole) => {
      const all = asRecord(whole, element).entries;
      machine.spend(all.size, element);
      const entries = new Map([...all].filter(([key]) => !known.has(key)));
      return { value: { kind: 'record', entries }, place: whole.place };
    };
  }
  const name = element.propertyName ?? element.name;
  if (ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name) || ts.isComputedPropertyName(name))
    return refuseOutside(ts, name);
  const key = keyOf(machine, name, scope);
  taken.push(key);
  return (whole) => asRecord(whole, element).entries.get(key) ?? null;
}

function partKey(element: ts.BindingElement, index: number): string | number {
  if (element.parent.getText().startsWith('[')) return index;
  return (element.propertyName ?? element.name).getText();
}

function asList({ value }: Placed, at: ts.Node): ListValue {
  if (isList(value)) return value;
  return refuse('I8C1504', at, `${nameKind(value)} has no elements`, 'take elements of a list');
}

function asRecord({ value }: Placed, at: ts.Node): RecordValue {
  if (isRecord(value)) return value;
  return refuse('I8C1504', at, `${nameKind(value)} has no keys`, 'take keys of an object');
}
