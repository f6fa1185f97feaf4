import { cNumber, type CCode } from '../text/sinks.js';

/** `1.5f`, exact: enough digits to give the same float32 back. */
export function cFloat(value: number): CCode {
  if (Number.isNaN(value)) throw new Error('int8c bug: NaN has no C literal');
  const text = shortestFloat32(value);
  return cNumber(/[.e]/.test(text) ? `${text}f` : `${text}.0f`);
}

/** The shortest decimal that rounds to this float32. */
export function shortestFloat32(value: number): string {
  const single = Math.fround(value);
  if (Object.is(single, -0)) return '-0';
  for (let digits = 1; digits <= 9; digits += 1) {
    const text = String(Number(single.toPrecision(digits)));
    if (isSafelyNearest(Number(text), single)) return text;
  }
  return String(single);
}

/**
 * A C compiler rounds the decimal to float32 at once, `Math.fround(Number(text))` by way of a double. The two could
 * differ next to the middle between two float32 values only: decimals that come so close to it are passed over.
 */
function isSafelyNearest(decimal: number, single: number): boolean {
  const margin = 2 ** -40;
  return Math.fround(decimal * (1 + margin)) === single && Math.fround(decimal * (1 - margin)) === single;
}
