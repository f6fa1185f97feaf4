import { describe, expect, it } from 'vitest';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { emitPackage } from '../../src/emit/emit-package.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Program } from '../../src/lowering/program.js';
import { declaredSharing, type SharingOf } from '../../src/planner/sharing.js';
import { availableRunners } from '../../src/runners/index.js';
import { inspectMemory } from '../../src/report/inspect-memory.js';
import { extremeCases, randomCases } from '../../src/verify/cases.js';
import { verifyRunnable } from '../../src/verify/verify.js';
import { programWith, selectionFor } from '../support/forced-kernels.js';
import { sketchGraph } from '../support/tflite-graphs.js';
import { requireTool } from '../support/tools.js';
import { valueOf } from '../support/verify-samples.js';

/** Results over inputs: not what a compile does, but what a plan can say and emitted code must then keep to. */

const elementByElement = ['add', 'mul', 'logistic', 'maximum'];
const sharingOf: SharingOf = (node) => (elementByElement.includes(node.op) ? 'overwrite' : declaredSharing(node));

/** 0, 1 in; 2 = 0 + 1; 3 = 2 * 1, one number for each channel; 4 the bytes of 3; 5 = logistic 4; 6 = max(5, 1). */
function graph(): Graph {
  const sketch = sketchGraph();
  const [left, right] = [sketch.value([1, 3, 5, 2]), sketch.value([1, 3, 5, 2])];
  const sum = sketch.node('add', { activation: 'none' }, [left, right], sketch.value([1, 3, 5, 2]));
  const product = sketch.node('mul', { activation: 'none' }, [sum, right], sketch.value([1, 3, 5, 2]));
  const flat = sketch.node('reshape', { shape: [1, 30] }, [product], sketch.value([1, 30]));
  const sigmoid = { kind: 'perTensor', scale: 1 / 256, zeroPoint: -128 } as const;
  const curve = sketch.node('logistic', {}, [flat], sketch.value([1, 30], 'int8', sigmoid));
  const other = sketch.value([1, 30], 'int8', sigmoid);
  const larger = sketch.node('maximum', {}, [curve, other], sketch.value([1, 30], 'int8', sigmoid));
  return sketch.finish('inplace', [left, right, other], [larger]);
}

function program(inPlace: boolean): Program {
  return programWith(graph(), selectionFor(graph(), 'double'), 'double', 'inplace', { inPlace, sharingOf });
}

function packageOf(of: Program): EmittedPackage {
  return emitPackage(of, {
    modelFile: 'm.tflite',
    modelSha256: '',
    vectors: { seed: 0, tensors: [], cases: [] },
  });
}

/** The parameters of each layer's function. */
function parameters(of: Program): string[] {
  const source = packageOf(of).files.find(({ path }) => path === 'inplace.c')?.text ?? '';
  return [...source.matchAll(/^static void inplace_(op\w+)\(([^)]*)\)$/gm)].map(([, name, list]) => `${name}: ${list}`);
}

describe('a program in place', () => {
  it('has every result on the buffer of its first input', () => {
    const [before, after] = [program(false), program(true)];
    expect(before.memories[0].peakBytes).toBe(4 * 32);
    expect(after.memories[0].peakBytes).toBe(3 * 32);
    expect(after.buffers).toMatchObject([
      { tensor: 0, aliases: [2, 3, 4, 5, 7], firstStep: -1, lastStep: 5 },
      { tensor: 1, aliases: [] },
      { tensor: 6, aliases: [] },
    ]);
    expect(inspectMemory(after).regions.map(({ name }) => name)).toEqual([
      'input 0 tensor/0',
      'input 1 tensor/1',
      'input 2 tensor/6',
    ]);
  });

  it('promises the compiler of a pointer that nothing else writes to its bytes only where that is so', () => {
    expect(parameters(program(false))).toEqual([
      'op00_add: const int8_t *restrict in0, const int8_t *restrict in1, int8_t *restrict out',
      'op01_mul: const int8_t *restrict in0, const int8_t *restrict in1, int8_t *restrict out',
      'op03_logistic: const int8_t *restrict in, int8_t *restrict out',
      'op04_maximum: const int8_t *restrict in0, const int8_t *restrict in1, int8_t *restrict out',
    ]);
    expect(parameters(program(true))).toEqual([
      'op00_add: const int8_t *in0, const int8_t *restrict in1, int8_t *out',
      'op01_mul: const int8_t *in0, const int8_t *restrict in1, int8_t *out',
      'op03_logistic: const int8_t *in, int8_t *out',
      'op04_maximum: const int8_t *in0, const int8_t *restrict in1, int8_t *out',
    ]);
  });

  it('does not count reading the same bytes twice', () => {
    const sketch = sketchGraph();
    const input = sketch.value([1, 4]);
    const twice = sketch.node('add', { activation: 'none' }, [input, input], sketch.value([1, 4]));
    const doubled = sketch.finish('inplace', [input], [twice]);
    const made = programWith(doubled, selectionFor(doubled, 'double'), 'double', 'inplace', {
      inPlace: true,
      sharingOf,
    });
    expect(parameters(made)).toEqual([
      'op00_add: const int8_t *restrict in0, const int8_t *restrict in1, int8_t *restrict out',
    ]);
  });
});

const runners = await availableRunners({ sanitize: true });
if (runners.length < 2) requireTool('cc');

it.each(runners)('what is emitted in place has the bits of the simulator: $description', async (runner) => {
  const model = valueOf(await runner.prepare(packageOf(program(true))));
  const cases = [...extremeCases(graph()), ...randomCases(graph(), 5, 7)];
  const options = { rounding: 'double', runner, cases, stopAtFirst: true, bisect: true } as const;
  const report = await verifyRunnable(graph(), 'inplace', model, options);
  await model.close();
  expect(report.ok ? report.value.equal : renderDiagnostics(report.diagnostics)).toBe(true);
});

it('a kernel that needs scratch gets a pointer to it, and the arena map shows it', () => {
  const sketch = sketchGraph();
  const input = sketch.value([1, 4]);
  const output = sketch.node('add', { activation: 'none' }, [input, input], sketch.value([1, 4]));
  const summed = sketch.finish('inplace', [input], [output]);
  const selection = new Map(
    [...selectionFor(summed, 'double')].map(([id, each]) => [
      id,
      { ...each, cost: { ...each.cost, scratchBytes: 40 } },
    ]),
  );
  const made = programWith(summed, selection, 'double', 'inplace');
  expect(made.memories).toEqual([{ name: 'ram', kind: 'ram', peakBytes: 48 + 32, lowerBoundBytes: 48 + 32 }]);
  expect(made.steps).toMatchObject([{ arguments: [{}, {}, {}, { parameter: 'scratch', offset: 0, aliased: false }] }]);
  expect(parameters(made)[0]).toMatch(/int8_t \*restrict out, int8_t \*restrict scratch$/);
  expect(inspectMemory(made).regions).toContainEqual({
    tensor: null,
    name: 'op00 scratch',
    offset: 0,
    bytes: 40,
    firstStep: 0,
    lastStep: 0,
    aliases: [],
  });
});
