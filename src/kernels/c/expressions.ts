import { c, type CCode, type Identifier } from '../../text/sinks.js';

/** ` + 128`, ` - 3` or nothing: an integer constant added to a C expression. */
export function plus(value: number): CCode {
  if (value === 0) return c``;
  return value < 0 ? c` - ${-value}` : c` + ${value}`;
}

/** `y * 2 - 1`, `y + 3`, `y`: a variable times a constant plus a constant. */
export function affine(variable: Identifier | CCode, factor: number, summand: number): CCode {
  return c`${variable}${times(factor)}${plus(summand)}`;
}

/** ` * 3`, or nothing for 1. */
export function times(factor: number): CCode {
  return factor === 1 ? c`` : c` * ${factor}`;
}
