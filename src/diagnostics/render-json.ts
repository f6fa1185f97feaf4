import type { Diagnostic } from './diagnostic.js';
import { describeOrigin } from './origin.js';

/** The JSON form of a diagnostic: all its fields, and `place` as the terminal prints it. */
export function diagnosticToJson(item: Diagnostic): object {
  return { ...item, place: item.origin === null ? null : describeOrigin(item.origin) };
}
