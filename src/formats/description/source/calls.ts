import type { ts } from 'ts-morph';
import { memberOf } from './access.js';
import { holes, isArrayMaker } from './arrays.js';
import { callListMethod } from './list-methods.js';
import { expressionList } from './literals.js';
import type { Machine } from './machine.js';
import { refuseOutside } from './outside.js';
import { refuse } from './refusal.js';
import { asFunction, isList, nameKind, type Placed, type Scope } from './values.js';

export function call(machine: Machine, node: ts.CallExpression, scope: Scope): Placed {
  const { ts } = machine;
  const callee = node.expression;
  if (node.questionDotToken !== undefined)
    refuse('I8C1502', node, '?.() cannot be read without running it', 'call the function');
  if (callee.kind === ts.SyntaxKind.ImportKeyword) {
    refuse(
      'I8C1502',
      node,
      'a module that is imported while it runs cannot be read',
      "write import { name } from './module.js' at the top",
    );
  }
  if (isArrayMaker(machine, node, scope)) refuseHoles(node);
  if (ts.isPropertyAccessExpression(callee)) return callMember(machine, callee, node, scope);
  return callValue(machine, machine.evaluate(callee, scope), node, scope);
}

/** `new Array(n)` by itself is refused, as is every other `new`. */
export function construct(machine: Machine, node: ts.NewExpression, scope: Scope): Placed {
  return isArrayMaker(machine, node, scope) ? refuseHoles(node) : refuseOutside(machine.ts, node);
}

function refuseHoles(node: ts.Node): never {
  refuse(
    'I8C1502',
    node,
    'a list of holes is no data',
    'write new Array(n).fill(value), or Array.from({ length: n }, (_, index) => …)',
  );
}

function callMember(
  machine: Machine,
  callee: ts.PropertyAccessExpression,
  node: ts.CallExpression,
  scope: Scope,
): Placed {
  if (callee.questionDotToken !== undefined)
    refuse('I8C1502', callee, '?. cannot be read without running it', 'call the function');
  const { name, expression } = callee;
  const base =
    name.text === 'fill' && isArrayMaker(machine, expression, scope)
      ? holes(machine, expression, scope)
      : machine.evaluate(expression, scope);
  const { value, place } = base;
  if (isList(value))
    return callListMethod(
      machine,
      name.text,
      { value, place },
      expression,
      expressionList(machine, node.arguments, scope),
      node,
    );
  if (typeof value === 'string')
    refuse(
      'I8C1502',
      name,
      `the method ${name.text} of strings cannot be used in a description`,
      'write the string, or a template: `${value}`',
    );
  return callValue(machine, memberOf(base, name.text, name), node, scope);
}

function callValue(machine: Machine, { value }: Placed, node: ts.CallExpression, scope: Scope): Placed {
  const called = asFunction(value);
  if (called === null)
    return refuse('I8C1504', node.expression, `${nameKind(value)} cannot be called`, 'call a function');
  return called.call(expressionList(machine, node.arguments, scope), node);
}
