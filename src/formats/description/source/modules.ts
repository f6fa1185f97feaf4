import { basename } from 'node:path';
import type { ts } from 'ts-morph';
import { diagnostic, type DiagnosticCode } from '../../../diagnostics/diagnostic.js';
import { declareModuleStatement, type Exports, type ModuleDraft } from './module-statements.js';
import { checkJson } from './json-module.js';
import { knownFunction } from './known-calls.js';
import { maxModules, maxSourceLength } from './limits.js';
import type { Machine } from './machine.js';
import { modulePath, resolveModule, type ModuleParts } from './module-paths.js';
import { parseModule } from './parse.js';
import { Refusal, refuse, visitAll } from './refusal.js';
import { innerScope, lazy } from './scope.js';
import type { Binding } from './values.js';

/** The texts of modules, by path. */
export interface SourceFiles {
  /** The text of a module, or in a few words why it cannot be read. Gets paths in the folder of the main module only. */
  read(path: string): { readonly text: string } | { readonly problem: string };
}

export interface Module extends Exports {
  readonly root: ts.SourceFile;
}

interface Loader {
  readonly machine: Machine;
  readonly files: SourceFiles;
  readonly main: string;
  /** By parts of the path; null while one is being read. */
  readonly modules: Map<string, Module | Refusal | null>;
  length: number;
}

/** Reads the main module of a description and all that it imports, and evaluates their constants. */
export function loadMain(machine: Machine, main: string, files: SourceFiles): Module {
  const loader: Loader = { machine, files, main, modules: new Map(), length: 0 };
  return load(loader, [basename(main)], main, null);
}

/** `at` is where the module is imported; null for the main module. */
function load(loader: Loader, parts: ModuleParts, path: string, at: ts.Node | null): Module {
  const key = parts.join('/');
  const known = loader.modules.get(key);
  if (known instanceof Refusal) throw known;
  if (known === null)
    refuseModule(
      'I8C1507',
      path,
      at,
      `${path} imports itself, by way of others or directly`,
      'move what both modules need to a third one',
    );
  if (known !== undefined) return known;
  if (loader.modules.size >= maxModules)
    refuseModule('I8C1508', path, at, `the description has more than ${maxModules} modules`, 'join some of them');
  loader.modules.set(key, null);
  try {
    const module = readModule(loader, parts, path, at);
    loader.modules.set(key, module);
    return module;
  } catch (error) {
    if (error instanceof Refusal) loader.modules.set(key, error);
    throw error;
  }
}

function refuseModule(code: DiagnosticCode, path: string, at: ts.Node | null, message: string, help: string): never {
  if (at !== null) refuse(code, at, message, help);
  throw new Refusal([diagnostic(code, { message, origin: { kind: 'file', file: path }, help })], true);
}

function readModule(loader: Loader, parts: ModuleParts, path: string, at: ts.Node | null): Module {
  const { machine } = loader;
  const read = loader.files.read(path);
  if ('problem' in read)
    return refuseModule('I8C1506', path, at, `${path} cannot be read: ${read.problem}`, 'check path and spelling');
  loader.length += read.text.length;
  if (loader.length > maxSourceLength)
    refuseModule(
      'I8C1508',
      path,
      at,
      `the modules of the description have more than ${maxSourceLength} characters`,
      "keep long lists of numbers in a file and write file('weights.npy')",
    );
  const parsed = parseModule(machine.ts, path, read.text);
  if (!parsed.ok) throw new Refusal(parsed.diagnostics, false);
  return path.endsWith('.json') ? jsonModule(machine, parsed.value) : evaluateModule(loader, parts, parsed.value);
}

function jsonModule(machine: Machine, source: ts.SourceFile): Module {
  const [statement] = source.statements;
  if (statement === undefined || !machine.ts.isExpressionStatement(statement))
    return refuse('I8C1501', source, 'the file has no JSON', 'write a value');
  const { expression } = statement;
  checkJson(machine.ts, expression);
  const value = lazy('the file', () => machine.evaluate(expression, innerScope(null)));
  return { root: source, exports: new Map([['default', value]]), types: new Set() };
}

function evaluateModule(loader: Loader, parts: ModuleParts, source: ts.SourceFile): Module {
  const draft: ModuleDraft = {
    machine: loader.machine,
    scope: innerScope(null),
    constants: [],
    exports: new Map(),
    types: new Set(),
    importFrom: (specifier) => importModule(loader, parts, specifier),
  };
  visitAll(source.statements, (statement) => declareModuleStatement(draft, statement));
  visitAll(draft.constants, (constant) => constant(source));
  return { root: source, exports: draft.exports, types: draft.types };
}

function importModule(loader: Loader, from: ModuleParts, specifier: ts.StringLiteral): Exports {
  const { text } = specifier;
  if (text === 'int8c') return int8cModule(loader.machine);
  const resolved = resolveModule(from, text);
  switch (resolved.kind) {
    case 'module':
      return load(loader, resolved.parts, modulePath(loader.main, resolved.parts), specifier);
    case 'package':
      return refuse(
        'I8C1506',
        specifier,
        `${text} is not imported: packages are programs, and nothing runs`,
        "import from 'int8c', or from modules beside the description: './module.js'",
      );
    case 'outside':
      return refuse(
        'I8C1506',
        specifier,
        `${text} lies outside of the folder of the description`,
        'copy the module into the folder, or move the description up',
      );
    case 'unclear':
      return refuse(
        'I8C1506',
        specifier,
        'the path of a module has a colon, a backslash or a NUL',
        "write folders with /: './folder/module.js'",
      );
  }
}

function int8cModule(machine: Machine): Exports {
  const functions = [...machine.known].map(([name, compute]): [string, Binding] => {
    const value = knownFunction(machine, name, compute);
    return [name, (place) => ({ value, place })];
  });
  return { exports: new Map(functions), types: null };
}
