import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { Type } from 'ts-morph';
import { pathText, resolvePath, type Contexts } from './template-paths.js';
import { repository } from './tools.js';

/** Where in a file a template prints: what may be printed there depends on it. */
type Place =
  'C code' | 'C comment' | 'C string' | 'build code' | 'hash comment' | 'Markdown' | 'Markdown code' | 'Markdown fence';

/** Brands of src/text/sinks.ts that are safe in each place, besides `plain`, numbers and literals of the source. */
const safeIn: Readonly<Record<Place, readonly string[]>> = {
  'C code': ['C code'],
  'C comment': ['C comment'],
  'C string': ['C string'],
  'build code': [],
  'hash comment': ['hash comment'],
  Markdown: ['Markdown'],
  'Markdown code': [],
  'Markdown fence': [],
};

/** What a template has printed so far, as far as it matters: the place, and whether the line has begun. */
interface State {
  readonly place: Place;
  readonly lineEmpty: boolean;
}

interface Walk {
  readonly template: string;
  readonly problems: string[];
}

/** Every expression of a template whose type is not safe where it is printed. */
export function unsafePrints(template: string, view: Type): string[] {
  return unsafePrintsOf(template, readFileSync(join(repository, 'templates', template), 'utf8'), view);
}

export function unsafePrintsOf(template: string, text: string, view: Type): string[] {
  const walk: Walk = { template, problems: [] };
  walkProgram(walk, Handlebars.parse(text), [view], { place: firstPlace(template), lineEmpty: true });
  return walk.problems;
}

function firstPlace(template: string): Place {
  if (/\.[ch]\.hbs$/.test(template)) return 'C code';
  if (template.endsWith('.md.hbs')) return 'Markdown';
  return 'build code';
}

function walkProgram(walk: Walk, program: hbs.AST.Program | undefined, contexts: Contexts, state: State): State {
  return (program?.body ?? []).reduce((before, statement) => walkStatement(walk, statement, contexts, before), state);
}

function walkStatement(walk: Walk, statement: hbs.AST.Statement, contexts: Contexts, state: State): State {
  switch (statement.type) {
    case 'ContentStatement':
      return read((statement as hbs.AST.ContentStatement).value, state);
    case 'MustacheStatement': {
      const { path } = statement as hbs.AST.MustacheStatement;
      const problem = printProblem(resolvePath(path, contexts), state);
      if (problem !== null) walk.problems.push(`${walk.template}: ${pathText(path)} ${problem}`);
      return { ...state, lineEmpty: false };
    }
    case 'BlockStatement':
      return walkBlock(walk, statement as hbs.AST.BlockStatement, contexts, state);
    case 'PartialStatement': {
      const { name } = statement as hbs.AST.PartialStatement;
      const partial = join(repository, 'templates/partials', `${(name as hbs.AST.PathExpression).original}.c.hbs`);
      return walkProgram(walk, Handlebars.parse(readFileSync(partial, 'utf8')), contexts, state);
    }
    default:
      return state;
  }
}

/** Both branches, and the way around a loop, must end in the same place: what follows is in one place only. */
function walkBlock(walk: Walk, block: hbs.AST.BlockStatement, contexts: Contexts, state: State): State {
  const [subject] = block.params;
  const element =
    block.path.original === 'each' && subject !== undefined
      ? resolvePath(subject, contexts)?.getArrayElementType()
      : undefined;
  const inside = element === undefined ? contexts : [...contexts, element];
  const after = walkProgram(walk, block.program, inside, state);
  const otherwise = walkProgram(walk, block.inverse, contexts, state);
  if (after.place !== otherwise.place)
    walk.problems.push(`${walk.template}: {{#${block.path.original}}} ends in ${after.place} or in ${otherwise.place}`);
  return after;
}

/** Follows text that a template prints as it is. */
function read(text: string, state: State): State {
  let { place, lineEmpty } = state;
  for (let at = 0; at < text.length;) {
    const [next, length] = step(text.slice(at, at + 3), place, lineEmpty);
    const taken = text.slice(at, at + length);
    lineEmpty = taken.endsWith('\n') || (lineEmpty && /^\s*$/.test(taken));
    place = next;
    at += length;
  }
  return { place, lineEmpty };
}

interface Turn {
  readonly text: string;
  readonly into: Place;
  /** Only where the line is empty so far. */
  readonly atLineStart?: true;
}

/** What leads from one place to another. An escape inside a string leads back into it. */
const turns: Readonly<Record<Place, readonly Turn[]>> = {
  'C code': [
    { text: '/*', into: 'C comment' },
    { text: '"', into: 'C string' },
  ],
  'C comment': [{ text: '*/', into: 'C code' }],
  'C string': [
    { text: '\\\\', into: 'C string' },
    { text: '\\"', into: 'C string' },
    { text: '"', into: 'C code' },
  ],
  'build code': [{ text: '#', into: 'hash comment' }],
  'hash comment': [{ text: '\n', into: 'build code' }],
  Markdown: [
    { text: '```', into: 'Markdown fence', atLineStart: true },
    { text: '`', into: 'Markdown code' },
  ],
  'Markdown code': [{ text: '`', into: 'Markdown' }],
  'Markdown fence': [{ text: '```', into: 'Markdown', atLineStart: true }],
};

/** The place behind the next characters, and how many they are. */
function step(next: string, place: Place, lineEmpty: boolean): readonly [Place, number] {
  const turn = turns[place].find(
    ({ text, atLineStart }) => next.startsWith(text) && (lineEmpty || atLineStart !== true),
  );
  return turn === undefined ? [place, 1] : [turn.into, turn.text.length];
}

/** What is wrong with printing a value of this type here, or null. */
function printProblem(type: Type | undefined, { place, lineEmpty }: State): string | null {
  if (type === undefined) return 'is unknown';
  // Null is what an {{#if}} around the expression is for.
  const present = type.getNonNullableType();
  const members = present.isUnion() ? present.getUnionTypes() : [present];
  for (const member of members) {
    if (member.isNumber() || member.isNumberLiteral()) continue;
    if (isHarmlessLiteral(member)) continue;
    const brand = brandOf(member);
    if (brand === 'plain') continue;
    if (brand === null || !safeIn[place].includes(brand))
      return `is ${brand === null ? member.getText() : `text for ${brand}`} in ${place}`;
    if (place === 'Markdown' && lineEmpty) return 'begins a line of Markdown';
  }
  return null;
}

/** A literal type of the source, such as `int8_t`. */
function isHarmlessLiteral(type: Type): boolean {
  const value = type.getLiteralValue();
  return typeof value === 'string' && /^[-+\w ]*$/.test(value);
}

function brandOf(type: Type): string | null {
  const brand = type.getProperties().find((property) => property.getName().startsWith('__@sink'));
  const declaration = brand?.getDeclarations()[0];
  if (brand === undefined || declaration === undefined) return null;
  const name = brand.getTypeAtLocation(declaration).getLiteralValue();
  return typeof name === 'string' ? name : null;
}
