import { ts } from 'ts-morph';
import { seededRandom, type Random } from './mutate-tflite.js';

/** Pieces that mean something where they are put, mostly the wrong thing. */
const pieces = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ';',
    ':',
    '.',
    '...',
    '=>',
    '=',
    '?',
    '??',
    '`',
    '`${',
    "'",
    '"',
    '/',
    '//',
    '/*',
  ],
  ...[
    '+',
    '-',
    '*',
    '**',
    '/ 0',
    '!',
    '~',
    '<',
    '>',
    '&&',
    '||',
    '===',
    'async',
    'await',
    'new',
    'this',
    'typeof',
    'let',
  ],
  ...['const', 'function', 'return', 'if (1)', 'for (;;)', 'class', 'import', 'export', 'default', 'as', 'satisfies'],
  ...[
    '1e999',
    '-0',
    '10n',
    '/a/',
    '0x',
    'undefined',
    'null',
    'NaN',
    '__proto__',
    'constructor',
    'prototype',
    'process',
  ],
  ...[
    'Array',
    'Math',
    '.map',
    '.length',
    '.fill(0)',
    '.constructor',
    "import('fs')",
    '\u202e',
    '\ud800',
    '\0',
    '\n',
    '1e9',
  ],
];

/** A text with one to four faults, the same for the same seed. */
export function mutateSource(text: string, seed: number): string {
  const random = seededRandom(seed);
  let mutated = text;
  for (let left = 1 + random(4); left > 0; left -= 1)
    mutated = random(4) === 0 ? byteFault(mutated, random) : tokenFault(mutated, random);
  return mutated;
}

function byteFault(text: string, random: Random): string {
  const at = random(text.length + 1);
  switch (random(3)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1);
    default:
      return text.slice(0, at) + text.slice(at + 1 + random(20));
  }
}

function tokenFault(text: string, random: Random): string {
  const tokens = tokensOf(text);
  const at = random(tokens.length);
  const other = random(tokens.length);
  const [here = '', there = ''] = [tokens[at], tokens[other]];
  const piece = pieces[random(pieces.length)] ?? '';
  switch (random(6)) {
    case 0:
      tokens[at] = '';
      break;
    case 1:
      tokens[at] = here + here;
      break;
    case 2:
      [tokens[at], tokens[other]] = [there, here];
      break;
    case 3:
      tokens[at] = there;
      break;
    case 4:
      tokens[at] = ` ${piece} `;
      break;
    default:
      tokens[at] = `${here} ${piece} `;
  }
  return tokens.join('');
}

/** A text in tokens, blanks among them. */
function tokensOf(text: string): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, false, ts.LanguageVariant.Standard, text);
  const tokens: string[] = [];
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) tokens.push(scanner.getTokenText());
  return tokens;
}
