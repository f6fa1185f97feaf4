/** Which of the two requantizations of TensorFlow Lite is meant: two rounding steps (its default), or one. */
export type Rounding = 'double' | 'single';

/** C's `round`: halves away from zero. Exact for every double. */
export function roundHalfAwayFromZero(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) < 0.5 ? whole : whole + Math.sign(value);
}
