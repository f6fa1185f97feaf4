import { expect, test } from 'vitest';
import { refused } from '../../support/describe-source.js';

/* Descriptions that are refused, each with all that is said of it: code, line:column, message; help. */

test('names, keys and elements', async () => {
  const texts = [
    'const stride = 1; export default strid',
    'export default nothing',
    'import { conv2D } from "int8c"; export default conv2D({})',
    'import int8c from "int8c"; export default int8c',
    'import * as int8c from "int8c"; export default int8c.fiel("a")',
    'export default Math.flor(1)',
    'const q = { scale: 1 }; export default q.scal',
    'const { scal } = { scale: 1 }; export default scal',
    'const [a, b] = [1]; export default b',
    'export default [1, 2][2]',
    'export default [1][-1]',
    'export default [1].at(3)',
    'const l = [{}]; export default l.map((x) => x.stride)',
    'export { a }; export default 1',
    'export default [].lenght',
    'export default Arra.from([])',
  ];
  expect(await refused(texts)).toMatchInlineSnapshot(`
    "
    const stride = 1; export default strid
      I8C1503 1:34: there is no strid; did you mean stride?
    export default nothing
      I8C1503 1:16: there is no nothing; declare it with const, or import it
    import { conv2D } from "int8c"; export default conv2D({})
      I8C1503 1:10: "int8c" exports no conv2D; did you mean conv2d?
    import int8c from "int8c"; export default int8c
      I8C1503 1:8: "int8c" has no default export; it exports defineModel, file, conv2d
    import * as int8c from "int8c"; export default int8c.fiel("a")
      I8C1503 1:54: "int8c" has no fiel; did you mean file?
    export default Math.flor(1)
      I8C1503 1:21: Math has no flor; did you mean floor?
    const q = { scale: 1 }; export default q.scal
      I8C1503 1:42: there is no key scal; did you mean scale?
    const { scal } = { scale: 1 }; export default scal
      I8C1503 1:9: there is no key scal; did you mean scale?
    const [a, b] = [1]; export default b
      I8C1503 1:11: there is no element 1: the list has one element; write list[index] ?? value where it may be missing
    export default [1, 2][2]
      I8C1503 1:23: there is no element 2: the list has 2 elements; write list[index] ?? value where it may be missing
    export default [1][-1]
      I8C1503 1:20: there is no element -1: the list has one element; write list[index] ?? value where it may be missing
    export default [1].at(3)
      I8C1503 1:16: there is no element 3; take one of the 1 elements
    const l = [{}]; export default l.map((x) => x.stride)
      I8C1503 1:47: there is no key stride; write object.key ?? value where it may be missing
    export { a }; export default 1
      I8C1503 1:10: there is no a; declare it with const
    export default [].lenght
      I8C1503 1:19: there is no key lenght; did you mean length?
    export default Arra.from([])
      I8C1503 1:16: there is no Arra; did you mean Array?"
  `);
});

