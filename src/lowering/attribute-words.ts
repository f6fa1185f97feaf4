import { shortestFloat32 } from '../numerics/float-text.js';

/** `stride 2x2`, `SAME (top 0, left 0)`, `fused RELU6`, and `name value` for whatever else a node carries. */
export function attributeWords(nodeAttributes: unknown, view: object): string[] {
  const attributes = nodeAttributes as Readonly<Record<string, unknown>>;
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (key.endsWith('Width') && attributes[key.replace(/Width$/, 'Height')] !== undefined) return [];
    if (key.endsWith('Height')) {
      return sizeWords(key.slice(0, -'Height'.length), value, attributes[key.replace(/Height$/, 'Width')]);
    }
    if (key === 'padding') return [paddingWords(String(value), view)];
    if (key === 'activation') {
      return value === 'none' ? [] : [`fused ${String(value).toUpperCase().replaceAll('-', '_')}`];
    }
    if (value === null || value === false) return [];
    return [value === true ? words(key) : `${words(key)} ${formatAttribute(value)}`];
  });
}

function sizeWords(name: string, height: unknown, width: unknown): string[] {
  if (name === 'dilation' && height === 1 && width === 1) return [];
  return [`${words(name)} ${String(height)}x${String(width)}`];
}

/** Where the padding of a window begins is known by the kernel that cuts windows off there. */
function paddingWords(padding: string, view: object): string {
  const { padTop, padLeft } = view as { padTop?: number; padLeft?: number };
  const kind = padding.toUpperCase();
  return padTop === undefined || padLeft === undefined ? kind : `${kind} (top ${padTop}, left ${padLeft})`;
}

function words(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function formatAttribute(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatAttribute).join(', ')}]`;
  // Files hold float32: as a double its decimals would be noise.
  return typeof value === 'number' && !Number.isInteger(value) ? shortestFloat32(value) : String(value);
}
