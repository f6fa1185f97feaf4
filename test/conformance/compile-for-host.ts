import { createHash } from 'node:crypto';
import { success, type Result } from '../../src/diagnostics/diagnostic.js';
import { compile } from '../../src/compiler.js';
import { prefixFromFileName } from '../../src/emit/c-identifier.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { loadTarget } from '../../src/targets/load-target.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import type { CompiledModel } from './conformance.js';

/** Reads and compiles a model for this machine, as conformance wants it. */
export function compileForHost(rounding: Rounding): (bytes: Uint8Array, file: string) => Result<CompiledModel> {
  return (bytes, file) => {
    const graph = readTflite(bytes, file);
    if (!graph.ok) return graph;
    const target = loadTarget('host');
    if (!target.ok) return target;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const pkg = compile(
      graph.value,
      { file, sha256 },
      { name: prefixFromFileName(file), target: target.value, rounding },
    );
    return pkg.ok ? success({ graph: graph.value, pkg: pkg.value }) : pkg;
  };
}
