/** ` + 128`, ` - 3` or nothing: an integer constant added to a C expression. */
export function plus(value: number): string {
  if (value === 0) return '';
  return value < 0 ? ` - ${-value}` : ` + ${value}`;
}

/** `y * 2 - 1`, `y + 3`, `y`: a variable times a constant plus a constant. */
export function affine(variable: string, factor: number, summand: number): string {
  return `${factor === 1 ? variable : `${variable} * ${factor}`}${plus(summand)}`;
}

/** ` * 3`, or nothing for 1. */
export function times(factor: number): string {
  return factor === 1 ? '' : ` * ${factor}`;
}
