/**
 * The matrix product in the heart of the simulator's convolutions and dense layers.
 *
 * Two weight rows share one double: `even + odd * 2^26`. A product with x, and a sum of such products, then holds two
 * int32 sums at once, exactly, as long as the even sum stays under 2^25 and the whole under 2^53. With
 * |x| <= 255 and |weight| <= 128 that is so for up to 1,024 products; longer rows are summed in such chunks.
 * Two windows by four doubles at a time make sixteen multiply-accumulates from six loads: faster than a compiled
 * reference kernel, with nothing but numbers.
 */
const chunk = 1024;
const packing = 2 ** 26;

/** Packs rows [rows][depth] of int8 weights, two to a double; an odd last row is paired with zeros. */
export function packRows(weights: Int8Array, firstRow: number, rows: number, depth: number): Float64Array {
  const packed = new Float64Array(Math.ceil(rows / 2) * depth);
  for (let pair = 0; pair * 2 < rows; pair += 1) {
    const even = (firstRow + pair * 2) * depth;
    const hasOdd = pair * 2 + 1 < rows;
    for (let k = 0; k < depth; k += 1) {
      packed[pair * depth + k] = (weights[even + k] ?? 0) + (hasOdd ? (weights[even + depth + k] ?? 0) * packing : 0);
    }
  }
  return packed;
}

/**
 * out[p * rows + r] = sum over k of windows[p * depth + k] * row r of the packed weights, exactly, in 32 bits.
 * Windows hold whole numbers from -255 to 255. The caller has proved that the sums fit 32 bits.
 */
export function multiplyMatrix(
  windows: Float64Array,
  count: number,
  depth: number,
  packed: Float64Array,
  rows: number,
  out: Int32Array,
): void {
  out.fill(0);
  const pairs = Math.ceil(rows / 2);
  const sums = new Float64Array(8);
  for (let begin = 0; begin < depth; begin += chunk) {
    const length = Math.min(chunk, depth - begin);
    for (let p = 0; p < count; p += 2) {
      const first = p * depth + begin;
      const second = p + 1 < count ? first + depth : first;
      for (let q = 0; q < pairs; q += 4) {
        const lanes = Math.min(4, pairs - q);
        multiplyBlock(windows, first, second, packed, q * depth + begin, lanes, depth, length, sums);
        addSums(sums, 0, lanes, out, p * rows, q, rows);
        if (p + 1 < count) addSums(sums, 4, lanes, out, (p + 1) * rows, q, rows);
      }
    }
  }
}

/** Splits packed sums into the two rows that they stand for. */
function addSums(
  sums: Float64Array,
  from: number,
  lanes: number,
  out: Int32Array,
  start: number,
  pair: number,
  rows: number,
): void {
  for (let lane = 0; lane < lanes; lane += 1) {
    const sum = sums[from + lane] ?? 0;
    const odd = Math.floor(sum / packing + 0.5);
    const row = (pair + lane) * 2;
    out[start + row] = (out[start + row] ?? 0) + (sum - odd * packing);
    if (row + 1 < rows) out[start + row + 1] = (out[start + row + 1] ?? 0) + odd;
  }
}

/** Products of two windows with up to four packed rows; a missing row repeats the first, and its sum is not used. */
function multiplyBlock(
  windows: Float64Array,
  first: number,
  second: number,
  packed: Float64Array,
  start: number,
  lanes: number,
  depth: number,
  length: number,
  sums: Float64Array,
): void {
  const w0 = start;
  const w1 = lanes > 1 ? start + depth : start;
  const w2 = lanes > 2 ? start + 2 * depth : start;
  const w3 = lanes > 3 ? start + 3 * depth : start;
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  /* eslint-disable @typescript-eslint/no-non-null-assertion -- inside by construction; checks cost half the speed */
  for (let k = 0; k < length; k += 1) {
    const a = windows[first + k]!;
    const b = windows[second + k]!;
    const u0 = packed[w0 + k]!;
    const u1 = packed[w1 + k]!;
    const u2 = packed[w2 + k]!;
    const u3 = packed[w3 + k]!;
    a0 += a * u0;
    a1 += a * u1;
    a2 += a * u2;
    a3 += a * u3;
    b0 += b * u0;
    b1 += b * u1;
    b2 += b * u2;
    b3 += b * u3;
  }
  /* eslint-enable @typescript-eslint/no-non-null-assertion */
  sums[0] = a0;
  sums[1] = a1;
  sums[2] = a2;
  sums[3] = a3;
  sums[4] = b0;
  sums[5] = b1;
  sums[6] = b2;
  sums[7] = b3;
}
