/**
 * Synthetic spectrograms: what the example network is fitted to. Only + - * / and square roots, so that every machine
 * draws the same.
 */

export const frames = 49;
export const bands = 10;

/** What a spectrogram can show, in the order of the network's outputs. */
export const toneClasses = ['silence', 'steady', 'rising', 'falling'] as const;
export type ToneClass = (typeof toneClasses)[number];

/** Uniform numbers in [0, 1). */
export type RandomSource = () => number;

/** A 32-bit xorshift generator; the seed is not 0. */
export function createRandom(seed: number): RandomSource {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function between(random: RandomSource, low: number, high: number): number {
  return low + (high - low) * random();
}

/** A smooth hump: 1 at distance 0, 0 from `width` on. */
export function hump(distance: number, width: number): number {
  const rest = 1 - (distance / width) ** 2;
  return rest > 0 ? rest * rest : 0;
}

/** Band energies 0 … 1 of one second of sound, [frames, bands]: noise, and a tone that stays, climbs or drops. */
export function drawTone(kind: ToneClass, random: RandomSource): Float64Array {
  const noise = between(random, 0.05, 0.25);
  const loudness = kind === 'silence' ? 0 : between(random, 0.5, 1);
  const length = between(random, 26, 42);
  const start = between(random, 0, frames - length);
  const bandsPerFrame = climb(kind, random) / length;
  const middle = between(random, 3.5, 5.5);
  const width = between(random, 1.2, 2);
  return Float64Array.from({ length: frames * bands }, (_, at) => {
    const frame = Math.floor(at / bands);
    const sounding = frame >= start && frame < start + length;
    const centre = middle + bandsPerFrame * (frame - start - length / 2);
    const tone = sounding ? loudness * hump((at % bands) - centre, width) : 0;
    return Math.min(1, tone + noise * random());
  });
}

/** Bands that a tone crosses from its beginning to its end. */
function climb(kind: ToneClass, random: RandomSource): number {
  switch (kind) {
    case 'rising':
      return between(random, 5, 8);
    case 'falling':
      return -between(random, 5, 8);
    case 'steady':
    case 'silence':
      return between(random, -0.8, 0.8);
  }
}

export interface LabelledTone {
  readonly label: ToneClass;
  readonly energies: Float64Array;
}

/** `count` tones of every class, in turn. */
export function drawTones(count: number, random: RandomSource): LabelledTone[] {
  return Array.from({ length: count * toneClasses.length }, (_, index) => {
    const label = toneClasses[index % toneClasses.length] ?? 'silence';
    return { label, energies: drawTone(label, random) };
  });
}
