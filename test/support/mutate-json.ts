import { seededRandom, type Random } from './mutate-tflite.js';

/** JSON with faults, for tests: of bytes, of tokens and of structure. The same seed makes the same ones. */

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Numbers at which arithmetic and allocations break, as JSON writes them. */
const extremes = [
  ...['0', '-0', '1', '-1', '127', '128', '-128', '-129', '255', '65536', '2147483647', '2147483648', '-2147483649'],
  ...['4294967296', '9007199254740993', '1e308', '-1e308', '1e999', '5e-324', '1e-45', '0.5', '-31', '31', '1e10'],
];
const others = ['null', 'true', 'false', '""', '"x"', '[]', '{}', '[[]]', '[null]', '{"data":[1]}', '{"file":"w.npy"}'];
const keys = [
  '__proto__',
  'constructor',
  'toString',
  '',
  '0',
  'length',
  'op',
  'name',
  'data',
  'scale',
  'dtype',
  'bounds',
];
const tokenPattern = /"(?:\\.|[^"\\])*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]|\s+/g;

/** A text with one to three faults. */
export function mutateJson(text: string, seed: number): string {
  const below = seededRandom(seed);
  const kinds = [mutateBytes, mutateTokens, mutateTokens, mutateStructure, mutateStructure, mutateStructure] as const;
  let mutated = text;
  for (let count = 1 + below(3); count > 0; count -= 1)
    mutated = (kinds[below(kinds.length)] ?? mutateTokens)(mutated, below);
  return mutated;
}

function pick<T>(items: readonly T[], below: Random): T | undefined {
  return items[below(items.length)];
}

function mutateBytes(text: string, below: Random): string {
  const at = below(text.length + 1);
  const character = String.fromCharCode(below(4) === 0 ? below(0x10000) : 32 + below(95));
  const removed = below(3) === 0 ? 0 : below(5);
  return text.slice(0, at) + (below(3) === 0 ? '' : character) + text.slice(at + removed);
}

function mutateTokens(text: string, below: Random): string {
  const tokens: string[] = [...(text.match(tokenPattern) ?? [])];
  const at = below(tokens.length + 1);
  const other = below(tokens.length + 1);
  const token = tokens[at] ?? '';
  switch (below(5)) {
    case 0:
      return tokens.toSpliced(at, 1 + below(2)).join('');
    case 1:
      return tokens.toSpliced(at, 0, token).join('');
    case 2:
      return tokens.with(Math.min(at, tokens.length - 1), tokens[other] ?? '').join('');
    default: {
      const numbers = tokens.flatMap((each, index) => (/^-?\d/.test(each) ? [index] : []));
      const number = pick(numbers, below);
      const value = below(4) === 0 ? pick(others, below) : pick(extremes, below);
      return number === undefined ? text : tokens.with(number, value ?? '').join('');
    }
  }
}

/** Changes a value or a key somewhere in the tree; texts that are no JSON any more stay as they are. */
function mutateStructure(text: string, below: Random): string {
  const root = parsed(text);
  if (root === undefined) return text;
  const places = placesIn(root, []);
  const place = pick(places, below);
  if (place === undefined) return text;
  const other = pick(places, below) ?? place;
  // A key that stands twice can only be written.
  if (below(8) === 0)
    return JSON.stringify(root).replace(`${JSON.stringify(place.key)}:`, (found) => `${found}1,${found}`);
  (pick(edits, below) ?? remove)(place, structuredClone(valueAt(other)), below);
  return JSON.stringify(root);
}

interface Place {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string;
}

type Edit = (place: Place, other: Json, below: Random) => void;

/** Of the key of an object, or of a list its item. */
const edits: readonly Edit[] = [
  remove,
  (place, other) => put(place, other),
  (place) => put(place, [valueAt(place)]),
  (place, _, below) => put(place, parsed(pick(others, below) ?? '0') ?? null),
  (place, _, below) => put(place, Number(pick(extremes, below))),
  ({ holder, key }, other, below) => {
    if (Array.isArray(holder)) holder.push(other);
    else put({ holder, key: pick([...keys, `${key}s`, key.slice(1)], below) ?? '' }, valueAt({ holder, key }));
  },
  (place, other, below) => {
    const value = valueAt(place);
    if (Array.isArray(value)) put(place, below(2) === 0 ? [...value, ...value] : value.slice(1));
    else rename(place, other, below);
  },
];

function rename(place: Place, other: Json, below: Random): void {
  const value = valueAt(place);
  remove(place);
  if (Array.isArray(place.holder)) place.holder.push(other);
  else put({ holder: place.holder, key: pick([...keys, `${place.key}s`], below) ?? '' }, value);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function placesIn(value: Json, found: Place[]): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, item] of Object.entries(value)) {
    found.push({ holder: value, key });
    placesIn(item, found);
  }
  return found;
}

function valueAt({ holder, key }: Place): Json {
  return (holder as Record<string, Json>)[key] ?? null;
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}

/** An own key also where it is `__proto__`. */
function put({ holder, key }: Place, value: Json): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}
