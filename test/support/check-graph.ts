import type { Diagnostic, Result } from '../../src/diagnostics/diagnostic.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { compilerCodes } from '../../src/diagnostics/catalog.js';
import { tfliteCodes } from '../../src/formats/tflite/codes.js';
import type { Graph } from '../../src/ir/graph.js';
import { elementCount, tensorBytes, type Quantization, type Tensor } from '../../src/ir/tensor.js';

const knownCodes: ReadonlySet<string> = new Set([...tfliteCodes, ...compilerCodes].map(({ code }) => code));

/** A report that fills more than this is no help; hostile names and lists must not make one. */
const longestReport = 100_000;

/**
 * What a reader may never do, whatever the file was: a broken promise as a sentence, or null. Written apart from the
 * reader.
 */
export function brokenPromise(result: Result<Graph>): string | null {
  return result.ok ? graphTrouble(result.value) : reportTrouble(result.diagnostics);
}

function reportTrouble(diagnostics: readonly Diagnostic[]): string | null {
  const text = renderDiagnostics(diagnostics);
  const unknown = diagnostics.find((item) => !knownCodes.has(item.code));
  if (unknown !== undefined) return `code ${unknown.code} has no page`;
  if (/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u.test(text)) return 'the report holds control characters';
  return text.length > longestReport ? `a report of ${text.length} characters` : null;
}

function graphTrouble(graph: Graph): string | null {
  const ready = new Set(graph.inputs);
  for (const tensor of graph.tensors.values()) {
    const trouble = tensorTrouble(tensor);
    if (trouble !== null) return `tensor ${tensor.id}: ${trouble}`;
    if (tensor.data !== null) ready.add(tensor.id);
  }
  for (const node of graph.nodes) {
    if (node.inputs.some((id) => id !== null && !ready.has(id))) return `node ${node.id} runs before its inputs exist`;
    if (node.outputs.some((id) => ready.has(id) || !graph.tensors.has(id)))
      return `node ${node.id} writes a tensor twice, or none`;
    for (const id of node.outputs) ready.add(id);
  }
  const edges = [...graph.inputs, ...graph.outputs];
  if (edges.some((id) => !graph.tensors.has(id) || !ready.has(id))) return 'an input or output is no tensor';
  return new Set(edges).size === edges.length ? null : 'inputs and outputs repeat';
}

function tensorTrouble(tensor: Tensor): string | null {
  const { shape, data } = tensor;
  if (shape.length > 8 || shape.some((size) => !Number.isInteger(size) || size < 1))
    return `shape [${shape.join(', ')}]`;
  if (elementCount(shape) >= 2 ** 31) return `${elementCount(shape)} elements`;
  if (data !== null && data.length !== tensorBytes(tensor)) return `${data.length} bytes of data`;
  return tensor.quantization === null ? null : quantizationTrouble(tensor, tensor.quantization);
}

function quantizationTrouble(tensor: Tensor, quantization: Quantization): string | null {
  if (quantization.kind === 'unscaled') return 'no scale';
  const scales = quantization.kind === 'perTensor' ? [quantization.scale] : quantization.scales;
  const zeroPoints = quantization.kind === 'perTensor' ? [quantization.zeroPoint] : quantization.zeroPoints;
  if (scales.some((scale) => !(scale > 0 && scale < Infinity) || Math.fround(scale) !== scale)) return 'a scale';
  if (zeroPoints.length !== scales.length || !zeroPoints.every(Number.isSafeInteger)) return 'a zero point';
  return quantization.kind === 'perChannel' && tensor.shape[quantization.axis] !== scales.length
    ? 'the quantized axis'
    : null;
}
