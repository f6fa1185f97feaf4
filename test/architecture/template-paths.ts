import { describe, expect, test } from 'vitest';
import { Node, SyntaxKind, type CallExpression, type PropertyAssignment, type Type } from 'ts-morph';
import { filesBelow } from '../support/files-below.js';
import { sourcePath, sourceProject } from '../support/source-project.js';
import { unknownPaths } from '../support/template-paths.js';
import { unsafePrints, unsafePrintsOf } from '../support/template-sinks.js';

/** A template, or several by a pattern, and the type of the object that fills it. */
interface Use {
  readonly pattern: RegExp;
  /** The template's own name stands in the source: it goes before patterns that match it as well. */
  readonly exact: boolean;
  readonly view: Type;
  readonly place: string;
}

const kernelUses = findKernelUses();
const renderUses = findRenderUses();

describe('every path of a template is in the type of its view, and escaped for the place where it is printed', () => {
  test.each(templatesIn('kernels'))('%s', (template) => {
    const uses = usesOf(kernelUses, template);
    expect(
      uses.map(({ place }) => place),
      'kernels that use the template',
    ).not.toEqual([]);
    expect(uses.flatMap(({ view }) => unknownPaths(template, view))).toEqual([]);
    expect(uses.flatMap(({ view }) => unsafePrints(template, view))).toEqual([]);
  });

  test.each([...templatesIn('package'), ...templatesIn('harness')])('%s', (template) => {
    const uses = usesOf(renderUses, template);
    expect(
      uses.map(({ place }) => place),
      'calls that render the template',
    ).not.toEqual([]);
    expect(uses.flatMap(({ view }) => unknownPaths(template, view))).toEqual([]);
    expect(uses.flatMap(({ view }) => unsafePrints(template, view))).toEqual([]);
  });
});

test('the check finds what is missing', () => {
  const [use] = usesOf(kernelUses, 'kernels/portable/softmax.c.hbs');
  if (use === undefined) throw new Error('softmax has no kernel');
  expect(unknownPaths('kernels/portable/conv2d-grouped.c.hbs', use.view)).not.toEqual([]);
});

test('the check finds what is not escaped for its place', () => {
  const step = sourceProject()
    .getSourceFileOrThrow((file) => sourcePath(file) === 'lowering/program.ts')
    .getInterfaceOrThrow('KernelStep')
    .getType();
  const [softmax] = usesOf(kernelUses, 'kernels/portable/softmax.c.hbs');
  if (softmax === undefined) throw new Error('softmax has no kernel');
  const wrong = (template: string, text: string, view = softmax.view): number =>
    unsafePrintsOf(template, text, view).length;
  expect(
    ['a.c.hbs', 'CMakeLists.txt.hbs', 'README.md.hbs'].map((template) => wrong(template, 'x {{functionName}}', step)),
  ).toEqual([1, 1, 1]);
  expect(
    ['{{exponential}}', '"text" {{exponential}}', '/* */ {{depth}} {{exponential}}', '"\\"" {{exponential}}'].map(
      (text) => wrong('a.c.hbs', text),
    ),
  ).toEqual([0, 0, 0, 0]);
  expect(
    [
      '/* {{exponential}} */',
      '"{{exponential}}"',
      '/* " */ "\\" {{exponential}}"',
      '{{#if depth}}/*{{/if}} {{exponential}}',
    ].map((text) => wrong('a.c.hbs', text)),
  ).toEqual([1, 1, 1, 2]);
  expect(['# {{exponential}}', '{{exponential}}'].map((text) => wrong('Makefile.hbs', text))).toEqual([1, 1]);
  expect(
    ['`{{exponential}}`', '```\n{{exponential}}\n```', '- {{exponential}}'].map((text) => wrong('README.md.hbs', text)),
  ).toEqual([1, 1, 1]);
});

function usesOf(uses: readonly Use[], template: string): Use[] {
  const matching = uses.filter(({ pattern }) => pattern.test(template));
  const exact = matching.filter((use) => use.exact);
  return exact.length > 0 ? exact : matching;
}

function templatesIn(folder: string): string[] {
  return filesBelow(`templates/${folder}`)
    .filter((path) => path.endsWith('.hbs'))
    .map((path) => path.replace(/^templates\//, ''));
}

/** Kernels: `template` beside the type argument `V` of `Kernel<A, P, V>`. */
function findKernelUses(): Use[] {
  return sourceProject()
    .getSourceFiles()
    .filter((file) => sourcePath(file).startsWith('kernels/'))
    .flatMap((file) =>
      file.getDescendantsOfKind(SyntaxKind.PropertyAssignment).filter((property) => property.getName() === 'template'),
    )
    .map((property) => ({
      ...templatePattern(property.getInitializerOrThrow()),
      view: viewOfKernel(property),
      place: placeOf(property),
    }));
}

function viewOfKernel(property: PropertyAssignment): Type {
  const kernel = property.getParentIfKindOrThrow(SyntaxKind.ObjectLiteralExpression).getContextualType();
  const view = kernel?.getTypeArguments()[2] ?? kernel?.getAliasTypeArguments()[2];
  if (view === undefined) throw new Error(`${placeOf(property)}: not inside a Kernel<A, P, V>`);
  return view;
}

/**
 * Calls of `renderTemplate(name, view)`, and of the function in emit-package.ts that renders the files of a package.
 */
function findRenderUses(): Use[] {
  const calls = sourceProject()
    .getSourceFiles()
    .flatMap((file) => file.getDescendantsOfKind(SyntaxKind.CallExpression));
  return calls.flatMap((call) => {
    const { name, view } = renderArguments(call);
    return name === undefined || view === undefined
      ? []
      : [
          {
            ...templatePattern(name, call.getExpression().getText() === 'file'),
            view: view.getType(),
            place: placeOf(call),
          },
        ];
  });
}

function renderArguments(call: CallExpression): { readonly name?: Node | undefined; readonly view?: Node | undefined } {
  const [first, second, third, fourth] = call.getArguments();
  switch (call.getExpression().getText()) {
    case 'renderTemplate':
      return Node.isStringLiteral(first) ? { name: first, view: second } : {};
    case 'file':
      return Node.isStringLiteral(third) ? { name: third, view: fourth } : {};
    default:
      return {};
  }
}

/** A literal stands for itself; in a template literal each expression stands for a slug. */
function templatePattern(name: Node, inPackage = false): Pick<Use, 'pattern' | 'exact'> {
  if (Node.isStringLiteral(name) || Node.isNoSubstitutionTemplateLiteral(name)) {
    return {
      pattern: anchored([inPackage ? `package/${name.getLiteralText()}.hbs` : name.getLiteralText()]),
      exact: true,
    };
  }
  if (!Node.isTemplateExpression(name)) throw new Error(`${placeOf(name)}: a template is named by a literal`);
  const pieces = [
    name.getHead().getLiteralText(),
    ...name.getTemplateSpans().map((span) => span.getLiteral().getLiteralText()),
  ];
  return { pattern: anchored(pieces), exact: false };
}

function anchored(pieces: readonly string[]): RegExp {
  return new RegExp(`^${pieces.map((piece) => piece.replaceAll('.', '\\.')).join('[a-z0-9-]+')}$`);
}

function placeOf(node: Node): string {
  return `${sourcePath(node.getSourceFile())}:${node.getStartLineNumber()}`;
}
