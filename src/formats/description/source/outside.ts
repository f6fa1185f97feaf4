import type { ts } from 'ts-morph';
import type { TypeScript } from './machine.js';
import { refuse } from './refusal.js';

/** What a part of the language is called, and what a description has instead. */
type Row = readonly [seen: string, instead: string];

const repeat = 'write Array.from({ length: n }, (_, index) => …), or list.map((item) => …)';
const choose = 'write condition ? one : other';
const constant = 'write const, and a new const for each new value';
const value = 'write the value itself';
const object = 'write an object or a function that gives one';

/** Says of a node that descriptions cannot contain its kind. */
export function refuseOutside(ts: TypeScript, node: ts.Node): never {
  const [seen, instead] = outside(ts).get(node.kind) ?? [
    'this part of the language',
    'write data, constants and simple functions',
  ];
  refuse('I8C1502', node, `${seen} cannot be read without running it`, instead);
}

let table: ReadonlyMap<ts.SyntaxKind, Row> | undefined;

function outside(ts: TypeScript): ReadonlyMap<ts.SyntaxKind, Row> {
  table ??= new Map<ts.SyntaxKind, Row>([...statements(ts), ...expressions(ts)]);
  return table;
}

function statements({ SyntaxKind: kind }: TypeScript): [ts.SyntaxKind, Row][] {
  return [
    [kind.ForStatement, ['a for loop', repeat]],
    [kind.ForOfStatement, ['a for loop', repeat]],
    [kind.ForInStatement, ['a for loop', repeat]],
    [kind.WhileStatement, ['a while loop', repeat]],
    [kind.DoStatement, ['a do loop', repeat]],
    [kind.IfStatement, ['an if statement', choose]],
    [kind.SwitchStatement, ['a switch', 'write an object of the cases and take one: cases[key]']],
    [kind.TryStatement, ['a try statement', 'leave it out: nothing in a description throws']],
    [kind.ThrowStatement, ['a throw statement', 'leave it out: int8c checks the description']],
    [kind.FunctionDeclaration, ['a function without a name', 'write export const name = (…) => …']],
    [kind.ClassDeclaration, ['a class', object]],
    [kind.EnumDeclaration, ['an enum', "write a const object: const kind = { a: 'a' } as const"]],
    [kind.ModuleDeclaration, ['a namespace', 'write a module of its own and import it']],
    [kind.ExpressionStatement, ['a statement that only does something', 'write const name = … or export default …']],
    [kind.LabeledStatement, ['a label', repeat]],
    [kind.Block, ['a block', 'write its constants outside of it']],
    [kind.ReturnStatement, ['a return in this place', 'end the function with one return']],
    [kind.DebuggerStatement, ['a debugger statement', 'leave it out']],
    [kind.EmptyStatement, ['a statement of nothing', 'leave out the semicolon']],
    [kind.ImportEqualsDeclaration, ['import = require', "write import { name } from './module.js'"]],
    [kind.ExportAssignment, ['export =', 'write export default']],
    [kind.NamespaceExportDeclaration, ['export as namespace', 'write export default']],
  ];
}

function expressions({ SyntaxKind: kind }: TypeScript): [ts.SyntaxKind, Row][] {
  return [
    [kind.AwaitExpression, ['await', value]],
    [kind.YieldExpression, ['yield', repeat]],
    [kind.RegularExpressionLiteral, ['a regular expression', value]],
    [kind.BigIntLiteral, ['a bigint', 'write the number without n']],
    [kind.NewExpression, ['new', `${object}; new Array(n).fill(value) is understood`]],
    [kind.TaggedTemplateExpression, ['a tagged template', 'write a template without a tag, or call a function']],
    [kind.ClassExpression, ['a class', object]],
    [kind.ThisKeyword, ['this', 'name the object with a const']],
    [kind.SuperKeyword, ['super', object]],
    [kind.DeleteExpression, ['delete', 'write a new object without the key: const { key, ...rest } = object']],
    [kind.TypeOfExpression, ['typeof', 'leave it out: the kind of each value is known where it is written']],
    [kind.VoidExpression, ['void', 'write undefined']],
    [kind.MetaProperty, ['import.meta', value]],
    [kind.PostfixUnaryExpression, ['a variable that changes', constant]],
    [kind.MethodDeclaration, ['a method', 'write key: (…) => …']],
    [kind.GetAccessor, ['a getter', 'write key: value']],
    [kind.SetAccessor, ['a setter', 'leave it out']],
    [kind.OmittedExpression, ['a hole in a list', 'write the element, or null']],
    [kind.ExpressionWithTypeArguments, ['a function with its types filled in', 'call it']],
    [kind.PrivateIdentifier, ['a private name', 'write a key without #']],
  ];
}
