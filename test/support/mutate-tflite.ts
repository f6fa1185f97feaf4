/** Pseudo-random numbers that a seed repeats (mulberry32). Answers an integer from 0 to below `limit`. */
export type Random = (limit: number) => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

function truncate(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, random(bytes.length + 1));
}

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  for (let left = 1 + random(8); left > 0; left -= 1) {
    const at = random(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  }
  return bytes;
}

/** Position of an aligned 32-bit word: offsets, lengths and most numbers stand in those. */
function wordAt(bytes: Uint8Array, random: Random): number {
  return 4 * random(Math.max(1, Math.floor(bytes.length / 4)));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function swapWords(bytes: Uint8Array, random: Random): Uint8Array {
  const [first, second] = [wordAt(bytes, random), wordAt(bytes, random)];
  const view = viewOf(bytes);
  const kept = view.getUint32(first, true);
  view.setUint32(first, view.getUint32(second, true), true);
  view.setUint32(second, kept, true);
  return bytes;
}

const evilWords = [
  0, 1, 2, 3, 4, 8, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff8, 0xfffffffc, 0xfffffffe, 0xffffffff,
] as const;

function overwriteWord(bytes: Uint8Array, random: Random): Uint8Array {
  viewOf(bytes).setUint32(wordAt(bytes, random), evilWords[random(evilWords.length)] ?? 0, true);
  return bytes;
}

/** Makes an offset point elsewhere in the file, backwards too. */
function redirectOffset(bytes: Uint8Array, random: Random): Uint8Array {
  const from = wordAt(bytes, random);
  viewOf(bytes).setInt32(from, wordAt(bytes, random) - from, true);
  return bytes;
}

/** Small steps: a neighbouring table, one element more or less, another index. */
function nudgeWord(bytes: Uint8Array, random: Random): Uint8Array {
  const at = wordAt(bytes, random);
  const view = viewOf(bytes);
  view.setInt32(at, view.getInt32(at, true) + random(17) - 8, true);
  return bytes;
}

function overwriteHalfWord(bytes: Uint8Array, random: Random): Uint8Array {
  viewOf(bytes).setUint16(
    2 * random(Math.floor(bytes.length / 2)),
    random(2) === 0 ? random(32) : random(65_536),
    true,
  );
  return bytes;
}

function hugeLength(bytes: Uint8Array, random: Random): Uint8Array {
  const lengths = [bytes.length, Math.floor(bytes.length / 4), 100_000, 100_001, 0x3fffffff, 0xffffffff];
  viewOf(bytes).setUint32(wordAt(bytes, random), lengths[random(lengths.length)] ?? 0, true);
  return bytes;
}

function zeroRegion(bytes: Uint8Array, random: Random): Uint8Array {
  const start = random(bytes.length);
  return bytes.fill(0, start, start + 1 + random(64));
}

function copyRegion(bytes: Uint8Array, random: Random): Uint8Array {
  const start = wordAt(bytes, random);
  return bytes.copyWithin(wordAt(bytes, random), start, start + 4 * (1 + random(16)));
}

function removeRegion(bytes: Uint8Array, random: Random): Uint8Array {
  const start = random(bytes.length);
  const end = Math.min(bytes.length, start + 1 + random(32));
  return joined(bytes.subarray(0, start), bytes.subarray(end));
}

function insertRegion(bytes: Uint8Array, random: Random): Uint8Array {
  const start = random(bytes.length);
  const inserted = Uint8Array.from({ length: 1 + random(32) }, () => random(256));
  return joined(bytes.subarray(0, start), inserted, bytes.subarray(start));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

const mutations: readonly Mutation[] = [
  truncate,
  flipBits,
  flipBits,
  swapWords,
  overwriteWord,
  overwriteWord,
  redirectOffset,
  redirectOffset,
  nudgeWord,
  nudgeWord,
  overwriteHalfWord,
  hugeLength,
  zeroRegion,
  copyRegion,
  removeRegion,
  insertRegion,
];

/** A damaged copy of a file; the same seed gives the same copy. One to four mutations follow each other. */
export function mutateTflite(original: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(seed);
  let bytes: Uint8Array = original.slice();
  for (let left = 1 + random(4); left > 0 && bytes.length >= 8; left -= 1) {
    bytes = (mutations[random(mutations.length)] ?? flipBits)(bytes, random);
  }
  return bytes;
}
