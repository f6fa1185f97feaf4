/**
 * out[p * rows + r] = sum over k of windows[p * depth + k] * weights[(firstRow + r) * depth + k], exactly, in 32 bits.
 *
 * The heart of the simulator's convolutions: two windows by four weight rows at a time keep eight accumulators
 * in registers, which is what makes it as fast as a compiled reference kernel. The caller has proved that sums fit.
 */
export function multiplyMatrix(
  windows: Int32Array,
  count: number,
  depth: number,
  weights: Int8Array,
  firstRow: number,
  rows: number,
  out: Int32Array,
): void {
  const blockedRows = rows - (rows % 4);
  let p = 0;
  for (; p + 2 <= count; p += 2) {
    for (let r = 0; r < blockedRows; r += 4) multiplyBlock(windows, p, depth, weights, firstRow + r, out, p * rows + r, rows);
  }
  for (let q = 0; q < count; q += 1) {
    for (let r = q < p ? blockedRows : 0; r < rows; r += 1) {
      out[q * rows + r] = multiplyRow(windows, q * depth, weights, (firstRow + r) * depth, depth);
    }
  }
}

/* The indices below are inside the arrays by construction: `!` costs nothing, a check would cost half the speed. */
/* eslint-disable @typescript-eslint/no-non-null-assertion */

function multiplyRow(windows: Int32Array, window: number, weights: Int8Array, row: number, depth: number): number {
  let sum = 0;
  for (let k = 0; k < depth; k += 1) sum = (sum + Math.imul(windows[window + k]!, weights[row + k]!)) | 0;
  return sum;
}

function multiplyBlock(
  windows: Int32Array,
  p: number,
  depth: number,
  weights: Int8Array,
  row: number,
  out: Int32Array,
  target: number,
  stride: number,
): void {
  const x = p * depth;
  const y = x + depth;
  const w0 = row * depth;
  const w1 = w0 + depth;
  const w2 = w1 + depth;
  const w3 = w2 + depth;
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  for (let k = 0; k < depth; k += 1) {
    const a = windows[x + k]!;
    const b = windows[y + k]!;
    const u0 = weights[w0 + k]!;
    const u1 = weights[w1 + k]!;
    const u2 = weights[w2 + k]!;
    const u3 = weights[w3 + k]!;
    a0 = (a0 + Math.imul(a, u0)) | 0;
    a1 = (a1 + Math.imul(a, u1)) | 0;
    a2 = (a2 + Math.imul(a, u2)) | 0;
    a3 = (a3 + Math.imul(a, u3)) | 0;
    b0 = (b0 + Math.imul(b, u0)) | 0;
    b1 = (b1 + Math.imul(b, u1)) | 0;
    b2 = (b2 + Math.imul(b, u2)) | 0;
    b3 = (b3 + Math.imul(b, u3)) | 0;
  }
  out[target] = a0;
  out[target + 1] = a1;
  out[target + 2] = a2;
  out[target + 3] = a3;
  out[target + stride] = b0;
  out[target + stride + 1] = b1;
  out[target + stride + 2] = b2;
  out[target + stride + 3] = b3;
}
