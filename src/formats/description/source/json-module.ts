import type { ts } from 'ts-morph';
import type { TypeScript } from './machine.js';
import { refuse } from './refusal.js';

/** Holds a JSON file, which TypeScript reads as a list or an object of any expressions, to what JSON is. */
export function checkJson(ts: TypeScript, node: ts.Expression): void {
  if (ts.isArrayLiteralExpression(node)) {
    if (node.elements.hasTrailingComma) refuseJson(node);
    for (const element of node.elements) checkJson(ts, element);
  } else if (ts.isObjectLiteralExpression(node)) {
    if (node.properties.hasTrailingComma) refuseJson(node);
    for (const property of node.properties) {
      if (!ts.isPropertyAssignment(property) || !isText(ts, property.name)) return refuseJson(property);
      checkJson(ts, property.initializer);
    }
  } else if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator !== ts.SyntaxKind.MinusToken || !ts.isNumericLiteral(node.operand)) refuseJson(node);
  } else if (!isText(ts, node) && !ts.isNumericLiteral(node) && !isWord(ts, node)) {
    refuseJson(node);
  }
}

function isText(ts: TypeScript, node: ts.Node): boolean {
  return ts.isStringLiteral(node) && node.getText().startsWith('"');
}

function isWord({ SyntaxKind: kind }: TypeScript, node: ts.Node): boolean {
  return node.kind === kind.TrueKeyword || node.kind === kind.FalseKeyword || node.kind === kind.NullKeyword;
}

function refuseJson(node: ts.Node): never {
  refuse('I8C1501', node, 'this is not JSON', 'write a string in ", a number, true, false, null, a list or an object');
}
