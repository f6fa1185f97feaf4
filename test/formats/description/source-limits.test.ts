import { describe, expect, test } from 'vitest';
import { loadTypeScript } from '../../../src/formats/description/source/load-typescript.js';
import {
  maxCalls,
  maxDataDepth,
  maxDepth,
  maxFindings,
  maxModules,
  maxNesting,
  maxSourceLength,
  maxWork,
} from '../../../src/formats/description/source/limits.js';
import { dataOf, refusals } from '../../support/describe-source.js';

async function codesOf(text: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
  return [...new Set((await refusals(text, others)).map((line) => line.split(/[ :]/)[0]))].join(' ');
}

/** An object of that many keys, in a few characters each. */
function keysOf(count: number): string {
  return `{ ${Array.from({ length: count }, (_, index) => `a${index}: 1`).join(', ')} }`;
}

/** The last that is read, and the first that is not. */
describe('bounds', () => {
  test('length of the modules', async () => {
    const start = 'export default 1;';
    const rest = maxSourceLength - start.length;
    expect(await dataOf(start + ' '.repeat(rest))).toBe(1);
    expect(await codesOf(start + ' '.repeat(rest + 1))).toBe('I8C1508');
    const other = `${' '.repeat(maxSourceLength)}export const a = 1;`;
    expect(await codesOf('import { a } from "./b"; export default a', { 'models/b.ts': other })).toBe('I8C1508');
  });

  test('number of modules', async () => {
    const chain = (count: number): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `models/m${index}.ts`,
          index === 0 ? 'export const a = 1;' : `export { a } from './m${index - 1}.js';`,
        ]),
      );
    const main = (count: number): string => `import { a } from './m${count - 1}.js'; export default a;`;
    expect(await dataOf(main(maxModules - 1), chain(maxModules - 1))).toBe(1);
    expect(await codesOf(main(maxModules), chain(maxModules))).toBe('I8C1508');
  });

  test('brackets inside each other', async () => {
    const inside = (count: number): string => `export default ${'('.repeat(count)}1${')'.repeat(count)}`;
    expect(await dataOf(inside(maxNesting - 1))).toBe(1);
    expect(await codesOf(inside(maxNesting))).toBe('I8C1508');
  });

  test('expressions inside each other', async () => {
    const chain = (count: number): string => `const o = { a: 1 }; export default [o${'.a'.repeat(count)}]`;
    expect(await codesOf(chain(maxDepth - 2))).toBe('I8C1504');
    expect(await codesOf(chain(maxDepth))).toBe('I8C1508');
  });

  test('calls inside each other', async () => {
    const count = (from: number): string => `const f = (n) => n > 1 ? f(n - 1) : 0; export default f(${from})`;
    expect(await dataOf(count(maxCalls))).toBe(0);
    expect(await codesOf(count(maxCalls + 1))).toBe('I8C1507');
  });

  test('data inside each other', async () => {
    const deep = (levels: number): string => {
      const constants = Array.from({ length: levels }, (_, index) => `const a${index + 1} = [a${index}];`);
      return `const a0 = [1]; ${constants.join(' ')} export default a${levels};`;
    };
    expect(await codesOf(deep(maxDataDepth))).toBe('accepted');
    expect(await codesOf(deep(maxDataDepth + 1))).toBe('I8C1508');
  });

  test('findings', async () => {
    const wrong = (count: number): string => `export default [${Array.from({ length: count }, () => 'x').join()}]`;
    expect(await refusals(wrong(maxFindings - 1))).toHaveLength(maxFindings - 1);
    const more = await refusals(wrong(maxFindings + 5));
    expect(more).toHaveLength(maxFindings + 1);
    expect(more.at(-1)).toMatch(/^I8C1512 /);
  });
});

describe('work is counted before it is done', () => {
  test.each([
    'Array.from({ length: 1e12 }, (_, i) => i)',
    'new Array(1e9).fill(0)',
    'Array(4e9).fill(0)',
    'Array.from({ length: 1e4 }, () => Array.from({ length: 1e4 }, () => 1))',
    'Array.from({ length: 1e5 }, (_, i, all) => Array(1e5).fill(i))',
    `((x) => ${'['.repeat(10)}${Array.from({ length: 20 }, () => '...x').join()}${']'.repeat(10)})(Array(9e5).fill(1))`,
  ])('%s', async (text) => {
    expect(await codesOf(`export default ${text}`)).toBe('I8C1508');
  });

  const long = "Array(1e6).fill('a')";
  test.each([
    ['the rest of a list', `const l = ${long};`, 'const [a, ...rest] = l; return 1;'],
    ['the rest of an object', `const l = { ...${keysOf(10_000)} };`, 'const { a0, ...rest } = l; return 1;'],
    ['compared strings', `const s = ${long}.join('');`, 'return s === "b" + s;'],
    ['ordered strings', `const s = ${long}.join('');`, 'return s < s;'],
    ['numbers of long strings', `const s = Array(1e6).fill(1).join('');`, 'return Number("0." + s);'],
    ['sought strings', `const s = ${long}.join(''); const l = [s, s];`, 'return l.includes(s);'],
  ])('%s', async (_, constants, body) => {
    const text = `${constants} export default Array.from({ length: 1e6 }, () => { ${body} });`;
    expect(await codesOf(text)).toBe('I8C1508');
  });

  test.each([
    ['lists', '[x, x]', '1'],
    ['objects', '({ a: x, b: x })', '1'],
    ['spreads', '[...x, ...x]', '[1]'],
    ['concatenations', 'x.concat(x)', '[1]'],
    ['strings', 'x + x', '"a"'],
    ['templates', '`${x}${x}`', '"a"'],
    ['joins', '[x, x].join("")', '"a"'],
  ])('doubled %s', async (_, twice, start) => {
    const constants = Array.from({ length: 60 }, (__, index) => `const a${index + 1} = twice(a${index});`);
    const text = `const twice = (x) => ${twice}; const a0 = ${start}; ${constants.join('\n')} export default a60;`;
    expect(await codesOf(text)).toBe('I8C1508');
  });

  test('what fits is made', async () => {
    const count = Math.floor(maxWork / 10);
    expect(await dataOf(`export default Array(${count}).fill(7)`)).toEqual(new Array(count).fill(7));
  });
});

