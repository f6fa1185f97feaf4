import type { CodePage } from '../../../diagnostics/codes.js';

/** Every diagnostic of reading a typed description without running it. */
export const sourceCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C1501',
    title: 'A description is not TypeScript.',
    explanation:
      'The text of a module, or of a JSON file that it imports, does not follow the grammar. The message is that of the TypeScript compiler, at the place where it noticed; what is at fault may stand a little before it.',
    remedy: 'Open the file in an editor that knows TypeScript and mend what it underlines.',
  },
  {
    code: 'I8C1502',
    title: 'A description uses a part of the language that cannot be read without running it.',
    explanation:
      'int8c reads descriptions and never runs them, so that compiling a model of somebody else is as safe as reading it, and the same everywhere. It understands literals, constants with destructuring, arithmetic, comparisons and conditions as expressions, lists and objects with spreads, template strings, Array.from, map, flatMap and their like with simple functions, Math, imports of modules beside the description, and the functions of int8c. Loops, classes, variables that change, the clock, the process and everything that waits are not among it.',
    remedy:
      'Write what the help of the diagnostic says; what cannot be expressed so is computed by a script of your own that writes a JSON description or a .npy file.',
  },
  {
    code: 'I8C1503',
    title: 'A description uses a name, a key or an element that does not exist.',
    explanation:
      'A name must be declared in the module or imported, a key must be written in the object that it is taken from, and an element must lie inside of its list. In JavaScript missing keys and elements are undefined, and a misspelt key would silently leave something out; so a key that may be missing is written with a default.',
    remedy: 'Correct the spelling, or write object.key ?? value where the key may be missing.',
  },
  {
    code: 'I8C1504',
    title: 'A description uses a value for something that its kind cannot do.',
    explanation:
      'Arithmetic takes numbers, spreads of lists take lists, calls take functions. JavaScript would turn values of other kinds into numbers and strings on the way, with results that nobody means.',
    remedy: 'Look at where the value comes from; an editor with TypeScript underlines most of these.',
  },
  {
    code: 'I8C1505',
    title: 'A computation in a description has no finite result.',
    explanation:
      'Divisions by zero, logarithms and roots of negative numbers and results beyond the largest number give Infinity or NaN in JavaScript. Nothing in a description can be either, so int8c says so where it arises.',
    remedy: 'Look at the numbers that go into the computation; most often one of them is 0 or missing.',
  },
  {
    code: 'I8C1506',
    title: 'A module that a description imports cannot be read.',
    explanation:
      'A description may import from int8c, and from TypeScript and JSON files in its own folder and the folders below it, with a path that begins with a dot. Packages are programs, which are not run, and files outside of the folder are none of its business.',
    remedy:
      'Check path and spelling; copy the file into the folder of the description, or write what it exports as constants.',
  },
  {
    code: 'I8C1507',
    title: 'Something in a description needs itself.',
    explanation:
      'A constant that is computed from itself, modules that import each other in a ring, or functions that call themselves have no end when they are followed.',
    remedy:
      'Break the ring: give one of the constants a value of its own, move what both modules need to a third one, or write Array.from for what is repeated.',
  },
  {
    code: 'I8C1508',
    title: 'A description exceeds a limit of int8c.',
    explanation:
      'int8c bounds the length of the modules, how deep expressions and data stand inside each other, and how much is evaluated, so that no description can cost unbounded time or memory. The limits stand far above descriptions whose weights lie in files beside them.',
    remedy: 'Keep long lists of numbers in .npy, .bin or .json files and name them with file().',
  },
  {
    code: 'I8C1509',
    title: 'A description contains something that is not data.',
    explanation:
      'What a description exports is lists, objects, strings, finite numbers, true, false and null. A key whose value is undefined is left out; in lists there is no leaving out. Functions are for computing data and cannot be data, and the key __proto__ changes what an object is in JavaScript.',
    remedy: 'Write the data itself, or null where a list has nothing.',
  },
  {
    code: 'I8C1510',
    title: 'The package ts-morph, which reads TypeScript descriptions, is not installed.',
    explanation:
      'ts-morph brings the TypeScript compiler, which only descriptions in TypeScript need. It is an optional dependency of int8c: npm ci --omit=optional leaves it out.',
    remedy:
      'Install without --omit=optional, or npm install ts-morph beside int8c; or use the JSON form of the description, which needs nothing.',
  },
  {
    code: 'I8C1511',
    title: 'A description exports nothing that could be compiled.',
    explanation:
      'The model is the default export of the module that is named on the command line. Modules that a description imports may export what they like.',
    remedy: 'End the module with export default defineModel({ … }).',
  },
  {
    code: 'I8C1512',
    title: 'More is wrong with a description than is shown.',
    explanation: 'int8c shows the first findings of a description, because later ones often follow from the first.',
    remedy: 'Mend what is shown and run int8c again.',
  },
] as const satisfies readonly CodePage[]);
