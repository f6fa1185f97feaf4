import { expect, test } from 'vitest';
import { Node, type ImportDeclaration } from 'ts-morph';
import { sourcePath, sourceProject } from '../support/source-project.js';

interface Rule {
  /** Folders that may be imported. */
  readonly values: readonly string[];
  /** Folders of which only types may be imported. */
  readonly types?: readonly string[];
}

/** Who may import whom. The simulator knows nothing of kernels and emitting, nor they of it: they meet in `prepare`. */
const table: Readonly<Record<string, Rule>> = {
  text: { values: [] },
  diagnostics: { values: ['text'] },
  files: { values: ['diagnostics'] },
  numerics: { values: ['text'] },
  ir: { values: ['text', 'diagnostics'], types: ['numerics'] },
  operators: { values: ['text', 'ir', 'numerics', 'diagnostics'] },
  formats: { values: ['text', 'ir', 'operators', 'numerics', 'diagnostics'] },
  analysis: { values: ['text', 'ir', 'operators', 'numerics', 'diagnostics'] },
  passes: { values: ['text', 'ir', 'operators', 'analysis', 'numerics', 'diagnostics'] },
  schedule: { values: ['ir', 'operators'] },
  planner: { values: ['text', 'ir', 'operators', 'select', 'schedule', 'diagnostics'], types: ['targets'] },
  targets: { values: ['diagnostics'] },
  kernels: { values: ['text', 'ir', 'operators', 'numerics'], types: ['targets'] },
  select: { values: ['ir', 'operators', 'kernels'], types: ['targets'] },
  lowering: {
    values: ['text', 'ir', 'operators', 'kernels', 'select', 'schedule', 'planner', 'diagnostics', 'numerics'],
    types: ['targets', 'analysis'],
  },
  'version.ts': { values: [] },
  emit: { values: ['text', 'numerics', 'diagnostics', 'version.ts'], types: ['lowering', 'simulator'] },
  simulator: { values: ['ir', 'operators', 'numerics', 'diagnostics'] },
  runners: { values: ['text', 'emit', 'files', 'diagnostics'], types: ['ir'] },
  models: { values: ['files', 'formats', 'ir', 'diagnostics'], types: ['compiler.ts'] },
  binding: {
    values: ['models', 'simulator', 'analysis', 'emit', 'ir', 'numerics', 'diagnostics'],
  },
  verify: { values: ['text', 'simulator', 'runners', 'ir', 'numerics', 'diagnostics'], types: ['emit', 'operators'] },
};

/** Everything but the command line. */
const everything = [...Object.keys(table), 'compiler.ts'];
const rules: Readonly<Record<string, Rule>> = {
  ...table,
  'compiler.ts': { values: Object.keys(table) },
  report: { values: everything },
  'index.ts': { values: [...everything, 'report'] },
  cli: { values: [...everything, 'report'] },
};

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

test('folders import only what the table allows', () => {
  const wrong = edges().filter(({ from, to, typeOnly }) => {
    const [source, target] = [folderOf(from), folderOf(to)];
    if (source === target) return false;
    const rule = rules[source];
    if (rule === undefined) return true;
    return !(rule.values.includes(target) || (typeOnly && (rule.types ?? []).includes(target)));
  });
  expect(wrong.map(({ from, to, typeOnly }) => `${from} -> ${to}${typeOnly ? ' (types)' : ''}`)).toEqual([]);
});

test('emit, manifest and inspect print a program: none goes back to graph, plan or registry', () => {
  const printing = edges().filter(({ from }) => folderOf(from) === 'emit' || from.startsWith('report/inspect'));
  const allowed = ['text', 'diagnostics', 'lowering', 'report', 'emit', 'simulator', 'targets', 'version.ts'];
  const others = printing.filter(({ to }) => !allowed.includes(folderOf(to))).map(({ to }) => to);
  expect([...new Set(others)].sort()).toEqual(['numerics/float-text.ts']);
  expect(printing.filter(({ to, typeOnly }) => folderOf(to) === 'lowering' && !typeOnly)).toEqual([]);
});

test('only the selection asks kernels whether they accept a node and what it would cost', () => {
  const asking = sourceProject()
    .getSourceFiles()
    .filter((file) => /\bkernel\??\.(accepts|cost)\(/.test(file.getFullText()))
    .map(sourcePath);
  expect(asking).toEqual(['select/select-kernels.ts']);
});

test('no two folders import each other, nor any more in a ring', () => {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of edges()) {
    const [source, target] = [folderOf(from), folderOf(to)];
    if (source !== target) graph.set(source, (graph.get(source) ?? new Set()).add(target));
  }
  expect(findRing(graph)).toBeNull();
});

