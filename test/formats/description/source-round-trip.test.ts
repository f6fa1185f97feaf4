import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seedRandom, type SeededRandom } from '../../../src/verify/random.js';
import { dataOf } from '../../support/describe-source.js';

type Data = null | boolean | number | string | readonly Data[] | { readonly [key: string]: Data };

const key = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a', 'b1', 'constructor', 'toString', '0', '-1', 'class', 'length', ''),
);

const { data } = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -0, 128, -1),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('data'), { maxLength: 5 }),
    fc.dictionary(
      key.filter((name) => name !== '__proto__'),
      tie('data'),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
}));

/** Prints data as TypeScript in one of many ways; declarations that it needs come before it. */
function printer(random: SeededRandom): { readonly print: (value: Data) => string; readonly declared: string[] } {
  const declared: string[] = [];
  const declare = (text: string): string => {
    const name = `k${declared.length}`;
    declared.push(`const ${name} = ${text};`);
    return name;
  };
  const wrap = (text: string): string =>
    random.pick([
      () => text,
      () => text,
      () => `(${text})`,
      () => `(${text} as const)`,
      () => `(${text} satisfies unknown)`,
      () => `(${text})!`,
      () => declare(text),
      () => `((x) => x)(${text})`,
      () => `((x) => { const y = x; return y; })(${text})`,
      () => `[${text}][0]`,
      () => `({ key: ${text} }).key`,
      () => `(true ? ${text} : 0)`,
      () => `(null ?? ${text})`,
      () => `${declare(`[0, ${text}]`)}[1]`,
    ])();
  const print = (value: Data): string => wrap(plain(value));
  const plain = (value: Data): string => {
    if (value === null || typeof value === 'boolean') return String(value);
    if (typeof value === 'number') return printNumber(value, random);
    if (typeof value === 'string') return printString(value, random);
    if (isList(value)) return printList(value);
    return `{ ${Object.entries(value)
      .map(([name, item]) => printEntry(name, item))
      .join(', ')} }`;
  };
  const printList = (items: readonly Data[]): string =>
    random.pick([
      () => `[${items.map(print).join(', ')}]`,
      () => `[${items.map((item) => (random.oneIn(2) ? `...[${print(item)}]` : print(item))).join(', ')}]`,
      () => `[${items.map(print).join(', ')}].map((item) => item)`,
      () => `Array.from([${items.map(print).join(', ')}])`,
      () =>
        `((list) => Array.from({ length: ${items.length} }, (_, index) => list[index]))([${items.map(print).join(', ')}])`,
      () => `[${items.map(print).reverse().join(', ')}].reverse()`,
      () => `[].concat(${items.map((item) => `[${print(item)}]`).join(', ')})`,
    ])();
  const printEntry = (name: string, item: Data): string => {
    if (random.oneIn(4)) return `...{ [${print(name)}]: ${print(item)} }`;
    if (random.oneIn(3)) return `[${print(name)}]: ${print(item)}`;
    return `${JSON.stringify(name)}: ${print(item)}`;
  };
  return { print, declared };
}

function isList(value: Data): value is readonly Data[] {
  return Array.isArray(value);
}

function printNumber(value: number, random: SeededRandom): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (Number.isSafeInteger(size) && random.oneIn(2)) {
    return (
      sign + random.pick([`0x${size.toString(16)}`, `0b${size.toString(2)}`, `0o${size.toString(8)}`, separated(size)])
    );
  }
  return `${sign}${random.pick([String(size), size.toExponential()])}`;
}

function separated(size: number): string {
  return String(size).replace(/^([1-9])(\d+)$/, '$1_$2');
}

function printString(value: string, random: SeededRandom): string {
  const quoted = JSON.stringify(value);
  if (random.oneIn(3)) return quoted;
  const inner = quoted.slice(1, -1).replaceAll('\\"', '"');
  if (random.oneIn(2)) return `'${inner.replaceAll("'", "\\'")}'`;
  return `\`${inner.replaceAll('`', '\\`').replaceAll('$', '\\$')}${random.oneIn(2) ? "${''}" : ''}\``;
}

test('data printed as TypeScript are read back as they were', async () => {
  const property = fc.asyncProperty(data, fc.integer(), async (value, seed) => {
    const { print, declared } = printer(seedRandom(seed));
    const text = `export default ${print(value)};`;
    const read = await dataOf(`${declared.join('\n')}\n${text}`);
    // By Node's own judgement: a key `constructor` misleads that of vitest.
    if (!isDeepStrictEqual(read, value)) expect(read).toEqual(value);
    return isDeepStrictEqual(read, value);
  });
  await fc.assert(property, { numRuns: 500 });
});
