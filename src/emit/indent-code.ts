const step = '    ';

/**
 * C of a function's body with every line at the column of its depth in braces, whatever stood before it: templates and
 * their partials can be put together without knowing how deep they are. Knows what templates write: a brace opens at
 * the end of a line, or opens and closes within it; no strings or comments with lone braces. Blank lines are empty.
 */
export function indentCode(text: string): string {
  let depth = 1;
  return text
    .split('\n')
    .map((line) => {
      const code = line.trim();
      const closing = code.startsWith('}') ? 1 : 0;
      const indented = code === '' ? '' : `${step.repeat(depth - closing)}${code}`;
      depth += count(code, '{') - count(code, '}');
      if (depth < 1) throw new Error(`int8c bug: a brace too many before "${code}"`);
      return indented;
    })
    .join('\n');
}

function count(code: string, brace: string): number {
  return code.split(brace).length - 1;
}
