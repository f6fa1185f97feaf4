import type { EmittedPackage } from '../emit/package.js';
import { renderTemplate } from '../emit/template-engine.js';
import { c, cIdentifier, joinCode } from '../text/sinks.js';

/** Warnings under which emitted C must stay silent. */
export const warningFlags: readonly string[] =
  '-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wdouble-promotion -Werror'.split(' ');

/** Files to be compiled together: packages, each in a folder of its name, and the harness that drives them. */
export interface CProject {
  readonly files: ReadonlyMap<string, string>;
  /** Paths of the .c files. */
  readonly sources: readonly string[];
  /** `-D…` flags that switch the trace hooks on, and where headers are found. */
  readonly flags: readonly string[];
}

const compiledRoles: ReadonlySet<string> = new Set(['header', 'source', 'data']);

/** Lays out packages of different names with a harness. `main` adds the program that serves a runner through pipes. */
export function layOutProject(packages: readonly EmittedPackage[], main: 'main' | 'library'): CProject {
  if (new Set(packages.map(({ name }) => name)).size !== packages.length)
    throw new Error('int8c bug: packages of one build need different names');
  const files = new Map<string, string>();
  for (const { name, files: emitted } of packages) {
    for (const { path, role, text } of emitted) if (compiledRoles.has(role)) files.set(`${name}/${path}`, text);
  }
  files.set('harness.h', renderTemplate('harness/harness.h.hbs', {}));
  files.set('models.c', renderTemplate('harness/models.c.hbs', { models: packages.map(modelView) }));
  if (main === 'main') files.set('host_main.c', renderTemplate('harness/host_main.c.hbs', {}));
  return {
    files,
    sources: [...files.keys()].filter((path) => path.endsWith('.c')),
    flags: ['-I.', ...packages.map(({ name }) => `-D${name.toUpperCase()}_TRACE`)],
  };
}

function modelView({ name, manifest }: EmittedPackage) {
  return {
    prefix: cIdentifier(name),
    upperPrefix: cIdentifier(name.toUpperCase()),
    inputs: manifest.inputs.map((_input, index) => index),
    outputs: manifest.outputs.map((_output, index) => index),
    inputBytes: joinCode(
      manifest.inputs.map(({ bytes }) => c`${bytes}`),
      ', ',
    ),
    outputBytes: joinCode(
      manifest.outputs.map(({ bytes }) => c`${bytes}`),
      ', ',
    ),
  };
}