test('values of another kind', async () => {
  const texts = [
    'export default [1] + 1',
    'export default "a" * 2',
    'export default undefined + 1',
    'export default -"a"',
    'export default 1 < "a"',
    'export default [] === []',
    'export default (1)(2)',
    'export default "a"()',
    'export default [...1]',
    'export default { ...[1] }',
    'export default `${[1]}`',
    'export default 1..a',
    'export default null.a',
    'export default { [[1]]: 1 }',
    'export default [1][{}]',
    'export default [1].map(2)',
    'export default Array.from(3)',
    'export default Array.from({ length: -1 })',
    'export default Array.from({ length: 1.5 })',
    'export default [1].slice(0.5)',
    'export default [[]].join()',
    'export default Math.max("a")',
    'export default Math.sqrt()',
    'export default Number([])',
    'const { a } = 1; export default a',
    'const [a] = {}; export default a',
  ];
  expect(await refused(texts)).toMatchInlineSnapshot(`
    "
    export default [1] + 1
      I8C1504 1:16: arithmetic needs a number, and this is a list; write a number, or a constant that is one
    export default "a" * 2
      I8C1504 1:16: arithmetic needs a number, and this is a string; write a number, or a constant that is one
    export default undefined + 1
      I8C1504 1:16: arithmetic needs a number, and this is undefined; write a number, or a constant that is one
    export default -"a"
      I8C1504 1:17: arithmetic needs a number, and this is a string; write a number, or a constant that is one
    export default 1 < "a"
      I8C1504 1:20: arithmetic needs a number, and this is a string; write a number, or a constant that is one
    export default [] === []
      I8C1504 1:16: a list cannot be compared; compare numbers, strings or truth values
    export default (1)(2)
      I8C1504 1:16: a number cannot be called; call a function
    export default "a"()
      I8C1504 1:16: a string cannot be called; call a function
    export default [...1]
      I8C1504 1:17: a number cannot be spread into a list; spread a list
    export default { ...[1] }
      I8C1504 1:18: a list cannot be spread into an object; spread an object
    export default \`\${[1]}\`
      I8C1504 1:19: a list cannot become text; put a string or a number in
    export default 1..a
      I8C1504 1:19: a number has no keys; take keys of objects and elements of lists
    export default null.a
      I8C1504 1:21: null has no keys; take keys of objects and elements of lists
    export default { [[1]]: 1 }
      I8C1504 1:18: a list cannot be a key; write a string
    export default [1][{}]
      I8C1504 1:20: an object cannot be a key; write a string or an index
    export default [1].map(2)
      I8C1504 1:24: a number is given where a function is needed; write (item, index) => …
    export default Array.from(3)
      I8C1504 1:16: Array.from makes no list of a number; write Array.from({ length: n }, (_, index) => …)
    export default Array.from({ length: -1 })
      I8C1504 1:16: a number of elements must be a whole number from 0; write one instead of -1
    export default Array.from({ length: 1.5 })
      I8C1504 1:16: a number of elements must be a whole number from 0; write one instead of 1.5
    export default [1].slice(0.5)
      I8C1504 1:26: an index must be a whole number; write Math.floor(…), or a whole number
    export default [[]].join()
      I8C1504 1:16: a list is given where a string or a number is needed; write a string or a number
    export default Math.max("a")
      I8C1504 1:16: arithmetic needs a number, and this is a string; write a number, or a constant that is one
    export default Math.sqrt()
      I8C1504 1:16: argument 1 is missing; write a number
    export default Number([])
      I8C1504 1:16: a list is no number; write the number itself
    const { a } = 1; export default a
      I8C1504 1:9: a number has no keys; take keys of an object
    const [a] = {}; export default a
      I8C1504 1:8: an object has no elements; take elements of a list"
  `);
});

test('numbers that are not finite', async () => {
  const texts = [
    'export default 1 / 0',
    'export default 0 / 0',
    'export default -1 / 0',
    'export default 1e999',
    'export default NaN',
    'export default [Infinity]',
    'export default 1e308 * 10',
    'export default 10 ** 400',
    'export default Math.log(0)',
    'export default Math.sqrt(-1)',
    'export default Math.max()',
    'export default Number("a")',
    'export default 5 % 0',
  ];
  expect(await refused(texts)).toMatchInlineSnapshot(`
    "
    export default 1 / 0
      I8C1505 1:16: the result is Infinity; look at the numbers that go into it: one is 0, missing or too large
    export default 0 / 0
      I8C1505 1:16: the result is NaN; look at the numbers that go into it: one is 0, missing or too large
    export default -1 / 0
      I8C1505 1:16: the result is -Infinity; look at the numbers that go into it: one is 0, missing or too large
    export default 1e999
      I8C1505 1:16: the result is Infinity; look at the numbers that go into it: one is 0, missing or too large
    export default NaN
      I8C1505 1:16: the result is NaN; look at the numbers that go into it: one is 0, missing or too large
    export default [Infinity]
      I8C1505 1:17: the result is Infinity; look at the numbers that go into it: one is 0, missing or too large
    export default 1e308 * 10
      I8C1505 1:16: the result is Infinity; look at the numbers that go into it: one is 0, missing or too large
    export default 10 ** 400
      I8C1505 1:16: the result is Infinity; look at the numbers that go into it: one is 0, missing or too large
    export default Math.log(0)
      I8C1505 1:16: the result is -Infinity; look at the numbers that go into it: one is 0, missing or too large
    export default Math.sqrt(-1)
      I8C1505 1:16: the result is NaN; look at the numbers that go into it: one is 0, missing or too large
    export default Math.max()
      I8C1505 1:16: the result is -Infinity; look at the numbers that go into it: one is 0, missing or too large
    export default Number("a")
      I8C1505 1:16: the result is NaN; look at the numbers that go into it: one is 0, missing or too large
    export default 5 % 0
      I8C1505 1:16: the result is NaN; look at the numbers that go into it: one is 0, missing or too large"
  `);
});

