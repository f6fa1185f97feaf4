/** Numbers that look random and are the same everywhere for the same seed. */
export interface SeededRandom {
  /** A whole number, 0 … 2^32 - 1. */
  uint32(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** A real number, 0 … 1 without 1. */
  unit(): number;
  /** True once in `times` times. */
  oneIn(times: number): boolean;
  /** One of the items, which are not none. */
  pick<T>(items: readonly T[]): T;
}

/** A 32-bit generator: a Weyl sequence whose values a multiply-xorshift hash scatters. */
export function seedRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const uint32 = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let hash = state;
    hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
    return (hash ^ (hash >>> 15)) >>> 0;
  };
  const unit = (): number => uint32() / 2 ** 32;
  const integer = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1));
  return {
    uint32,
    integer,
    unit,
    oneIn: (times) => integer(1, times) === 1,
    pick(items) {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new Error('int8c bug: nothing to pick from');
      return item;
    },
  };
}
