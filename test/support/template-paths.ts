import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { Type } from 'ts-morph';
import { repository } from './tools.js';

/** What a name in a template can mean: the view, or the elements of the lists around it. The innermost is last. */
export type Contexts = readonly Type[];

type Program = hbs.AST.Program;
type Expression = hbs.AST.Expression;

/**
 * Every path of a template that its view's type does not have. Handlebars' strict mode finds a misspelt `{{name}}` when
 * it is rendered, but not a misspelt `{{#if}}` or `{{#each}}`: their C would be silently missing.
 */
export function unknownPaths(template: string, view: Type): string[] {
  const file = join(repository, 'templates', template);
  return checkProgram(Handlebars.parse(readFileSync(file, 'utf8')), [view]).map((path) => `${template}: ${path}`);
}

function checkProgram(program: Program | undefined, contexts: Contexts): string[] {
  return (program?.body ?? []).flatMap((statement) => checkStatement(statement, contexts));
}

function checkStatement(statement: hbs.AST.Statement, contexts: Contexts): string[] {
  switch (statement.type) {
    case 'MustacheStatement': {
      const { path, params } = statement as hbs.AST.MustacheStatement;
      return [path, ...params].flatMap((expression) => checkPath(expression, contexts));
    }
    case 'BlockStatement':
      return checkBlock(statement as hbs.AST.BlockStatement, contexts);
    case 'PartialStatement': {
      const { name } = statement as hbs.AST.PartialStatement;
      const partial = join(repository, 'templates/partials', `${(name as hbs.AST.PathExpression).original}.c.hbs`);
      return checkProgram(Handlebars.parse(readFileSync(partial, 'utf8')), contexts);
    }
    case 'ContentStatement':
    case 'CommentStatement':
      return [];
    default:
      return [`${statement.type} is not used in templates`];
  }
}

function checkBlock(block: hbs.AST.BlockStatement, contexts: Contexts): string[] {
  const helper = block.path.original;
  const [subject] = block.params;
  if (subject === undefined) return [`{{#${helper}}} has no subject`];
  const problems = checkPath(subject, contexts);
  if (problems.length > 0) return problems.map((problem) => `{{#${helper}}} ${problem}`);
  switch (helper) {
    case 'if':
    case 'unless':
      return [...checkProgram(block.program, contexts), ...checkProgram(block.inverse, contexts)];
    case 'each': {
      const element = resolvePath(subject, contexts)?.getArrayElementType();
      if (element === undefined) return [`{{#each}} ${pathText(subject)} is no list`];
      return [...checkProgram(block.program, [...contexts, element]), ...checkProgram(block.inverse, contexts)];
    }
    default:
      return [`{{#${helper}}} is not used in templates`];
  }
}

function checkPath(expression: Expression, contexts: Contexts): string[] {
  if (expression.type !== 'PathExpression')
    return expression.type.endsWith('Literal') ? [] : [`${expression.type} is not used in templates`];
  return resolvePath(expression, contexts) === undefined ? [pathText(expression)] : [];
}

/** The type of what a path means, or undefined. `@first` and the like have the type of the innermost context. */
export function resolvePath(expression: Expression, contexts: Contexts): Type | undefined {
  const { data, depth, parts } = expression as hbs.AST.PathExpression;
  const context = contexts.at(-1 - depth);
  if (data) return ['first', 'last', 'index'].includes(String(parts[0])) ? context : undefined;
  return (parts as readonly string[]).reduce<Type | undefined>(
    (type, part) => (type === undefined ? undefined : propertyType(type, part)),
    context,
  );
}

/** Type of a property, which every member of a union must have; null and undefined are looked through. */
function propertyType(type: Type, name: string): Type | undefined {
  const present = type.getNonNullableType();
  if (present.isUnion()) {
    const members = present.getUnionTypes().map((member) => propertyType(member, name));
    return members.every((member) => member !== undefined) ? members[0] : undefined;
  }
  const property = present.getProperty(name);
  const declaration = property?.getValueDeclaration() ?? property?.getDeclarations()[0];
  return declaration === undefined ? undefined : property?.getTypeAtLocation(declaration);
}

export function pathText(expression: Expression): string {
  return (expression as hbs.AST.PathExpression).original;
}