test('rings', async () => {
  const texts = [
    'const a = a; export default a',
    'const a = b + 1; const b = a + 1; export default a',
    'const f = (x) => f(x); export default f(1)',
    'const f = (x) => g(x); const g = (x) => f(x); export default f(1)',
  ];
  expect(await refused(texts)).toMatchInlineSnapshot(`
    "
    const a = a; export default a
      I8C1507 1:11: a is computed from itself; give one of the constants of this ring a value of its own
    const a = b + 1; const b = a + 1; export default a
      I8C1507 1:28: a is computed from itself; give one of the constants of this ring a value of its own
    const f = (x) => f(x); export default f(1)
      I8C1507 1:18: more than 40 calls run inside each other: functions that call themselves are not followed; write Array.from({ length: n }, (_, index) => …) for what is repeated
    const f = (x) => g(x); const g = (x) => f(x); export default f(1)
      I8C1507 1:41: more than 40 calls run inside each other: functions that call themselves are not followed; write Array.from({ length: n }, (_, index) => …) for what is repeated"
  `);
});

test('what is no data', async () => {
  const texts = [
    'export default () => 1',
    'export default [Math]',
    'export default [Math.max]',
    'import * as i from "int8c"; export default { i }',
    'export default [undefined]',
    'export default Array.from({ length: 2 })',
    'export default { __proto__: 1 }',
    'export default { "__proto__": 1 }',
    'export default { ["__pro" + "to__"]: 1 }',
    'const __proto__ = 1; export default { __proto__ }',
    'import { file } from "int8c"; export default file(() => 1)',
  ];
  expect(await refused(texts)).toMatchInlineSnapshot(`
    "
    export default () => 1
      I8C1509 1:16: a function is no data: a function; call it, and write what it gives
    export default [Math]
      I8C1509 1:17: a module is no data: Math; write one of its members
    export default [Math.max]
      I8C1509 1:22: a function is no data: Math.max; call it, and write what it gives
    import * as i from "int8c"; export default { i }
      I8C1509 1:46: a module is no data: "int8c"; write one of its members
    export default [undefined]
      I8C1509 1:17: an element of a list is undefined; write null, or leave the element out with filter
    export default Array.from({ length: 2 })
      I8C1509 1:16: an element of a list is undefined; write null, or leave the element out with filter
    export default { __proto__: 1 }
      I8C1509 1:18: the key __proto__ changes what an object is; give the key another name
    export default { "__proto__": 1 }
      I8C1509 1:18: the key __proto__ changes what an object is; give the key another name
    export default { ["__pro" + "to__"]: 1 }
      I8C1509 1:18: the key __proto__ changes what an object is; give the key another name
    const __proto__ = 1; export default { __proto__ }
      I8C1509 1:39: the key __proto__ changes what an object is; give the key another name
    import { file } from "int8c"; export default file(() => 1)
      I8C1509 1:51: a function is no data: a function; call it, and write what it gives"
  `);
});

