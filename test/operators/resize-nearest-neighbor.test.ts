import { describe, expect, it } from 'vitest';
import type { OperatorAttributes } from '../../src/operators/registry.js';
import { resizeNearestNeighborTables } from '../../src/kernels/portable/resize.js';
import {
  resizeNearestNeighbor,
  resizeNearestNeighborBytes,
} from '../../src/operators/movement/resize-nearest-neighbor.js';
import { brokenRules, inferredShape, loweredView, runReference, sketchSite } from '../support/operator-node.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { valueOf } from '../support/verify-samples.js';

type ResizeAttributes = OperatorAttributes['resize-nearest-neighbor'];

const line = { shape: [1, 1, 5, 1], values: [10, 20, 30, 40, 50] };

function attributes(outputHeight: number, outputWidth: number, how: Partial<ResizeAttributes> = {}): ResizeAttributes {
  return { outputSize: [outputHeight, outputWidth], alignCorners: false, halfPixelCenters: false, ...how };
}

function resizedLine(width: number, how: Partial<ResizeAttributes> = {}): number[] {
  return runReference(resizeNearestNeighborBytes, {
    attributes: attributes(1, width, how),
    inputs: [line],
    output: { shape: [1, 1, width, 1] },
  });
}

describe('resize-nearest-neighbor', () => {
  it('takes the pixel at or before, the nearest center, or aligned corners', () => {
    expect(resizedLine(3)).toEqual([10, 20, 40]);
    expect(resizedLine(3, { halfPixelCenters: true })).toEqual([10, 30, 50]);
    expect(resizedLine(3, { alignCorners: true })).toEqual([10, 30, 50]);
    expect(resizedLine(4, { alignCorners: true, halfPixelCenters: true })).toEqual([20, 30, 40, 50]);
    expect(resizedLine(1, { alignCorners: true })).toEqual([10]);
  });

  it('keeps channels together and images apart', () => {
    const images = { shape: [2, 1, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] };
    const run = { attributes: attributes(2, 1), inputs: [images], output: { shape: [2, 2, 1, 2] } };
    expect(runReference(resizeNearestNeighborBytes, run)).toEqual([1, 2, 1, 2, 5, 6, 5, 6]);
    expect(loweredView(resizeNearestNeighborBytes, run).view).toMatchObject({
      rowCount: 4,
      columnCount: 1,
      timesInputWidth: ' * 2',
      timesChannels: ' * 2',
      pixelBytes: 2,
    });
  });

  it('computes positions in float32', () => {
    const site = sketchSite(resizeNearestNeighborBytes, {
      attributes: attributes(60, 1),
      inputs: [{ shape: [1, 3, 1, 1] }],
      output: { shape: [1, 60, 1, 1] },
    });
    const { rows } = resizeNearestNeighborBytes.prepare(site);
    expect(rows.slice(18, 22)).toEqual([0, 0, 1, 1]);
    expect(rows.slice(38, 42)).toEqual([1, 1, 2, 2]);
  });

  it('holds positions in the smallest type', () => {
    const ctype = (height: number): string | undefined => {
      const site = sketchSite(resizeNearestNeighborBytes, {
        attributes: attributes(height, 1),
        inputs: [{ shape: [1, height, 1, 1] }],
        output: { shape: [1, height, 1, 1] },
      });
      const prepared = resizeNearestNeighborBytes.prepare(site);
      const [rows] = resizeNearestNeighborTables.pack?.({ site, prepared, target: valueOf(loadTarget('host')) }) ?? [];
      return rows?.ctype;
    };
    expect([256, 257, 32768, 32769].map(ctype)).toEqual(['uint8_t', 'int16_t', 'int16_t', 'int32_t']);
  });

  it('infers its shape and refuses to change type or quantization', () => {
    expect(inferredShape(resizeNearestNeighbor, attributes(2, 7), [line])).toEqual([1, 2, 7, 1]);
    const sketch = { attributes: attributes(1, 5), inputs: [line], output: line };
    expect(brokenRules(resizeNearestNeighborBytes, sketch)).toEqual([]);
    expect(brokenRules(resizeNearestNeighborBytes, { ...sketch, output: { ...line, dtype: 'float32' } })).toEqual([
      'I8C2700',
    ]);
    expect(brokenRules(resizeNearestNeighborBytes, { ...sketch, output: { ...line, zeroPoint: 1 } })).toEqual([
      'I8C2701',
    ]);
  });
});
