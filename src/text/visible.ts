/**
 * Text from a model file, a path or a compiler is a stranger's. This is the first half of every escaping: characters
 * that act instead of being seen (controls, line breaks, bidirectional overrides, joiners, unassigned ones, unusual
 * blanks) are written as `<U+202E>`. The second half is that of the sink; see `sinks.ts`, `json.ts` and `terminal.ts`.
 */

const acting = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]|[^\P{Zs} ]/gu;

const outsideAscii = /[^\x20-\x7e]/gu;

/** Names of fused layers that converters write are longer than any line should be. */
const longestName = 120;

/** One line in which every character can be seen. */
export function visible(text: string): string {
  return text.replace(acting, codePoint);
}

/** The same in printable ASCII alone, for files that are read by tools of every age. */
export function visibleAscii(text: string): string {
  return text.replace(outsideAscii, codePoint);
}

/**
 * At most `longest` characters of a name, with dots where something is missing at the end; counted in UTF-16 units, no
 * pair is split.
 */
export function shortName(text: string, longest = longestName): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 3).replace(/[\ud800-\udbff]$/, '')}...`;
}

/** The strings anywhere inside plain data made visible: renderers of text begin with it. */
export function visibleData<T>(data: T): T {
  return map(data) as T;
}

function map(data: unknown): unknown {
  if (typeof data === 'string') return visible(data);
  if (Array.isArray(data)) return data.map(map);
  if (typeof data !== 'object' || data === null || Object.getPrototypeOf(data) !== Object.prototype) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, map(value)]));
}

/** `<U+000A>`, `<U+1F600>`. */
function codePoint(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}
