import type { ts } from 'ts-morph';
import { evaluateMissing } from './access.js';
import { finite, stringOf } from './literals.js';
import type { Machine } from './machine.js';
import { refuse } from './refusal.js';
import { isTruthy, nameKind, type Placed, type Scope, type Value } from './values.js';

/** What an operator does with two numbers. */
const arithmetic: ReadonlyMap<string, (left: number, right: number) => number> = new Map([
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => left / right],
  ['%', (left, right) => left % right],
  ['**', (left, right) => left ** right],
  ['&', (left, right) => left & right],
  ['|', (left, right) => left | right],
  ['^', (left, right) => left ^ right],
  ['<<', (left, right) => left << right],
  ['>>', (left, right) => left >> right],
  ['>>>', (left, right) => left >>> right],
]);

const order: ReadonlyMap<string, (sign: number) => boolean> = new Map([
  ['<', (sign) => sign < 0],
  ['<=', (sign) => sign <= 0],
  ['>', (sign) => sign > 0],
  ['>=', (sign) => sign >= 0],
]);

/** Operators that are refused, with what to write instead. */
const refused: ReadonlyMap<string, string> = new Map([
  ['==', 'write ==='],
  ['!=', 'write !=='],
  ['in', 'write object.key ?? value'],
  ['instanceof', 'leave it out: the kind of each value is known where it is written'],
  [',', 'write one of the two expressions'],
]);

/**
 * A chain of operators, from its left end to its right: a sum of a hundred thousand terms is as many levels of the tree,
 * and none of the stack.
 */
export function binary(machine: Machine, node: ts.BinaryExpression, scope: Scope): Placed {
  const { ts } = machine;
  const chain: ts.BinaryExpression[] = [];
  let first: ts.Expression = node;
  for (; ts.isBinaryExpression(first); first = first.left) chain.push(first);
  chain.reverse();
  const operand = (expression: ts.Expression, next: ts.BinaryExpression | undefined): Placed =>
    next?.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken
      ? evaluateMissing(machine, expression, scope)
      : machine.evaluate(expression, scope);
  let left = operand(first, chain[0]);
  for (const [index, step] of chain.entries()) {
    machine.spend(1, step);
    const operator = ts.tokenToString(step.operatorToken.kind) ?? '';
    if (!isDecided(operator, left.value)) continue;
    if (isLogical(operator)) left = operand(step.right, chain[index + 1]);
    else left = combine(machine, operator, left, machine.evaluate(step.right, scope), step);
  }
  return left;
}

function isLogical(operator: string): boolean {
  return operator === '&&' || operator === '||' || operator === '??';
}

/** Whether the right side of an operator is asked for. */
function isDecided(operator: string, left: Value): boolean {
  if (operator === '&&') return isTruthy(left);
  if (operator === '||') return !isTruthy(left);
  return operator !== '??' || left === null || left === undefined;
}

function combine(machine: Machine, operator: string, left: Placed, right: Placed, node: ts.BinaryExpression): Placed {
  const compute = arithmetic.get(operator);
  // Strings are compared character by character.
  if (typeof left.value === 'string') machine.spend(left.value.length, node);
  if (operator === '+' && (typeof left.value === 'string' || typeof right.value === 'string')) {
    const joined = stringOf(left, node.left) + stringOf(right, node.right);
    machine.spend(joined.length, node);
    return { value: joined, place: node };
  }
  if (compute !== undefined) return finite(compute(numberOf(left, node.left), numberOf(right, node.right)), node);
  if (operator === '===') return { value: isSame(left, right, node), place: node };
  if (operator === '!==') return { value: !isSame(left, right, node), place: node };
  const holds = order.get(operator);
  if (holds !== undefined) return { value: holds(compare(left, right, node)), place: node };
  const instead = refused.get(operator);
  if (instead !== undefined)
    return refuse('I8C1502', node, `the operator ${operator} cannot be used in a description`, instead);
  return refuse(
    'I8C1502',
    node,
    'a variable that changes cannot be read without running it',
    'write const, and a new const for each new value',
  );
}

function isSame(left: Placed, right: Placed, node: ts.Node): boolean {
  for (const { value } of [left, right]) {
    if (typeof value === 'object' && value !== null)
      refuse('I8C1504', node, `${nameKind(value)} cannot be compared`, 'compare numbers, strings or truth values');
  }
  return left.value === right.value;
}

function compare(left: Placed, right: Placed, node: ts.BinaryExpression): number {
  if (typeof left.value === 'string' && typeof right.value === 'string')
    return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
  const [first, second] = [numberOf(left, node.left), numberOf(right, node.right)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** A number, where arithmetic needs one. */
export function numberOf({ value }: Placed, at: ts.Node): number {
  if (typeof value === 'number') return value;
  return refuse(
    'I8C1504',
    at,
    `arithmetic needs a number, and this is ${nameKind(value)}`,
    'write a number, or a constant that is one',
  );
}

export function prefix(machine: Machine, node: ts.PrefixUnaryExpression, scope: Scope): Placed {
  const { SyntaxKind: kind } = machine.ts;
  const operand = (): Placed => machine.evaluate(node.operand, scope);
  const number = (): number => numberOf(operand(), node.operand);
  switch (node.operator) {
    case kind.ExclamationToken:
      return { value: !isTruthy(operand().value), place: node };
    case kind.MinusToken:
      return finite(-number(), node);
    case kind.PlusToken:
      return finite(number(), node);
    case kind.TildeToken:
      return finite(~number(), node);
    default:
      return refuse(
        'I8C1502',
        node,
        'a variable that changes cannot be read without running it',
        'write const, and a new const for each new value',
      );
  }
}

export function conditional(machine: Machine, node: ts.ConditionalExpression, scope: Scope): Placed {
  const branch = isTruthy(machine.evaluate(node.condition, scope).value) ? node.whenTrue : node.whenFalse;
  return machine.evaluate(branch, scope);
}
