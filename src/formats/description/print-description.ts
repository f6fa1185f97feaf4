import { builderName, descriptionVersion } from './builders.js';
import type { DescribedModel, Plain } from './describe-graph.js';

/** The text of a description, as JSON or as TypeScript. */

const width = 110;

export function printJson({ model }: DescribedModel): string {
  return `${value(model, '', json)}\n`;
}

export function printTypeScript({ model }: DescribedModel): string {
  const { schemaVersion, ...rest } = model;
  if (schemaVersion !== descriptionVersion) throw new Error('int8c bug: a description of another version');
  const layers = (model['layers'] ?? []) as readonly { readonly op: string }[];
  const builders = new Set(layers.map(({ op }) => builderName(op)));
  const text = value(rest, '', typeScript);
  const names = ['defineModel', ...[...builders].sort(), ...(/\bfile\('/.test(text) ? ['file'] : [])];
  return `import { ${names.join(', ')} } from 'int8c';\n\nexport default defineModel(${text});\n`;
}

/** How one of the two languages writes what they do not have in common. */
interface Language {
  key(name: string): string;
  text(text: string): string;
  /** Before and behind the braces of an object that is written as a call; null for any other. */
  call(fields: Readonly<Record<string, Plain>>): Call | null;
}

interface Call {
  readonly name: string;
  readonly argument: Plain;
}

const json: Language = {
  key: (name) => `${quoted(name)}: `,
  text: quoted,
  call: () => null,
};

const typeScript: Language = {
  key: (name) => `${/^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : quotedKey(name)}: `,
  text: singleQuoted,
  call(fields) {
    const keys = Object.keys(fields);
    if (keys.length === 1 && typeof fields['file'] === 'string') return { name: 'file', argument: fields['file'] };
    const { op, ...argument } = fields;
    return typeof op === 'string' ? { name: builderName(op), argument } : null;
  },
};

/** In printable ASCII: names are those of a stranger's file. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function singleQuoted(text: string): string {
  const inner = quoted(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}

/** `{ __proto__: … }` sets a prototype, also in quotes; a computed key does not. */
function quotedKey(name: string): string {
  return name === '__proto__' ? `[${singleQuoted(name)}]` : singleQuoted(name);
}

function value(plain: Plain, indent: string, language: Language): string {
  if (typeof plain === 'string') return language.text(plain);
  if (typeof plain !== 'object' || plain === null) return String(plain);
  if (isList(plain)) return list(plain, indent, language);
  const call = language.call(plain);
  return call === null ? object(plain, indent, language) : `${call.name}(${value(call.argument, indent, language)})`;
}

function isList(plain: Plain): plain is readonly Plain[] {
  return Array.isArray(plain);
}

function list(items: readonly Plain[], indent: string, language: Language): string {
  const inner = items.map((item) => value(item, `${indent}  `, language));
  const line = `[${inner.join(', ')}]`;
  if (fits(line, indent)) return line;
  const isNumbers = items.every((item) => typeof item === 'number');
  const rows = isNumbers ? wrapped(inner, width - indent.length - 2) : inner;
  return `[\n${rows.map((row) => `${indent}  ${row}`).join(',\n')}${language === json ? '' : ','}\n${indent}]`;
}

/** As many numbers on a line as fit. */
function wrapped(items: readonly string[], room: number): string[] {
  const rows: string[] = [];
  for (const item of items) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + 2 + item.length <= room) rows[rows.length - 1] = `${last}, ${item}`;
    else rows.push(item);
  }
  return rows;
}

function object(fields: Readonly<Record<string, Plain>>, indent: string, language: Language): string {
  const inner = Object.entries(fields).map(([key, field]) => language.key(key) + value(field, `${indent}  `, language));
  const line = inner.length === 0 ? '{}' : `{ ${inner.join(', ')} }`;
  if (fits(line, indent)) return line;
  return `{\n${inner.map((row) => `${indent}  ${row}`).join(',\n')}${language === json ? '' : ','}\n${indent}}`;
}

function fits(line: string, indent: string): boolean {
  return !line.includes('\n') && line.length + indent.length <= width;
}
