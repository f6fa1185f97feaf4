import { expect, test } from 'vitest';
import { refused } from '../../support/describe-source.js';

/* Descriptions that are refused, each with all that is said of it: code, line:column, message; help. */

test('text that is no TypeScript', async () => {
  const texts = [
    'export default [1, 2',
    'export default { a: 1 b: 2 }',
    'const = 1',
    'export default 1__0',
    'export default 010',
    'export default "a',
    'export default `a',
  ];
  expect(await refused(texts)).toMatchInlineSnapshot(`
    "
    export default [1, 2
      I8C1501 1:21: ']' expected; mend this; an editor that knows TypeScript shows the same
    export default { a: 1 b: 2 }
      I8C1501 1:23: ',' expected; mend this; an editor that knows TypeScript shows the same
    const = 1
      I8C1501 1:7: Variable declaration expected; mend this; an editor that knows TypeScript shows the same
      I8C1501 1:9: Variable declaration expected; mend this; an editor that knows TypeScript shows the same
    export default 1__0
      I8C1501 1:18: Multiple consecutive numeric separators are not permitted; mend this; an editor that knows TypeScript shows the same
    export default 010
      I8C1501 1:16: Octal literals are not allowed. Use the syntax '0o10'; mend this; an editor that knows TypeScript shows the same
    export default "a
      I8C1501 1:18: Unterminated string literal; mend this; an editor that knows TypeScript shows the same
    export default \`a
      I8C1501 1:18: Unterminated template literal; mend this; an editor that knows TypeScript shows the same"
  `);
});

test('statements', async () => {
  const texts = [
    'let a = 1;',
    'var a = 1;',
    'for (let i = 0; i < 3; i += 1) {}',
    'for (const a of [1]) {}',
    'for (const a in {}) {}',
    'while (true) {}',
    'do {} while (true)',
    'if (true) {}',
    'switch (1) {}',
    'try {} finally {}',
    'throw 1',
    'class A {}',
    'enum A {}',
    'const enum A {}',
    'namespace a {}',
    'declare const a: number;',
    'file("a");',
    'a: 1;',
    '{ }',
    'debugger;',
    'import fs = require("fs");',
    'export = 1;',
    'export * from "./a.js";',
    'export * as a from "./a.js";',
    'import "./a.js";',
    'const a = 1; const a = 2;',
    'export const a = 1; export { a };',
    'function* f() { yield 1; } export default f()',
    'const f = async () => 1; export default f()',
    'export default async () => 1',
    'export default async function f() {}',
  ];
  expect(await refused(texts)).toMatchInlineSnapshot(`
    "
    let a = 1;
      I8C1502 1:1: a variable that can change cannot be read without running it; write const, and a new const for each new value
    var a = 1;
      I8C1502 1:1: a variable that can change cannot be read without running it; write const, and a new const for each new value
    for (let i = 0; i < 3; i += 1) {}
      I8C1502 1:1: a for loop cannot be read without running it; write Array.from({ length: n }, (_, index) => …), or list.map((item) => …)
    for (const a of [1]) {}
      I8C1502 1:1: a for loop cannot be read without running it; write Array.from({ length: n }, (_, index) => …), or list.map((item) => …)
    for (const a in {}) {}
      I8C1502 1:1: a for loop cannot be read without running it; write Array.from({ length: n }, (_, index) => …), or list.map((item) => …)
    while (true) {}
      I8C1502 1:1: a while loop cannot be read without running it; write Array.from({ length: n }, (_, index) => …), or list.map((item) => …)
    do {} while (true)
      I8C1502 1:1: a do loop cannot be read without running it; write Array.from({ length: n }, (_, index) => …), or list.map((item) => …)
    if (true) {}
      I8C1502 1:1: an if statement cannot be read without running it; write condition ? one : other
    switch (1) {}
      I8C1502 1:1: a switch cannot be read without running it; write an object of the cases and take one: cases[key]
    try {} finally {}
      I8C1502 1:1: a try statement cannot be read without running it; leave it out: nothing in a description throws
    throw 1
      I8C1502 1:1: a throw statement cannot be read without running it; leave it out: int8c checks the description
    class A {}
      I8C1502 1:1: a class cannot be read without running it; write an object or a function that gives one
    enum A {}
      I8C1502 1:1: an enum cannot be read without running it; write a const object: const kind = { a: 'a' } as const
    const enum A {}
      I8C1502 1:1: an enum cannot be read without running it; write a const object: const kind = { a: 'a' } as const
    namespace a {}
      I8C1502 1:1: a namespace cannot be read without running it; write a module of its own and import it
    declare const a: number;
      I8C1502 1:1: a declaration without a value is not there when a description is read; write const name = value
    file("a");
      I8C1502 1:1: a statement that only does something cannot be read without running it; write const name = … or export default …
    a: 1;
      I8C1502 1:1: a label cannot be read without running it; write Array.from({ length: n }, (_, index) => …), or list.map((item) => …)
    { }
      I8C1502 1:1: a block cannot be read without running it; write its constants outside of it
    debugger;
      I8C1502 1:1: a debugger statement cannot be read without running it; leave it out
    import fs = require("fs");
      I8C1502 1:1: import = require cannot be read without running it; write import { name } from './module.js'
    export = 1;
      I8C1502 1:1: export = is not followed; write export default
    export * from "./a.js";
      I8C1502 1:1: export * is not followed; name what is exported: export { a, b } from …
    export * as a from "./a.js";
      I8C1502 1:1: export * is not followed; name what is exported: export { a, b } from …
    import "./a.js";
      I8C1502 1:8: an import of nothing does nothing, because nothing runs; import the names that are needed, or leave it out
    const a = 1; const a = 2;
      I8C1502 1:20: the name a is declared twice; give one of them another name
    export const a = 1; export { a };
      I8C1502 1:30: a is exported twice; leave one of them out
    function* f() { yield 1; } export default f()
      I8C1502 1:9: a function that waits or yields cannot be read without running it; write a function that is neither async nor a generator
    const f = async () => 1; export default f()
      I8C1502 1:17: an async function waits, and a description is read without running it; write a function that is not async
    export default async () => 1
      I8C1502 1:22: an async function waits, and a description is read without running it; write a function that is not async
    export default async function f() {}
      I8C1502 1:22: an async function waits, and a description is read without running it; write a function that is not async"
  `);
});

