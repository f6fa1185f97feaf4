import { dirname, join } from 'node:path';

/** A module of a description: a path below the folder of the main module, in parts. */
export type ModuleParts = readonly string[];

export type Resolved =
  | { readonly kind: 'module'; readonly parts: ModuleParts }
  | { readonly kind: 'package' }
  | { readonly kind: 'outside' }
  /** Characters that stand for folders on some systems and for themselves on others. */
  | { readonly kind: 'unclear' };

/** What a module means by a specifier, by the text alone; nothing is looked up. */
export function resolveModule(from: ModuleParts, specifier: string): Resolved {
  if (!/^\.{1,2}\//.test(specifier)) return { kind: 'package' };
  if (/[\\:\0]/.test(specifier)) return { kind: 'unclear' };
  const parts = from.slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return { kind: 'outside' };
  }
  const name = parts.pop();
  if (name === undefined) return { kind: 'outside' };
  return { kind: 'module', parts: [...parts, withEnding(name)] };
}

/** The file of a module: TypeScript names it as it is, by the JavaScript that it becomes, or without an ending. */
function withEnding(name: string): string {
  if (/\.(ts|json)$/.test(name)) return name;
  return `${name.replace(/\.js$/, '')}.ts`;
}

/** The path of a module, in the manner in which the user gave that of the main module. */
export function modulePath(main: string, parts: ModuleParts): string {
  return join(dirname(main), parts.join('/'));
}
