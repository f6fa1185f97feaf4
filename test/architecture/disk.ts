import { expect, test } from 'vitest';
import { sourcePath, sourceProject } from '../support/source-project.js';

/** What may be used of Node's file system outside of the one module that all writing goes through. */
const reading: ReadonlySet<string> = new Set([
  'readdirSync',
  'readFileSync',
  'readlinkSync',
  'realpathSync',
  'statSync',
  'readFile',
  'readdir',
]);

test('only src/files/disk.ts writes to the disk: a test stands in between at every step', () => {
  const imports = sourceProject()
    .getSourceFiles()
    .flatMap((file) =>
      file
        .getImportDeclarations()
        .filter((declaration) => /^(node:)?fs(\/promises)?$/.test(declaration.getModuleSpecifierValue()))
        .map((declaration) => ({
          path: sourcePath(file),
          names: declaration.getNamedImports().map((name) => name.getName()),
          whole: declaration.getDefaultImport() ?? declaration.getNamespaceImport(),
        })),
    );
  const writing = imports.filter(({ names, whole }) => whole !== undefined || names.some((name) => !reading.has(name)));
  expect([...new Set(writing.map(({ path }) => path))]).toEqual(['files/disk.ts']);
});