test('no default export', async () => {
  const texts = ['', 'export const a = 1;', 'export default undefined', 'type A = 1;'];
  expect(await refused(texts)).toMatchInlineSnapshot(`
    "

      I8C1511 file: the description has no default export; end it with export default defineModel({ … })
    export const a = 1;
      I8C1511 file: the description has no default export; end it with export default defineModel({ … })
    export default undefined
      I8C1511 file: the description has no default export; end it with export default defineModel({ … })
    type A = 1;
      I8C1511 file: the description has no default export; end it with export default defineModel({ … })"
  `);
});

const others = {
  'models/ring-a.ts': 'import { b } from "./ring-b.js"; export const a = b;',
  'models/ring-b.ts': 'import { a } from "./ring-a.js"; export const b = a;',
  'models/types.ts':
    'type T = 1; export type { T }; export type { U } from "./u.js"; import { type V } from "./u.js"; export { V };',
  'models/self.ts': 'import { a } from "./self.js"; export { a };',
  'models/broken.ts': 'export const a = ;',
  'models/refused.ts': 'export const a = 1;\nexport const b = 1 / 0;\nexport type T = 1;',
  'models/broken.json': '{ "a": 1, }',
  'models/odd.json': "{ 'a': 1 }",
  'models/sum.json': '[1 + 1]',
  'models/proto.json': '{ "__proto__": 1 }',
  'models/empty.json': '',
  'models/sub/up.ts': 'import "x"; import { a } from "../../secret.js"; export { a };',
};

