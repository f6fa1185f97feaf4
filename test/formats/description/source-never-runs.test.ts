import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { evaluateText } from '../../support/describe-source.js';

/** What a description would change if any of it ran. */
const canary = { value: 'alive' };

beforeEach(() => {
  Object.assign(globalThis, { canary });
  vi.spyOn(process, 'exit').mockImplementation(() => {
    canary.value = 'process.exit was called';
    return undefined as never;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(globalThis, 'canary');
  canary.value = 'alive';
});

const kill = "canary.value = 'dead'";

describe('nothing of a description runs', () => {
  test.each([
    `${kill}; export default 1`,
    `export default (() => { ${kill}; return 1; })()`,
    `export default globalThis.${kill}`,
    `export default [1].map(() => (${kill}))`,
    `export default eval("${kill}")`,
    `export default (0, eval)("${kill}")`,
    `export default new Function("${kill}")()`,
    `export default Function("${kill}")()`,
    `export default (() => 1).constructor("${kill}")()`,
    `export default (() => 1)["constructor"]("${kill}")()`,
    `export default [].constructor.constructor("${kill}")()`,
    `export default [].map.constructor("${kill}")()`,
    `export default Math.max.constructor("${kill}")()`,
    `export default Math["constructor"]["constructor"]("${kill}")()`,
    `export default Array.from.constructor("${kill}")()`,
    `export default Number.constructor("${kill}")()`,
    `export default "".constructor.constructor("${kill}")()`,
    `export default (1).constructor.constructor("${kill}")()`,
    `export default \`\${{ toString() { ${kill}; return 'a'; } }}\``,
    `export default \`\${{ toString: () => (${kill}) }}\``,
    `export default { valueOf: () => (${kill}) } + 1`,
    `export default { get a() { ${kill}; return 1; } }`,
    `export default { toJSON() { ${kill}; } }`,
    `export default { then: (resolve) => { ${kill}; return resolve; } }`,
    `export default { [Symbol.iterator]: () => (${kill}) }`,
    `export default [...{ [Symbol.iterator]: () => (${kill}) }]`,
    `export default { [\`\${(${kill})}\`]: 1 }`,
    `class A { static x = (${kill}); } export default 1`,
    `class A { static { ${kill}; } } export default 1`,
    `enum A { x = (${kill}) } export default 1`,
    `namespace A { ${kill}; } export default 1`,
    `const f = (x = (${kill})) => 1; export default f()`,
    `const { a = (${kill}) } = {}; export default a`,
    `export default ((s, ...v) => (${kill}))\`a\``,
    `import { file } from 'int8c'; export default file.constructor("${kill}")()`,
    `import { file } from 'int8c'; export default file.call(null, 1)`,
    `import { file } from 'int8c'; export default file({ toString: () => (${kill}) })`,
    `import * as i from 'int8c'; export default i.constructor.constructor("${kill}")()`,
    `import * as i from 'int8c'; export default i.__proto__`,
    'process.exit(1)',
    'export default process.exit(1)',
    'export default process["exit"](1)',
    'export default import("node:process").then((p) => p.exit(1))',
    'export default require("node:process").exit(1)',
    'import process from "node:process"; export default process.exit(1)',
    'import { exit } from "process"; export default exit(1)',
    'import "./canary.js"; export default 1',
    'export * from "./canary.js"; export default 1',
    'import { a } from "./canary.js"; export default a',
    'import a from "./canary.json"; export default a',
    '#!/usr/bin/env node\nprocess.exit(1)',
    '/// <reference path="./canary.ts" />\nexport default process',
  ])('%s', async (text) => {
    const others = { 'models/canary.ts': `${kill}; export const a = 1;`, 'models/canary.json': `(${kill})` };
    const result = await evaluateText(text, others);
    expect(canary.value).toBe('alive');
    expect(result.ok).toBe(false);
    expect(result.diagnostics.map(({ code }) => code).join()).toMatch(/^I8C15/);
  });
});

describe('keys never reach a prototype', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', '__lookupGetter__'];

  test.each(names)('%s is a key like others', async (name) => {
    const read = async (text: string): Promise<unknown> => {
      const result = await evaluateText(text);
      return result.ok ? result.value.value : result.diagnostics.map(({ code }) => code).join();
    };
    expect(await read(`export default { ${name}: 1 }.${name}`)).toBe(1);
    expect(await read(`export default { a: 1 }.${name}`)).toBe('I8C1503');
    expect(await read(`export default { a: 1 }["${name}"]`)).toBe('I8C1503');
    expect(await read(`export default ({ a: 1 } as any).${name} ?? 5`)).toBe(5);
    expect(await read(`const { ${name} = 6 } = {}; export default ${name}`)).toBe(6);
    expect(await read(`export default [1].${name}`)).toBe('I8C1503');
    expect(await read(`export default "a".${name}`)).toBe('I8C1504');
    expect(await read(`export default ${name}`)).toBe('I8C1503');
    const made = await read(`export default { ${name}: 1, ...{ "${name}": [2] } }`);
    expect(Object.entries(made as object)).toEqual([[name, [2]]]);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });

  test.each([
    'export default { __proto__: { polluted: 1 } }',
    'export default { "__proto__": { polluted: 1 } }',
    'export default { ["__proto__"]: { polluted: 1 } }',
    'export default { ["__pro" + `to__`]: { polluted: 1 } }',
    'const __proto__ = { polluted: 1 }; export default { __proto__ }',
    'export default { a: 1 }.__proto__',
    'export default { a: 1 }["__proto__"]["polluted"]',
    'const { __proto__: p } = { a: 1 }; export default p',
    'const { ...rest } = { "__proto__": { polluted: 1 } }; export default rest',
    'export default { constructor: { prototype: { polluted: 1 } } }.constructor.prototype.x',
    'import t from "./t.json"; export default t',
    'import t from "./t.json"; export default { ...t }',
    'import { conv2d } from "int8c"; export default conv2d({ "__proto__": { polluted: 1 } })',
  ])('%s', async (text) => {
    const result = await evaluateText(text, { 'models/t.json': '{ "__proto__": { "polluted": 1 } }' });
    expect(result.ok).toBe(false);
    expect('polluted' in {}).toBe(false);
  });
});
