import { nearMiss } from '../../../diagnostics/near-miss.js';
import type { ts } from 'ts-morph';
import { maxCompared } from './limits.js';
import { Refusal, refuse } from './refusal.js';
import type { Binding, Placed, Scope } from './values.js';

export function innerScope(parent: Scope | null): Scope {
  return { names: new Map(), parent };
}

/** Gives a name its value in a scope; `at` is where it is declared. */
export function declare(scope: Scope, name: string, at: ts.Node, binding: Binding): void {
  if (scope.names.has(name))
    refuse('I8C1502', at, `the name ${name} is declared twice`, 'give one of them another name');
  scope.names.set(name, binding);
}

export function lookUp(scope: Scope, name: string): Binding | null {
  for (let inner: Scope | null = scope; inner !== null; inner = inner.parent) {
    const binding = inner.names.get(name);
    if (binding !== undefined) return binding;
  }
  return null;
}

/** All names that can be used in a scope. */
export function visibleNames(scope: Scope): string[] {
  const names: string[] = [];
  for (let inner: Scope | null = scope; inner !== null; inner = inner.parent)
    for (const name of inner.names.keys()) names.push(name);
  return names;
}

/** A value that is computed when it is first asked for. One that needs itself, or is refused, is refused each time. */
export function lazy(name: string, compute: () => Placed): Binding {
  let state: 'new' | 'busy' | Placed | Refusal = 'new';
  return (at) => {
    if (state === 'busy') {
      refuse(
        'I8C1507',
        at,
        `${name} is computed from itself`,
        'give one of the constants of this ring a value of its own',
      );
    }
    if (state === 'new') {
      state = 'busy';
      try {
        state = compute();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        state = error;
      }
    }
    if (state instanceof Refusal) throw state;
    return state;
  };
}

/** What was most likely meant, or else what to do. Names of one or two letters are near to all others. */
export function suggestion(name: string, candidates: readonly string[], otherwise: string): string {
  const compared = name.length >= 3 && name.length <= maxCompared;
  const near = compared
    ? nearMiss(
        name,
        candidates.filter(({ length }) => length <= maxCompared),
      )
    : null;
  return near === null ? otherwise : `did you mean ${near}?`;
}
