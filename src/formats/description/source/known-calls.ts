import type { KnownFunction } from './known-function.js';
import type { Machine } from './machine.js';
import { fromPlain, toPlain, type Sources } from './plain.js';
import { refuse } from './refusal.js';
import { isRecord, type FunctionValue } from './values.js';

/** More arguments than any function of int8c takes; they have to fit the stack. */
const maxArguments = 100;

/** A function of int8c as descriptions call it. */
export function knownFunction(machine: Machine, name: string, compute: KnownFunction): FunctionValue {
  return {
    kind: 'function',
    name,
    body: null,
    call(args, at) {
      if (args.length > maxArguments)
        refuse('I8C1508', at, `a call has more than ${maxArguments} arguments`, 'give a list');
      const sources: Sources = new Map();
      const given = compute(...args.map((argument) => toPlain(machine, argument, sources)));
      const like = args.find(({ value }) => isRecord(value)) ?? null;
      const { value } = fromPlain(given, like, sources, at);
      return { value, place: at };
    },
  };
}
