import type { ts } from 'ts-morph';
import { access } from './access.js';
import { call, construct } from './calls.js';
import { makeFunction } from './functions.js';
import { globalNames, refusedGlobals } from './globals.js';
import type { KnownFunction } from './known-function.js';
import { arrayLiteral, finite, objectLiteral, template, text } from './literals.js';
import { createGuards, type Machine, type TypeScript } from './machine.js';
import { binary, conditional, prefix } from './operators.js';
import { refuseOutside } from './outside.js';
import { refuse } from './refusal.js';
import { lookUp, suggestion, visibleNames } from './scope.js';
import type { Binding, Placed, Scope } from './values.js';

type Handler = (machine: Machine, node: never, scope: Scope) => Placed;

/** What evaluates the modules of one description: its count of work begins at zero. */
export function createMachine(ts: TypeScript, known: ReadonlyMap<string, KnownFunction>): Machine {
  const handlers = handlerTable(ts);
  const guards = createGuards();
  const machine: Machine = {
    ts,
    known,
    ...guards,
    evaluate(node, scope) {
      const handler = handlers.get(node.kind);
      if (handler === undefined) return refuseOutside(ts, node);
      guards.spend(1, node);
      return guards.deeper(node, () => handler(machine, node as never, scope));
    },
  };
  return machine;
}

function handlerTable(ts: TypeScript): ReadonlyMap<ts.SyntaxKind, Handler> {
  const { SyntaxKind: kind } = ts;
  const inner: Handler = (machine, node: ts.ParenthesizedExpression, scope) => machine.evaluate(node.expression, scope);
  const named: Handler = nameReader();
  return new Map<ts.SyntaxKind, Handler>([
    [kind.NumericLiteral, (_, node: ts.NumericLiteral) => finite(Number(node.text), node)],
    [kind.StringLiteral, (machine, node: ts.StringLiteral) => text(machine, node.text, node)],
    [kind.NoSubstitutionTemplateLiteral, (machine, node: ts.StringLiteral) => text(machine, node.text, node)],
    [kind.TemplateExpression, template],
    [kind.TrueKeyword, (_, node: ts.Node) => ({ value: true, place: node })],
    [kind.FalseKeyword, (_, node: ts.Node) => ({ value: false, place: node })],
    [kind.NullKeyword, (_, node: ts.Node) => ({ value: null, place: node })],
    [kind.Identifier, named],
    [kind.ArrayLiteralExpression, arrayLiteral],
    [kind.ObjectLiteralExpression, objectLiteral],
    [kind.ParenthesizedExpression, inner],
    [kind.AsExpression, inner],
    [kind.SatisfiesExpression, inner],
    [kind.NonNullExpression, inner],
    [kind.TypeAssertionExpression, inner],
    [kind.BinaryExpression, binary],
    [kind.PrefixUnaryExpression, prefix],
    [kind.ConditionalExpression, conditional],
    [kind.PropertyAccessExpression, access],
    [kind.ElementAccessExpression, access],
    [kind.CallExpression, call],
    [kind.NewExpression, construct],
    [kind.ArrowFunction, functionExpression],
    [kind.FunctionExpression, functionExpression],
  ]);
}

function functionExpression(machine: Machine, node: ts.ArrowFunction | ts.FunctionExpression, scope: Scope): Placed {
  return { value: makeFunction(machine, node, scope), place: node };
}

function nameReader(): Handler {
  let globals: ReadonlyMap<string, Binding> | undefined;
  return (machine, node: ts.Identifier, scope) => {
    globals ??= globalNames(machine);
    const binding = lookUp(scope, node.text) ?? globals.get(node.text);
    if (binding !== undefined) return binding(node);
    const instead = refusedGlobals.get(node.text);
    if (instead !== undefined) {
      return refuse('I8C1502', node, `${node.text} is not there when a description is read: nothing runs`, instead);
    }
    const candidates = [...visibleNames(scope), ...globals.keys()];
    return refuse(
      'I8C1503',
      node,
      `there is no ${node.text}`,
      suggestion(node.text, candidates, 'declare it with const, or import it'),
    );
  };
}
