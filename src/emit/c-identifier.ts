const reserved = new Set(
  ('auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return ' +
    'short signed sizeof static struct switch typedef union unsigned void volatile while main bool true false asm class delete new ' +
    'private public protected template this throw try catch namespace using virtual operator int8c').split(' '),
);

const longestPrefix = 40;

/** A C prefix and file name made from a model's file name: lower case, digits and underscores. */
export function prefixFromFileName(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? '';
  const stem = base.replace(/\.[^.]*$/, '');
  const words = stem.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  const prefix = /^[a-z]/.test(words) ? words : `model_${words}`;
  const short = prefix.slice(0, longestPrefix).replace(/_+$/, '');
  return reserved.has(short) ? `${short}_model` : short;
}

/** Whether text can stand before `_run` in C and before `.c` in a file name. */
export function isValidPrefix(text: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(text) && text.length <= longestPrefix && !reserved.has(text);
}
