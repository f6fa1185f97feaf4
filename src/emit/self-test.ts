import { c, cIdentifier, cNumber, cString, joinCode, type CCode } from '../text/sinks.js';
import type { TestVectors } from '../simulator/test-vectors.js';
import type { SourceView } from './package-view.js';
import { cInt } from './c-literals.js';
import type { PortView } from './macro-view.js';
import type { EmittedFile } from './package.js';
import { renderTemplate } from './template-engine.js';

export function selfTestFiles(common: SourceView, vectors: TestVectors): EmittedFile[] {
  const view = {
    ...common,
    inputs: common.inputs.map((port) => ({ ...port, fill: fillExpression(port) })),
    seed: cNumber(`0x${vectors.seed.toString(16)}u`),
    tensorCount: vectors.tensors.length,
    caseCount: vectors.cases.length,
    tensors: vectors.tensors.map(({ id, label }) => ({ id, label: cString(label) })),
    keptBytes: vectors.cases[0]?.output.length ?? 0,
    cases: vectors.cases.map(({ name, kind, checksums, output }) => ({
      name: cString(name),
      kind: cIdentifier(kind.toUpperCase()),
      checksums: initializer(checksums.map((sum) => cNumber(`0x${sum.toString(16).padStart(8, '0')}u`))),
      output: initializer([...output].map(cInt)),
    })),
  };
  return [
    { path: `test/${common.prefix}_test.c`, role: 'test', text: renderTemplate('package/model_test.c.hbs', view) },
    {
      path: `test/${common.prefix}_vectors.h`,
      role: 'test',
      text: renderTemplate('package/model_vectors.h.hbs', view),
    },
  ];
}

/** How the emitted test turns a number -128 … 127 into an input value; the simulator's `testInputs` does the same. */
function fillExpression({ ctype, zeroPoint }: PortView): CCode {
  if (ctype === 'uint8_t') return c`(uint8_t)(next_value(kind, i, &state, ${zeroPoint - 128}) + 128)`;
  const value = c`next_value(kind, i, &state, ${zeroPoint})`;
  return ctype === 'float' ? c`(float)${value} * 0.0625f` : value;
}

const initializerWidth = 96;

/** Texts of a nested initializer, broken into lines that go on under the brace. */
function initializer(texts: readonly CCode[]): CCode {
  const lines: CCode[][] = [[]];
  let width = 0;
  for (const text of texts) {
    if (width + text.length > initializerWidth) {
      lines.push([]);
      width = 0;
    }
    lines.at(-1)?.push(text);
    width += text.length + ', '.length;
  }
  return joinCode(
    lines.map((line) => joinCode(line, ', ')),
    ',\n          ',
  );
}
