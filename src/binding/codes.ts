import type { CodePage } from '../diagnostics/codes.js';

/** Pages of typed bindings: how they are made, and what they find when they are used. */
export const bindingCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C5501',
    title: 'ts-morph is needed to make a binding, and is not installed.',
    explanation:
      'compile --binding writes TypeScript with ts-morph, an optional dependency of int8c. It was left out when int8c was installed, as --omit=optional does. Nothing else of a package needs it.',
    remedy: 'Install int8c without --omit=optional, or run npm install ts-morph, or compile without --binding.',
  },
  {
    code: 'I8C5502',
    title: 'The model is not the one that a binding was made of.',
    explanation:
      'A binding has shapes, scales and zero points of its model as types, and none of its weights, which it reads from the model file. It knows the sha256 of that file, and the one that was loaded has another: with it the types, and the C beside them, would be of another model.',
    remedy: 'Compile the model again with --binding, or give load() the file that the binding was made of.',
  },
  {
    code: 'I8C5503',
    title: 'The folder holds no package that int8c has written.',
    explanation:
      'readPackage takes a folder that int8c compile has written, with the manifest.json that lists its files. There is another manifest.json, or it was edited.',
    remedy: 'Give the folder of a package, or compile the model into it again.',
  },
  {
    code: 'I8C5504',
    title: 'The binding would be written over the model.',
    explanation:
      'A package named stem has its binding in stem.ts, and here the model is a description of that name in the same folder. Even --force does not replace the model by what is made of it.',
    remedy: 'Give another folder with --out, or another name with --name.',
  },
] as const satisfies readonly CodePage[]);