describe('a hundred thousand of anything overflow no stack', () => {
  const many = 100_000;
  test.each([
    ['brackets', `export default ${'['.repeat(many)}`],
    ['closed brackets', `export default ${'['.repeat(many)}${']'.repeat(many)}`],
    ['parentheses', `export default ${'('.repeat(many)}1${')'.repeat(many)}`],
    ['braces', `export default ${'{a:'.repeat(many)}`],
    ['brackets that others seem to close', `export default ${'[)'.repeat(many)}`],
    ['brackets behind what looks like a string', `export default /"/;${'['.repeat(many)}`],
    ['templates', `export default ${'`${'.repeat(many)}`],
    ['signs', `export default ${'- '.repeat(many)}1`],
    ['negations', `export default ${'!'.repeat(many)}1`],
    ['powers', `export default ${'1**'.repeat(many)}1`],
    ['arrows', `export default ${'a=>'.repeat(many)}1`],
    ['conditions', `export default ${'1?2:'.repeat(many)}1`],
    ['keys', `export default a${'.b'.repeat(many)}`],
    ['calls', `const f = () => f; export default f${'()'.repeat(many)}`],
    ['elements', `const f = 1; export default f${'[0]'.repeat(many)}`],
    ['assertions', `const a = 1; export default a${' as 1'.repeat(many)}`],
    ['assignments', `export default ${'a='.repeat(many)}1`],
    ['statements', `${'if(1)'.repeat(many)}1`],
    ['else', `${'if(1);else '.repeat(many)}1`],
    ['labels', `${'a:'.repeat(many)}1`],
    ['types', `type A = ${'B<'.repeat(many)}`],
    ['type operators', `type A = ${'keyof '.repeat(many)}B`],
    ['function types', `type A = ${'()=>'.repeat(many)}B`],
    ['namespaces', `namespace a${'.a'.repeat(many)} {}`],
    ['classes', `${'class a extends '.repeat(many)}b {}`],
    ['decorators', `${'@a '.repeat(many)}class b {}`],
    ['type parameters', `export default ${'a<'.repeat(many)}1`],
    ['new', `export default ${'new '.repeat(many)}a`],
    ['patterns', `const ${'['.repeat(many)}a`],
    ['assertions before ??', `const a = 1; export default a.b${' as 1'.repeat(many)} ?? 1`],
    ['parts of a path', `import { a } from './${'a/'.repeat(5 * many)}b.js'`],
    ['constants', `const ${Array.from({ length: many }, (_, index) => `a${index}=1`).join()}; export default b`],
    ['exports', `${Array.from({ length: many }, (_, index) => `export const a${index}=1;`).join('')} export default b`],
    ['letters of a name', `const ${'a'.repeat(5 * many)} = 1; export default ${'a'.repeat(4 * many)}`],
  ])('%s', async (_, text) => {
    expect(await codesOf(text)).toMatch(/^I8C150[1-8]( I8C150\d)*$/);
  });

  test('terms of a sum', async () => {
    expect(await dataOf(`export default ${new Array(many).fill('1').join('+')}`)).toBe(many);
  });

  test('the next description is read as if nothing had been', async () => {
    expect(await codesOf(`namespace a${'.a'.repeat(many)} {}`)).toBe('I8C1508');
    expect(await dataOf('export default [1, { a: 2 }]')).toEqual([1, { a: 2 }]);
  });
});

test('async functions inside each other, which the parser would try twice at each level', async () => {
  expect(await codesOf(`export default ${'async<a>(b=async<a>('.repeat(12)}1${'))'.repeat(12)}`)).toBe('I8C1502');
});

describe('without ts-morph', () => {
  const missing = (code: string) => (): never => {
    throw Object.assign(new Error("Cannot find package 'ts-morph'"), { code });
  };

  test.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])('I8C1510 says how to get it: %s', async (code) => {
    const result = await loadTypeScript('stem.ts', missing(code));
    expect(result.ok).toBe(false);
    expect(result.diagnostics).toMatchObject([{ code: 'I8C1510', origin: { kind: 'file', file: 'stem.ts' } }]);
  });

  test('other faults are not hidden', async () => {
    await expect(loadTypeScript('stem.ts', missing('EACCES'))).rejects.toThrow('ts-morph');
  });
});
