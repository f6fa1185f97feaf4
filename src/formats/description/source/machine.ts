import type { ts } from 'ts-morph';
import type { KnownFunction } from './known-function.js';
import { maxCalls, maxDepth, maxWork } from './limits.js';
import { refuse, refuseAll } from './refusal.js';
import type { Evaluate } from './values.js';

/** TypeScript's own interface, as ts-morph passes it on; loaded when a description is read. */
export type TypeScript = typeof ts;

/** What everything that evaluates one description shares. */
export interface Machine {
  readonly ts: TypeScript;
  /** The functions of the module `int8c`. */
  readonly known: ReadonlyMap<string, KnownFunction>;
  readonly evaluate: Evaluate;
  /** Counts expressions, elements, keys and characters, before they are made. */
  spend(count: number, at: ts.Node): void;
  /** Runs work inside of other work of its kind. */
  deeper<T>(at: ts.Node, work: () => T): T;
  /** Runs a function of the description. */
  calling<T>(at: ts.Node, work: () => T): T;
}

export type Guards = Pick<Machine, 'spend' | 'deeper' | 'calling'>;

export function createGuards(): Guards {
  let [work, depth, calls] = [0, 0, 0];
  return {
    spend(count, at) {
      work += count;
      if (work <= maxWork) return;
      refuseAll(
        'I8C1508',
        at,
        `the description is more than ${maxWork} expressions, elements and characters to evaluate`,
        "keep long lists of numbers in a file and write file('weights.npy')",
      );
    },
    deeper(at, run) {
      if (depth >= maxDepth)
        refuseAll(
          'I8C1508',
          at,
          `expressions stand more than ${maxDepth} levels inside each other`,
          'name a part of it with a const',
        );
      depth += 1;
      try {
        return run();
      } finally {
        depth -= 1;
      }
    },
    calling(at, run) {
      if (calls >= maxCalls) {
        refuse(
          'I8C1507',
          at,
          `more than ${maxCalls} calls run inside each other: functions that call themselves are not followed`,
          'write Array.from({ length: n }, (_, index) => …) for what is repeated',
        );
      }
      calls += 1;
      try {
        return run();
      } finally {
        calls -= 1;
      }
    },
  };
}