test('files import each other in no ring, types included', () => {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of edges()) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  expect(findRing(graph)).toBeNull();
});

test.each(['simulator/simulate.ts', 'simulator/worker.ts', 'operators/registry.ts'])(
  '%s reaches no kernel, target or emitter, not even their types',
  (start) => {
    const reached = reachedFrom(start);
    expect(reached.size).toBeGreaterThan(20);
    const walled = ['kernels', 'select', 'targets', 'lowering', 'planner', 'emit'];
    expect([...reached].filter((path) => walled.includes(folderOf(path)))).toEqual([]);
  },
);

function reachedFrom(start: string): Set<string> {
  const all = edges();
  const reached = new Set([start]);
  for (const from of reached) for (const edge of all) if (edge.from === from) reached.add(edge.to);
  return reached;
}

test('commands load no writer of models: it is for tests and for commands that will say so', () => {
  const commands = sourceProject()
    .getSourceFiles()
    .map(sourcePath)
    .filter((path) => folderOf(path) === 'cli');
  expect(commands.length).toBeGreaterThan(5);
  const reached = new Set(['index.ts', ...commands].flatMap((start) => [...reachedFrom(start)]));
  expect(reached).toContain('formats/tflite/read-tflite.ts');
  expect(
    [...reached].filter((path) => ['formats/tflite/write-tflite.ts', 'formats/tflite/encode-model.ts'].includes(path)),
  ).toEqual([]);
});

test('the index only passes on what others export', () => {
  const index = sourceProject().getSourceFileOrThrow((file) => sourcePath(file) === 'index.ts');
  expect(
    index
      .getStatements()
      .filter((statement) => !Node.isExportDeclaration(statement))
      .map((statement) => statement.getText()),
  ).toEqual([]);
});

test('heavy packages are imported when they are needed', () => {
  const heavy = ['ts-morph', '@yowasp/clang', 'piscina', 'cli-progress', 'execa'];
  const eager = sourceProject()
    .getSourceFiles()
    .flatMap((file) =>
      file
        .getImportDeclarations()
        .filter((declaration) => heavy.includes(declaration.getModuleSpecifierValue()) && !isTypeOnly(declaration))
        .map((declaration) => `${sourcePath(file)}: ${declaration.getModuleSpecifierValue()}`),
    );
  expect(eager).toEqual([]);
});

function folderOf(path: string): string {
  return path.split('/')[0] ?? path;
}

let knownEdges: readonly Edge[] | undefined;

function edges(): readonly Edge[] {
  knownEdges ??= findEdges();
  return knownEdges;
}

function findEdges(): Edge[] {
  return sourceProject()
    .getSourceFiles()
    .flatMap((file) => {
      const from = sourcePath(file);
      const imported = file.getImportDeclarations().map((declaration) => ({
        target: declaration.getModuleSpecifierSourceFile(),
        typeOnly: isTypeOnly(declaration),
      }));
      const exported = file.getExportDeclarations().map((declaration) => ({
        target: declaration.getModuleSpecifierSourceFile(),
        typeOnly: declaration.isTypeOnly(),
      }));
      return [...imported, ...exported].flatMap(({ target, typeOnly }) =>
        target === undefined || target.isInNodeModules() ? [] : [{ from, to: sourcePath(target), typeOnly }],
      );
    });
}

function isTypeOnly(declaration: ImportDeclaration): boolean {
  if (declaration.isTypeOnly()) return true;
  const named = declaration.getNamedImports();
  return (
    named.length > 0 &&
    declaration.getDefaultImport() === undefined &&
    named.every((specifier) => specifier.isTypeOnly())
  );
}

/** Some ring of a graph as text, or null. */
function findRing(graph: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): string | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node].join(' -> ');
    if (done.has(node)) return null;
    for (const next of graph.get(node) ?? []) {
      const ring = visit(next, [...path, node]);
      if (ring !== null) return ring;
    }
    done.add(node);
    return null;
  };
  for (const node of graph.keys()) {
    const ring = visit(node, []);
    if (ring !== null) return ring;
  }
  return null;
}
