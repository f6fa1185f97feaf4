import type { ts } from 'ts-morph';
import { declareStatement } from './functions.js';
import { maxListed } from './limits.js';
import type { Machine } from './machine.js';
import { refuse } from './refusal.js';
import { declare, lazy, lookUp, suggestion } from './scope.js';
import type { Binding, NamespaceValue, Scope } from './values.js';

/** What a module exports, as others see it. */
export interface Exports {
  readonly exports: ReadonlyMap<string, Binding>;
  /** Types, which can be imported and have no value; null where they are not known. */
  readonly types: ReadonlySet<string> | null;
}

/** A module while its statements are declared. */
export interface ModuleDraft {
  readonly machine: Machine;
  readonly scope: Scope;
  /** What is evaluated when all statements are declared, in their order. */
  readonly constants: ((at: ts.Node) => unknown)[];
  readonly exports: Map<string, Binding>;
  readonly types: Set<string>;
  importFrom(specifier: ts.StringLiteral): Exports;
}

/** Declares what a statement of a module imports, exports or declares. Nothing is evaluated yet. */
export function declareModuleStatement(draft: ModuleDraft, statement: ts.Statement): void {
  const { ts } = draft.machine;
  if (ts.isImportDeclaration(statement)) declareImport(draft, statement);
  else if (ts.isExportDeclaration(statement)) declareExports(draft, statement);
  else if (ts.isExportAssignment(statement)) declareDefault(draft, statement);
  else declareOwn(draft, statement);
}

function declareImport(draft: ModuleDraft, { importClause: clause, moduleSpecifier }: ts.ImportDeclaration): void {
  const { ts } = draft.machine;
  if (clause === undefined)
    return refuse(
      'I8C1502',
      moduleSpecifier,
      'an import of nothing does nothing, because nothing runs',
      'import the names that are needed, or leave it out',
    );
  const { name, namedBindings: bindings } = clause;
  const isTypeOnly = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const elements = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : [];
  const isType = (element: ts.ImportSpecifier): boolean => isTypeOnly || element.isTypeOnly;
  for (const element of elements.filter(isType)) draft.types.add(element.name.text);
  if (isTypeOnly) return;
  const named = elements.filter((element) => !isType(element));
  const space = bindings !== undefined && ts.isNamespaceImport(bindings) ? bindings.name : null;
  if (name === undefined && space === null && named.length === 0) return;
  const module = draft.importFrom(moduleSpecifier as ts.StringLiteral);
  if (name !== undefined) declare(draft.scope, name.text, name, exported(module, 'default', name, moduleSpecifier));
  if (space !== null) {
    const value = moduleNamespace(module, moduleSpecifier.getText());
    declare(draft.scope, space.text, space, (place) => ({ value, place }));
  }
  for (const element of named) {
    const wanted = element.propertyName ?? element.name;
    declare(draft.scope, element.name.text, element.name, exported(module, wanted.text, wanted, moduleSpecifier));
  }
}

/**
 * A name of another module. One that is not exported is refused, unless it may be a type, which is imported like a value:
 * then when its value is needed.
 */
function exported({ exports, types }: Exports, name: string, at: ts.Node, specifier: ts.Node): Binding {
  const binding = exports.get(name);
  if (binding !== undefined) return binding;
  const text = specifier.getText();
  if (types?.has(name) === true) {
    return () => refuse('I8C1504', at, `${name} of ${text} is a type and has no value`, 'export a const');
  }
  const what = name === 'default' ? `${text} has no default export` : `${text} exports no ${name}`;
  const absent = (): never => {
    const names = [...exports.keys()];
    refuse('I8C1503', at, what, suggestion(name, names, `it exports ${listed(names)}`));
  };
  return types === null ? absent : absent();
}

/** Names in a sentence, not more than fit into it. */
function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const shown = names.slice(0, maxListed).join(', ');
  return names.length <= maxListed ? shown : `${shown} and ${names.length - maxListed} more`;
}

function moduleNamespace({ exports }: Exports, name: string): NamespaceValue {
  return {
    kind: 'namespace',
    name,
    names: [...exports.keys()],
    member: (key, at) => exports.get(key)?.(at) ?? null,
  };
}

function declareExports(draft: ModuleDraft, statement: ts.ExportDeclaration): void {
  const { ts } = draft.machine;
  const { exportClause: clause, isTypeOnly, moduleSpecifier: specifier } = statement;
  if (clause === undefined || !ts.isNamedExports(clause)) {
    return refuse('I8C1502', statement, 'export * is not followed', 'name what is exported: export { a, b } from …');
  }
  const isType = (element: ts.ExportSpecifier): boolean => isTypeOnly || element.isTypeOnly;
  const values = clause.elements.filter((element) => !isType(element));
  for (const element of clause.elements.filter(isType)) draft.types.add(element.name.text);
  if (values.length === 0) return;
  const module = specifier === undefined ? null : draft.importFrom(specifier as ts.StringLiteral);
  for (const { name, propertyName } of values) {
    const wanted = propertyName ?? name;
    const binding =
      module === null || specifier === undefined
        ? ownExport(draft, wanted)
        : exported(module, wanted.text, wanted, specifier);
    addExport(draft, name.text, name, binding);
  }
}

/** A name of the module itself, which may be declared further down. */
function ownExport({ scope, types, constants }: ModuleDraft, name: ts.ModuleExportName): Binding {
  const find = (): Binding | null => {
    const binding = lookUp(scope, name.text);
    if (binding !== null || types.has(name.text)) return binding;
    const candidates = [...scope.names.keys()];
    return refuse(
      'I8C1503',
      name,
      `there is no ${name.text}`,
      suggestion(name.text, candidates, 'declare it with const'),
    );
  };
  constants.push(find);
  return (at) => find()?.(at) ?? refuse('I8C1504', name, `${name.text} is a type and has no value`, 'export a const');
}

function declareDefault(draft: ModuleDraft, statement: ts.ExportAssignment): void {
  if (statement.isExportEquals === true)
    refuse('I8C1502', statement, 'export = is not followed', 'write export default');
  const { machine, scope } = draft;
  const value = lazy('the default export', () => machine.evaluate(statement.expression, scope));
  addExport(draft, 'default', statement, value);
  draft.constants.push(value);
}

function declareOwn(draft: ModuleDraft, statement: ts.Statement): void {
  const { machine, scope } = draft;
  const { ts } = machine;
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
    draft.types.add(statement.name.text);
  for (const constant of declareStatement(machine, statement, scope)) draft.constants.push(constant);
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return;
  const isDefault = modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  for (const name of declaredNames(machine, statement)) {
    const binding = scope.names.get(name);
    if (binding !== undefined) addExport(draft, isDefault ? 'default' : name, statement, binding);
  }
}

function declaredNames({ ts }: Machine, statement: ts.Statement): readonly string[] {
  if (ts.isFunctionDeclaration(statement)) return statement.name === undefined ? [] : [statement.name.text];
  if (!ts.isVariableStatement(statement)) return [];
  const namesIn = (name: ts.BindingName): readonly string[] =>
    ts.isIdentifier(name)
      ? [name.text]
      : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesIn(element.name)));
  return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
}

function addExport({ exports }: ModuleDraft, name: string, at: ts.Node, binding: Binding): void {
  if (exports.has(name)) refuse('I8C1502', at, `${name} is exported twice`, 'leave one of them out');
  exports.set(name, binding);
}