test('expressions', async () => {
  const texts = [
    '[/a/]',
    '[10n]',
    '[new Date()]',
    '[Date.parse("2020")]',
    '[process.env]',
    '[globalThis]',
    '[require("fs")]',
    '[import("fs")]',
    '[import.meta.url]',
    '[eval("1")]',
    '[String(1)]',
    '[JSON.parse("1")]',
    '[Object.keys({})]',
    '[Math.random()]',
    '[tag`a`]',
    '[class {}]',
    '[this]',
    '[typeof 1]',
    '[void 0]',
    '[delete {}.a]',
    '[1 == 1]',
    '[1 != 1]',
    '["a" in {}]',
    '[1 instanceof Number]',
    '[(1, 2)]',
    '[{}?.a]',
    '[file?.("a")]',
    '[{ get a() { return 1; } }]',
    '[{ set a(v) {} }]',
    '[{ a() { return 1; } }]',
    '[1, , 2]',
    '[new Array(3)]',
    '[Array(3)]',
    '[Array(1, 2).fill(0)]',
    '["abc".split("")]',
    '[[1].sort()]',
    '[[1].reduce((a, b) => a + b)]',
    '[[1].map]',
    '[{ a: 1, a: 2 }]',
    '[await 1]',
    '[f<number>]',
  ];
  expect(await refused(texts.map((text) => `export default ${text}`))).toMatchInlineSnapshot(`
    "
    export default [/a/]
      I8C1502 1:17: a regular expression cannot be read without running it; write the value itself
    export default [10n]
      I8C1502 1:17: a bigint cannot be read without running it; write the number without n
    export default [new Date()]
      I8C1502 1:17: new cannot be read without running it; write an object or a function that gives one; new Array(n).fill(value) is understood
    export default [Date.parse("2020")]
      I8C1502 1:17: Date is not there when a description is read: nothing runs; write the value itself
    export default [process.env]
      I8C1502 1:17: process is not there when a description is read: nothing runs; write the value itself
    export default [globalThis]
      I8C1502 1:17: globalThis is not there when a description is read: nothing runs; write the value itself
    export default [require("fs")]
      I8C1502 1:17: require is not there when a description is read: nothing runs; write import { name } from './module.js'
    export default [import("fs")]
      I8C1502 1:17: a module that is imported while it runs cannot be read; write import { name } from './module.js' at the top
    export default [import.meta.url]
      I8C1502 1:17: import.meta cannot be read without running it; write the value itself
    export default [eval("1")]
      I8C1502 1:17: eval is not there when a description is read: nothing runs; write data, constants and simple functions
    export default [String(1)]
      I8C1502 1:17: String is not there when a description is read: nothing runs; write a template: \`\${value}\`
    export default [JSON.parse("1")]
      I8C1502 1:17: JSON is not there when a description is read: nothing runs; write the object or the list itself, with spreads
    export default [Object.keys({})]
      I8C1502 1:17: Object is not there when a description is read: nothing runs; write the object or the list itself, with spreads
    export default [Math.random()]
      I8C1502 1:17: Math.random gives another number each time; write the number itself
    export default [tag\`a\`]
      I8C1502 1:17: a tagged template cannot be read without running it; write a template without a tag, or call a function
    export default [class {}]
      I8C1502 1:17: a class cannot be read without running it; write an object or a function that gives one
    export default [this]
      I8C1502 1:17: this cannot be read without running it; name the object with a const
    export default [typeof 1]
      I8C1502 1:17: typeof cannot be read without running it; leave it out: the kind of each value is known where it is written
    export default [void 0]
      I8C1502 1:17: void cannot be read without running it; write undefined
    export default [delete {}.a]
      I8C1502 1:17: delete cannot be read without running it; write a new object without the key: const { key, ...rest } = object
    export default [1 == 1]
      I8C1502 1:17: the operator == cannot be used in a description; write ===
    export default [1 != 1]
      I8C1502 1:17: the operator != cannot be used in a description; write !==
    export default ["a" in {}]
      I8C1502 1:17: the operator in cannot be used in a description; write object.key ?? value
    export default [1 instanceof Number]
      I8C1502 1:17: the operator instanceof cannot be used in a description; leave it out: the kind of each value is known where it is written
    export default [(1, 2)]
      I8C1502 1:18: the operator , cannot be used in a description; write one of the two expressions
    export default [{}?.a]
      I8C1502 1:17: ?. cannot be read without running it; write object.key ?? value
    export default [file?.("a")]
      I8C1502 1:17: ?.() cannot be read without running it; call the function
    export default [{ get a() { return 1; } }]
      I8C1502 1:19: a getter cannot be read without running it; write key: value
    export default [{ set a(v) {} }]
      I8C1502 1:19: a setter cannot be read without running it; leave it out
    export default [{ a() { return 1; } }]
      I8C1502 1:19: a method cannot be read without running it; write key: (…) => …
    export default [1, , 2]
      I8C1502 1:19: a hole in a list cannot be read without running it; write the element, or null
    export default [new Array(3)]
      I8C1502 1:17: a list of holes is no data; write new Array(n).fill(value), or Array.from({ length: n }, (_, index) => …)
    export default [Array(3)]
      I8C1502 1:17: a list of holes is no data; write new Array(n).fill(value), or Array.from({ length: n }, (_, index) => …)
    export default [Array(1, 2).fill(0)]
      I8C1502 1:17: Array takes the number of elements; write [first, second, …] for a list of values
    export default ["abc".split("")]
      I8C1502 1:23: the method split of strings cannot be used in a description; write the string, or a template: \`\${value}\`
    export default [[1].sort()]
      I8C1502 1:21: the method sort of lists cannot be used in a description; lists have map, flatMap, flat, filter, slice, concat, fill, reverse, toReversed, at, includes and join
    export default [[1].reduce((a, b) => a + b)]
      I8C1502 1:21: the method reduce of lists cannot be used in a description; lists have map, flatMap, flat, filter, slice, concat, fill, reverse, toReversed, at, includes and join
    export default [[1].map]
      I8C1502 1:21: the method map can only be called; write list.map(…)
    export default [{ a: 1, a: 2 }]
      I8C1502 1:25: the key a is written twice; leave one of them out
    export default [await 1]
      I8C1502 1:17: await cannot be read without running it; write the value itself
    export default [f<number>]
      I8C1502 1:17: a function with its types filled in cannot be read without running it; call it"
  `);
});

