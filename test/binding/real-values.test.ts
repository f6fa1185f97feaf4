import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dequantizeValues, quantizeValues } from '../../src/binding/real-values.js';
import { readPackage } from '../../src/binding/read-package.js';
import { valueOrThrow } from '../../src/binding/value-or-throw.js';
import { compile } from '../../src/compiler.js';
import { roleOf } from '../../src/emit/file-role.js';
import { withBinding } from '../../src/emit/typed-binding.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { writePackage } from '../../src/cli/write-package.js';
import { temporaryFolder } from '../support/command-line.js';
import { convolutionGraph, sketchGraph } from '../support/tflite-graphs.js';

describe('real values of a binding', () => {
  const scale = Math.fround(0.1);
  const sketch = sketchGraph();
  const quantization = { kind: 'perTensor', scale, zeroPoint: -5 } as const;
  const real = sketch.value([1, 6], 'float32', null);
  const bytes = sketch.node('quantize', {}, [real], sketch.value([1, 6], 'int8', quantization));
  const back = sketch.node('dequantize', {}, [bytes], sketch.value([1, 6], 'float32', null));
  const simulator = createSimulator(sketch.finish('border', [real], [bytes, back]), 'double');
  const port = { dtype: 'int8', scale, zeroPoint: -5 } as const;

  it('are what QUANTIZE and DEQUANTIZE of the simulator make of them', () => {
    const float = fc.oneof(fc.float(), fc.float({ min: -15, max: 15 }), fc.constantFrom(0.05, 0.15, -0.25, 12.65));
    fc.assert(
      fc.property(fc.array(float, { minLength: 6, maxLength: 6 }), (numbers) => {
        const [quantized, dequantized] = simulator.run([Float32Array.from(numbers)]);
        const values = quantizeValues(port, numbers);
        expect(values).toEqual(quantized);
        expect(dequantizeValues(port, values)).toEqual(dequantized);
      }),
    );
  });

  it('of uint8 lie between 0 and 255', () => {
    const unsigned = { dtype: 'uint8', scale: 1, zeroPoint: 10 } as const;
    expect(quantizeValues(unsigned, [-100, 0, NaN, 0.5, 1000])).toEqual(Uint8Array.of(0, 10, 10, 11, 255));
    expect(dequantizeValues(unsigned, Uint8Array.of(0, 10, 255))).toEqual(Float32Array.of(-10, 0, 245));
  });
});

describe('a package that is read again', () => {
  const folder = temporaryFolder();
  const target = valueOrThrow(loadTarget('cortex-m4'));
  const source = { file: 'm.tflite', sha256: '0'.repeat(64) };
  const options = { name: 'model', target, rounding: 'double' } as const;

  it('is the one that was written, roles included', async () => {
    const emitted = valueOrThrow(await withBinding(valueOrThrow(compile(convolutionGraph(), source, options))));
    for (const { path, role } of emitted.files) expect([path, roleOf(path)]).toEqual([path, role]);
    valueOrThrow(await writePackage(emitted, join(folder, 'written')));
    const { files, ...rest } = valueOrThrow(readPackage(join(folder, 'written')));
    const byPath = (list: typeof files) => new Map(list.map((file) => [file.path, file]));
    expect(rest).toEqual({ name: emitted.name, manifest: emitted.manifest });
    expect(byPath(files)).toEqual(byPath(emitted.files));
  });

  it.each([
    ['text that is no JSON', 'x'],
    ['no object', 'null'],
    ['nothing in it', '{}'],
    ['a path out of the folder', '{"name":"a","arenaBytes":1,"inputs":[],"outputs":[],"files":[{"path":"../a.c"}]}'],
    ['a name that is code', '{"name":"a;","arenaBytes":1,"inputs":[],"outputs":[],"files":[]}'],
    ['sizes that are none', '{"name":"a","arenaBytes":1,"inputs":[{"bytes":"1"}],"outputs":[],"files":[]}'],
  ])('has a manifest: not %s (I8C5503)', (what, text) => {
    const at = join(folder, what.replaceAll(' ', '-'));
    mkdirSync(at);
    writeFileSync(join(at, 'manifest.json'), text);
    const result = readPackage(at);
    expect(result.diagnostics.map(({ code }) => code)).toEqual(['I8C5503']);
  });

  it('is missed where there is none', () => {
    expect(() => valueOrThrow(readPackage(join(folder, 'nowhere')))).toThrow('I8C6004');
  });

  it('has no binding where what ts-morph needs is not there, and hides no other fault', async () => {
    const emitted = valueOrThrow(compile(convolutionGraph(), source, { ...options, selfTest: false }));
    const missing = Object.assign(new Error('no package'), { code: 'MODULE_NOT_FOUND' });
    const result = await withBinding(emitted, () => Promise.reject(missing));
    expect(result.diagnostics.map(({ code }) => code)).toEqual(['I8C5501']);
    await expect(withBinding(emitted, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
