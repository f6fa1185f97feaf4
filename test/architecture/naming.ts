import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SyntaxKind } from 'ts-morph';
import type { Attributes } from '../../src/operators/attribute.js';
import { portsOf, type Ports } from '../../src/operators/operator.js';
import { arithmeticsOf, operators } from '../../src/operators/registry.js';
import { targetNames } from '../../src/targets/load-target.js';
import { filesBelow } from '../support/files-below.js';
import { sourcePath, sourceProject } from '../support/source-project.js';
import { repository } from '../support/tools.js';

const slugs = operators.map(({ kind }) => kind);
const ownFiles = ['src', 'test', 'bench', 'examples', 'bin', 'docs'].flatMap(filesBelow);

describe('one slug names an operator everywhere', () => {
  test.each(slugs)('%s has its file, cases and page', (slug) => {
    const files = filesBelow('src/operators').filter((path) => path.endsWith(`/${slug}.ts`));
    expect(files).toHaveLength(1);
    const pages = [`test/cases/${slug}.md`, `docs/operators/${slug}.md`];
    expect(pages.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });

  test('no cases are named after an operator that does not exist', () => {
    const named = filesBelow('test/cases').map((path) => path.replace(/^.*\/|\.md$/g, ''));
    expect(named.filter((slug) => !slugs.includes(slug))).toEqual([]);
  });

  test.each(operators)('$kind is documented', (operator) => {
    expect(operator.summary).toMatch(/^(int8|[A-Z]).*\.$/);
    for (const { formula } of arithmeticsOf(operator.kind)) expect(formula).not.toBe('');
    const ports = [...portsOf(operator.inputs as Ports), ...portsOf(operator.outputs as Ports)];
    for (const port of ports) expect(port.description).not.toBe('');
    for (const { describe: text } of Object.values(operator.attributes as Attributes)) expect(text).not.toBe('');
  });
});

describe('files', () => {
  test('are named in kebab case', () => {
    const odd = ownFiles
      .filter((path) => /\.(ts|js)$/.test(path))
      .filter((path) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.(test|config))?\.(ts|js)$/.test(path));
    expect(odd).toEqual([]);
  });

  test('have a subject: none is called utils, helpers, common or misc', () => {
    expect(ownFiles.filter((path) => /(^|[/-])(utils?|helpers?|common|misc)[/.-]/.test(path))).toEqual([]);
  });
});

describe('names', () => {
  test('types carry no prefix', () => {
    const prefixed = sourceProject()
      .getSourceFiles()
      .flatMap((file) => file.getInterfaces().map((declaration) => declaration.getName()))
      .filter((name) => /^I[A-Z][a-z]/.test(name));
    expect(prefixed).toEqual([]);
  });

  test('sizes are height and width, zero points are no offsets', () => {
    const odd = sourceProject()
      .getSourceFiles()
      .flatMap((file) =>
        file
          .getDescendantsOfKind(SyntaxKind.PropertySignature)
          .map((property) => property.getName())
          .filter((name) =>
            /^(strideX|strideY|stride[HW]|dilation[XYHW]|kernel[HW]|inputOffset|outputOffset|filterOffset)$/.test(name),
          )
          .map((name) => `${sourcePath(file)}: ${name}`),
      );
    expect(odd).toEqual([]);
  });
});

test('only src/targets knows targets by name', () => {
  const names = targetNames();
  const branching = sourceProject()
    .getSourceFiles()
    .filter((file) => !sourcePath(file).startsWith('targets/'))
    .flatMap((file) =>
      file
        .getDescendantsOfKind(SyntaxKind.StringLiteral)
        .filter((literal) => names.includes(literal.getLiteralText()) && isBranch(literal.getParent()?.getKind()))
        .map((literal) => `${sourcePath(file)}:${literal.getStartLineNumber()}: ${literal.getText()}`),
    );
  expect(branching.filter((place) => !place.startsWith('runners/') && !place.startsWith('verify/'))).toEqual([]);
});

/** A comparison or a case: what chooses by name. */
function isBranch(kind: SyntaxKind | undefined): boolean {
  return kind === SyntaxKind.BinaryExpression || kind === SyntaxKind.CaseClause;
}