test('functions', async () => {
  const texts = [
    'const f = () => { if (true) return 1; return 2; }; export default f()',
    'const f = () => {}; export default f()',
    'const f = () => { return; }; export default f()',
    'const f = (x) => { let y = x; return y; }; export default f(1)',
    'let x = 0; const f = () => x++; export default f()',
    'const x = 0; const f = () => (x = 1); export default f()',
    'const a = [1, 2]; export default a.reverse()',
    'const a = [1, 2]; export default a.fill(0)',
    'const f = () => [1, 2]; export default f().reverse()',
  ];
  expect(await refused(texts)).toMatchInlineSnapshot(`
    "
    const f = () => { if (true) return 1; return 2; }; export default f()
      I8C1502 1:19: an if statement cannot be read without running it; write condition ? one : other
    const f = () => {}; export default f()
      I8C1502 1:17: the body of a function must end with a return of a value; write return …, or (x) => …
    const f = () => { return; }; export default f()
      I8C1502 1:19: the body of a function must end with a return of a value; write return …, or (x) => …
    const f = (x) => { let y = x; return y; }; export default f(1)
      I8C1502 1:20: a variable that can change cannot be read without running it; write const, and a new const for each new value
    let x = 0; const f = () => x++; export default f()
      I8C1502 1:1: a variable that can change cannot be read without running it; write const, and a new const for each new value
    const x = 0; const f = () => (x = 1); export default f()
      I8C1502 1:31: a variable that changes cannot be read without running it; write const, and a new const for each new value
    const a = [1, 2]; export default a.reverse()
      I8C1502 1:36: reverse changes the list that it is called on; write list.slice().reverse(…)
    const a = [1, 2]; export default a.fill(0)
      I8C1502 1:36: fill changes the list that it is called on; write list.slice().fill(…)
    const f = () => [1, 2]; export default f().reverse()
      I8C1502 1:44: reverse changes the list that it is called on; write list.slice().reverse(…)"
  `);
});