test('other modules', async () => {
  const texts = [
    'import { a } from "./ring-a.js"; export default a',
    'import { a } from "./self.js"; export default a',
    'import { a } from "./stem.js"; export default a',
    'import { a } from "./missing.js"; export default a',
    'import { a } from "../secret.js"; export default a',
    'import { a } from "./x/../../secret.js"; export default a',
    'import { a } from "./sub/up.js"; export default a',
    'import { a } from "/etc/passwd"; export default a',
    'import { a } from "..\\\\secret.js"; export default a',
    'import { a } from "./..\\\\..\\\\secret.js"; export default a',
    'import { a } from "./c:x.js"; export default a',
    'import fs from "node:fs"; export default fs',
    'import { z } from "zod"; export default z',
    'import { a } from "https://example.com/a.js"; export default a',
    'import { a } from "."; export default a',
    'import { a } from "./broken.js"; export default a',
    'import { a } from "./refused.js"; export default a',
    'import { B } from "./refused.js"; export default B',
    'import { B } from "./types.js"; export default 1',
    'import { T } from "./types.js"; export default T',
    'import { T, U, V } from "./types.js"; export default 1',
    'export { a } from "./types.js"; export default 1',
    'export { b }; export default 1',
    'import a from "./broken.json"; export default a',
    'import a from "./odd.json"; export default a',
    'import a from "./sum.json"; export default a',
    'import a from "./proto.json"; export default a',
    'import a from "./empty.json"; export default a',
    'import { a } from "./proto.json"; export default a',
  ];
  expect(await refused(texts, others)).toMatchInlineSnapshot(`
    "
    import { a } from "./ring-a.js"; export default a
      I8C1507 1:19 of models/ring-b.ts: models/ring-a.ts imports itself, by way of others or directly; move what both modules need to a third one
    import { a } from "./self.js"; export default a
      I8C1507 1:19 of models/self.ts: models/self.ts imports itself, by way of others or directly; move what both modules need to a third one
    import { a } from "./stem.js"; export default a
      I8C1507 1:19: models/stem.ts imports itself, by way of others or directly; move what both modules need to a third one
    import { a } from "./missing.js"; export default a
      I8C1506 1:19: models/missing.ts cannot be read: there is no such file; check path and spelling
    import { a } from "../secret.js"; export default a
      I8C1506 1:19: ../secret.js lies outside of the folder of the description; copy the module into the folder, or move the description up
    import { a } from "./x/../../secret.js"; export default a
      I8C1506 1:19: ./x/../../secret.js lies outside of the folder of the description; copy the module into the folder, or move the description up
    import { a } from "./sub/up.js"; export default a
      I8C1502 1:8 of models/sub/up.ts: an import of nothing does nothing, because nothing runs; import the names that are needed, or leave it out
      I8C1506 1:31 of models/sub/up.ts: ../../secret.js lies outside of the folder of the description; copy the module into the folder, or move the description up
    import { a } from "/etc/passwd"; export default a
      I8C1506 1:19: /etc/passwd is not imported: packages are programs, and nothing runs; import from 'int8c', or from modules beside the description: './module.js'
    import { a } from "..\\\\secret.js"; export default a
      I8C1506 1:19: ..\\secret.js is not imported: packages are programs, and nothing runs; import from 'int8c', or from modules beside the description: './module.js'
    import { a } from "./..\\\\..\\\\secret.js"; export default a
      I8C1506 1:19: the path of a module has a colon, a backslash or a NUL; write folders with /: './folder/module.js'
    import { a } from "./c:x.js"; export default a
      I8C1506 1:19: the path of a module has a colon, a backslash or a NUL; write folders with /: './folder/module.js'
    import fs from "node:fs"; export default fs
      I8C1506 1:16: node:fs is not imported: packages are programs, and nothing runs; import from 'int8c', or from modules beside the description: './module.js'
    import { z } from "zod"; export default z
      I8C1506 1:19: zod is not imported: packages are programs, and nothing runs; import from 'int8c', or from modules beside the description: './module.js'
    import { a } from "https://example.com/a.js"; export default a
      I8C1506 1:19: https://example.com/a.js is not imported: packages are programs, and nothing runs; import from 'int8c', or from modules beside the description: './module.js'
    import { a } from "."; export default a
      I8C1506 1:19: . is not imported: packages are programs, and nothing runs; import from 'int8c', or from modules beside the description: './module.js'
    import { a } from "./broken.js"; export default a
      I8C1501 1:18 of models/broken.ts: Expression expected; mend this; an editor that knows TypeScript shows the same
    import { a } from "./refused.js"; export default a
      I8C1505 2:18 of models/refused.ts: the result is Infinity; look at the numbers that go into it: one is 0, missing or too large
    import { B } from "./refused.js"; export default B
      I8C1505 2:18 of models/refused.ts: the result is Infinity; look at the numbers that go into it: one is 0, missing or too large
    import { B } from "./types.js"; export default 1
      I8C1503 1:10: "./types.js" exports no B; it exports V
    import { T } from "./types.js"; export default T
      I8C1504 1:10: T of "./types.js" is a type and has no value; export a const
    import { T, U, V } from "./types.js"; export default 1
      accepted: 1
    export { a } from "./types.js"; export default 1
      I8C1503 1:10: "./types.js" exports no a; it exports V
    export { b }; export default 1
      I8C1503 1:10: there is no b; declare it with const
    import a from "./broken.json"; export default a
      I8C1501 1:1 of models/broken.json: this is not JSON; write a string in ", a number, true, false, null, a list or an object
    import a from "./odd.json"; export default a
      I8C1501 1:3 of models/odd.json: String literal with double quotes expected; mend this; an editor that knows TypeScript shows the same
    import a from "./sum.json"; export default a
      I8C1501 1:2 of models/sum.json: Property value can only be string literal, numeric literal, 'true', 'false', 'null', object literal or array literal; mend this; an editor that knows TypeScript shows the same
    import a from "./proto.json"; export default a
      I8C1509 1:3 of models/proto.json: the key __proto__ changes what an object is; give the key another name
    import a from "./empty.json"; export default a
      I8C1501 1:1 of models/empty.json: the file has no JSON; write a value
    import { a } from "./proto.json"; export default a
      I8C1503 1:10: "./proto.json" exports no a; it exports default"
  `);
});
