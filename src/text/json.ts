/**
 * JSON in printable ASCII: what a terminal, an editor or a diff would obey stands as `\u202e`, and what depends on the
 * version of Unicode that Node knows is written alike by all of them. Parsed, it is the same.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[^\n\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
