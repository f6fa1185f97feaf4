import type { ts } from 'ts-morph';
import type { Machine } from './machine.js';
import { refuseOutside } from './outside.js';
import { declarePattern } from './patterns.js';
import { refuse } from './refusal.js';
import { declare, innerScope, lazy } from './scope.js';
import { list, type Binding, type FunctionValue, type Placed, type Scope } from './values.js';

/** A function of the description, with the scope that it was written in. */
export function makeFunction(
  machine: Machine,
  node: ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration,
  scope: Scope,
): FunctionValue {
  const { body } = node;
  if (body === undefined) refuse('I8C1502', node, 'a function without a body gives nothing', 'write what it gives');
  const special = node.asteriskToken ?? node.modifiers?.find(({ kind }) => kind === machine.ts.SyntaxKind.AsyncKeyword);
  if (special !== undefined)
    refuse(
      'I8C1502',
      special,
      'a function that waits or yields cannot be read without running it',
      'write a function that is neither async nor a generator',
    );
  return {
    kind: 'function',
    name: node.name?.getText() ?? 'a function',
    body: resultOf(machine, body),
    call: (args, at) =>
      machine.calling(at, () => {
        const inner = innerScope(scope);
        declareParameters(machine, node.parameters, args, inner, at);
        return machine.ts.isBlock(body) ? runBlock(machine, body, inner) : machine.evaluate(body, inner);
      }),
  };
}

/** Where the result of a function is written. */
function resultOf({ ts }: Machine, body: ts.ConciseBody): ts.Node {
  if (!ts.isBlock(body)) return ts.isParenthesizedExpression(body) ? body.expression : body;
  const last = body.statements.at(-1);
  return (last !== undefined && ts.isReturnStatement(last) ? last.expression : undefined) ?? body;
}

function declareParameters(
  machine: Machine,
  parameters: readonly ts.ParameterDeclaration[],
  args: readonly Placed[],
  scope: Scope,
  at: ts.Node,
): void {
  machine.spend(parameters.length, at);
  const given: Binding[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const { name, initializer, dotDotDotToken } = parameter;
    const argument =
      dotDotDotToken === undefined ? (args[index] ?? { value: undefined, place: at }) : list(args.slice(index), at);
    const value =
      argument.value === undefined && initializer !== undefined
        ? lazy(name.getText(), () => machine.evaluate(initializer, scope))
        : () => argument;
    given.push(...declarePattern(machine, name, value, scope));
  }
  for (const value of given) value(at);
}

/** A body of constants that ends with a return. */
function runBlock(machine: Machine, block: ts.Block, scope: Scope): Placed {
  const { ts } = machine;
  const { statements } = block;
  const last = statements.at(-1);
  if (last === undefined || !ts.isReturnStatement(last) || last.expression === undefined) {
    refuse(
      'I8C1502',
      last ?? block,
      'the body of a function must end with a return of a value',
      'write return …, or (x) => …',
    );
  }
  const constants = statements.slice(0, -1).flatMap((statement) => declareStatement(machine, statement, scope));
  for (const constant of constants) constant(last);
  return machine.evaluate(last.expression, scope);
}

/**
 * Declares what a statement of a module or of a function declares: constants, functions; types are passed over. Nothing
 * is evaluated yet. Answers the constants, in their order.
 */
export function declareStatement(machine: Machine, statement: ts.Statement, scope: Scope): readonly Binding[] {
  const { ts } = machine;
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return [];
  if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
    const { name } = statement;
    const binding = lazy(name.text, () => ({ value: makeFunction(machine, statement, scope), place: statement }));
    declare(scope, name.text, name, binding);
    return [];
  }
  if (!ts.isVariableStatement(statement)) return refuseOutside(ts, statement);
  const { declarationList, modifiers } = statement;
  const ambient = modifiers?.find(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
  if (ambient !== undefined)
    refuse(
      'I8C1502',
      ambient,
      'a declaration without a value is not there when a description is read',
      'write const name = value',
    );
  if (!isConstant(machine, declarationList)) {
    refuse(
      'I8C1502',
      declarationList,
      'a variable that can change cannot be read without running it',
      'write const, and a new const for each new value',
    );
  }
  return declarationList.declarations.flatMap(({ name, initializer }) => {
    if (initializer === undefined) refuse('I8C1502', name, 'a constant needs a value', 'write const name = value');
    const value = lazy(name.getText(), () => machine.evaluate(initializer, scope));
    return declarePattern(machine, name, value, scope);
  });
}

function isConstant({ ts }: Machine, { flags }: ts.VariableDeclarationList): boolean {
  const [kind, constant]: readonly number[] = [flags & ts.NodeFlags.BlockScoped, ts.NodeFlags.Const];
  return kind === constant;
}
