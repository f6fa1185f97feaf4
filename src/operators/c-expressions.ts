/** ` + 128`, ` - 3` or nothing: an integer constant added to a C expression. */
export function plus(value: number): string {
  if (value === 0) return '';
  return value < 0 ? ` - ${-value}` : ` + ${value}`;
}

/** A C literal that every compiler reads back as exactly this float32: nine significant digits are enough. */
export function floatLiteral(value: number): string {
  const [digits = '', exponent] = value.toPrecision(9).split('e');
  const mantissa = digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '.0') : `${digits}.0`;
  return exponent === undefined ? `${mantissa}f` : `${mantissa}e${Number(exponent)}f`;
}

/** `y * 2 - 1`, `y + 3`, `y`: a variable times a constant plus a constant. */
export function affine(variable: string, factor: number, summand: number): string {
  return `${factor === 1 ? variable : `${variable} * ${factor}`}${plus(summand)}`;
}

/** ` * 3`, or nothing for 1. */
export function times(factor: number): string {
  return factor === 1 ? '' : ` * ${factor}`;
}
