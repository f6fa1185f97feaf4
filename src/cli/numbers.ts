import { fail, success, type Result } from '../diagnostics/diagnostic.js';

/** `65536`, `64K`, `64KiB`, `1M`. */
export function parseBytes(option: string, text: string): Result<number> {
  const match = /^(\d{1,12})(?:([km])(?:i?b)?|b)?$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase();
  const bytes = Number(match?.[1] ?? 0) * (unit === 'k' ? 1024 : unit === 'm' ? 1024 * 1024 : 1);
  return bytes > 0 ? success(bytes) : badValue(option, text, 'a number of bytes, such as 65536, 64K or 1M');
}

export interface WholeNumber {
  readonly option: string;
  readonly text: string;
  readonly min: number;
  readonly max: number;
}

/** A count, a seed and the like. */
export function parseWholeNumber({ option, text, min, max }: WholeNumber): Result<number> {
  const value = /^0x[0-9a-f]+$/i.test(text) || /^-?\d+$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? success(value) : badValue(option, text, `a whole number from ${min} to ${max}`);
}

/** A decimal number greater than 0, `0.0078` or `7.8e-3`; `what` names it in the diagnostic. */
export function parsePositive(what: string, text: string): Result<number> {
  const value = /^\+?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
  return value > 0 && value < Infinity
    ? success(value)
    : badValue(what, text, 'a number greater than 0, such as 0.0078 or 7.8e-3');
}

function badValue(option: string, text: string, needed: string) {
  return fail('I8C6002', { message: `${option} takes ${needed}`, details: [`${option} ${text}`] });
}
