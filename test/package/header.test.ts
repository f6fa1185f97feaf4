import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect } from 'vitest';

import type { EmittedPackage } from '../../src/emit/package.js';
import type { Graph } from '../../src/ir/graph.js';
import { tensorOf } from '../../src/ir/graph.js';
import { elementBytes, elementCount, tensorBytes, type TensorId } from '../../src/ir/tensor.js';
import { warningFlags } from '../../src/runners/c-project.js';
import { inTemporaryFolder, runChecked, runTool, testWithTools } from '../support/tools.js';
import { sketchGraph } from '../support/tflite-graphs.js';
import { editPackage, manyPortsGraph, packageOf } from '../support/verify-samples.js';

/** A scalar in, a scalar out, both with a positive zero point. */
function scalarGraph(): Graph {
  const sketch = sketchGraph();
  const quantization = { kind: 'perTensor', scale: 0.1, zeroPoint: 3 } as const;
  const input = sketch.value([], 'int8', quantization);
  return sketch.finish('ports', [input], [sketch.node('relu', {}, [input], sketch.value([], 'int8', quantization))]);
}

function writePackage(folder: string, pkg: EmittedPackage): void {
  for (const { path, text } of pkg.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A C program that says of every port what the header says of it, and where in the arena it is. */
function portPrinter(graph: Graph): string {
  const ports = [...graph.inputs.map((_id, at) => `input_${at}`), ...graph.outputs.map((_id, at) => `output_${at}`)];
  const prints = ports.map((port) => {
    const macro = `PORTS_${port.toUpperCase()}`;
    return `    {
        static const int shape[] = ${macro}_SHAPE;
        printf("${port} rank %d shape", ${macro}_RANK);
        for (size_t i = 0; i < sizeof shape / sizeof shape[0]; ++i) {
            printf(" %d", shape[i]);
        }
        printf(" size %d bytes %d alignment %d", ${macro}_SIZE, ${macro}_BYTES, ${macro}_ALIGNMENT);
#ifdef ${macro}_SCALE
        printf(" scale %.9g zero %d", (double)${macro}_SCALE, ${macro}_ZERO_POINT);
#endif
        printf(" at %d\\n", (int)((const uint8_t *)ports_${port}(&model) - arena));
    }`;
  });
  return `#include <stdio.h>
#include "ports.h"

PORTS_ALIGNED static uint8_t arena[PORTS_ARENA_BYTES];

int main(void)
{
    ports_context model;
    if (ports_init(&model, arena, sizeof arena) != PORTS_OK) {
        return 1;
    }
    printf("%d inputs, %d outputs\\n", PORTS_INPUT_COUNT, PORTS_OUTPUT_COUNT);
${prints.join('\n')}
    return 0;
}
`;
}

/** The same of the graph and the manifest. */
function portLines(graph: Graph, { manifest }: EmittedPackage): string[] {
  const line = (port: string, id: TensorId, offset: number | undefined): string => {
    const { shape, dtype, quantization } = tensorOf(graph.tensors, id);
    const real =
      quantization?.kind === 'perTensor'
        ? ` scale ${Number(Math.fround(quantization.scale).toPrecision(9))} zero ${quantization.zeroPoint}`
        : '';
    const sizes = `size ${elementCount(shape)} bytes ${tensorBytes({ shape, dtype })} alignment ${elementBytes(dtype)}`;
    const dimensions = shape.length === 0 ? [1] : shape;
    return `${port} rank ${dimensions.length} shape ${dimensions.join(' ')} ${sizes}${real} at ${offset}`;
  };
  return [
    `${graph.inputs.length} inputs, ${graph.outputs.length} outputs`,
    ...graph.inputs.map((id, at) => line(`input_${at}`, id, manifest.inputs[at]?.arenaOffset)),
    ...graph.outputs.map((id, at) => line(`output_${at}`, id, manifest.outputs[at]?.arenaOffset)),
  ];
}

describe('the header of a package', () => {
  for (const [title, graph] of [
    ['of int8 and float32, several of each', manyPortsGraph()],
    ['that are scalars', scalarGraph()],
  ] as const) {
    testWithTools(['gcc'], `says of ports what the model says of them: ${title}`, () => {
      inTemporaryFolder((folder) => {
        const pkg = packageOf(graph, 'ports');
        writePackage(folder, pkg);
        writeFileSync(join(folder, 'main.c'), portPrinter(graph));
        runChecked('gcc', [...warningFlags, 'main.c', 'ports.c', 'ports_data.c', '-o', 'app'], { cwd: folder });
        expect(runTool(join(folder, 'app'), [])).toEqual({
          exitCode: 0,
          output: `${portLines(graph, pkg).join('\n')}\n`,
        });
      });
    });
  }
});

describe('the self-test of a package', () => {
  testWithTools(
    ['make', 'cc'],
    'makes int8 and float32 inputs as the compiler does, and names a tensor that differs',
    () => {
      const sound = packageOf(manyPortsGraph(), 'ports');
      const wrong = editPackage(sound, 'ports_vectors.h', (text) =>
        text.replace(/0x[0-9a-f]{8}u(?=[^u]*$)/, '0x12345678u'),
      );
      inTemporaryFolder((folder) => {
        writePackage(folder, sound);
        expect(runChecked('make', ['-C', folder, 'test'])).toMatch(/ports: (\d+) of \1 cases equal/);
        writePackage(folder, wrong);
        const { exitCode, output } = runTool('make', ['-C', folder, '-B', 'test']);
        expect(exitCode).not.toBe(0);
        expect(output).toMatch(/first difference in tensor \d+, op02 dequantize/);
      });
    },
  );
});
