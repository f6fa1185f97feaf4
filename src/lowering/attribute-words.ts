import type { FixedPointNumbers, Node } from '../ir/graph.js';
import { shortestFloat32 } from '../numerics/float-text.js';
import type { WindowPadding } from '../numerics/window.js';
import type { HeightAndWidth } from '../operators/attribute.js';

type WordedNode = Pick<Node, 'attributes' | 'fixedPoint'>;

/** `stride 2x2`, `SAME (top 0, left 0)`, `fused RELU6`, and `name value` for whatever else a node carries. */
export function attributeWords({ attributes, fixedPoint }: WordedNode, view: object): string[] {
  const words = Object.entries(attributes as Readonly<Record<string, unknown>>).flatMap(([key, value]) => {
    const name = sizeNames[key];
    if (name !== undefined) return sizeWords(name, value as HeightAndWidth);
    if (key === 'padding') return [paddingWords(value as WindowPadding, view)];
    if (key === 'activation') {
      return value === 'none' ? [] : [`fused ${String(value).toUpperCase().replaceAll('-', '_')}`];
    }
    if (value === null || value === false) return [];
    return [value === true ? spaced(key) : `${spaced(key)} ${formatAttribute(value)}`];
  });
  return fixedPoint === undefined ? words : [...words, ...givenWords(fixedPoint)];
}

/** What did not follow from scales. */
function givenWords({ factors, bounds }: FixedPointNumbers): string[] {
  const names = Object.keys(factors);
  const given = names.length === 0 ? [] : [`multiplier and shift of ${names.join(', ')} as given`];
  return bounds === null ? given : [...given, `bounds ${bounds.min} .. ${bounds.max}`];
}

/** Sizes along height and width are written `3x3`. */
const sizeNames: Readonly<Record<string, string>> = {
  strides: 'stride',
  dilations: 'dilation',
  filter: 'filter',
  outputSize: 'output',
};

function sizeWords(name: string, [height, width]: HeightAndWidth): string[] {
  return name === 'dilation' && height === 1 && width === 1 ? [] : [`${name} ${height}x${width}`];
}

/** Where the padding of a window begins is known by the kernel that cuts windows off there. */
function paddingWords(padding: WindowPadding, view: object): string {
  if (typeof padding !== 'string') {
    const [[top, bottom], [left, right]] = padding;
    return `padding top ${top}, bottom ${bottom}, left ${left}, right ${right}`;
  }
  const { padTop, padLeft } = view as { padTop?: number; padLeft?: number };
  const kind = padding.toUpperCase();
  return padTop === undefined || padLeft === undefined ? kind : `${kind} (top ${padTop}, left ${padLeft})`;
}

function spaced(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function formatAttribute(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatAttribute).join(', ')}]`;
  // Files hold float32: as a double its decimals would be noise.
  return typeof value === 'number' && !Number.isInteger(value) ? shortestFloat32(value) : String(value);
}
