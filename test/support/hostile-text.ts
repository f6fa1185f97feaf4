/**
 * What a stranger could write into a name so that it acts where it is printed. Whatever runs makes a file whose name
 * begins with `pwned` in the folder where it runs; whatever forges output writes the word FORGED at the begin of a
 * line.
 */

const commands = ['touch pwned-$$', 'echo FORGED', '> pwned-redirect'];

const fragments = [
  // C: ends of comments, of strings, of lines; preprocessor; trigraphs
  '*/ int evil; /*',
  '*/ int evil = 1; //',
  '/*',
  '*/',
  '*/*',
  '/*/',
  '**/',
  '"; int evil; char s[] = "',
  '\\',
  '\\\\',
  '\\"',
  '"',
  '??/',
  '??/"',
  '???/',
  '??)',
  '%s%n',
  '%',
  '\n#error evil\n',
  '\n#include "/etc/passwd"\n',
  '\r#error evil\r',
  '\\\n',
  '//',
  '\nint evil;\n',
  '\u0000',
  '\u001a',
  '_Pragma("message(\\"evil\\")")',
  '\f',
  '\v',
  '*/ __attribute__((constructor)) static void evil(void) { fclose(fopen("pwned-constructor", "w")); } /*',
  // Make, CMake, shell
  '$(shell touch pwned-make)',
  '$(error evil)',
  '\n$(shell touch pwned-line)\n',
  '\n\ttouch pwned-recipe\n',
  '\nall:\n\ttouch pwned-rule\n',
  '`touch pwned-tick`',
  '$(touch pwned-sub)',
  '; touch pwned-semicolon;',
  '| touch pwned-pipe',
  '&& touch pwned-and',
  '\nexecute_process(COMMAND touch pwned-cmake)\n',
  ']] execute_process(COMMAND touch pwned-bracket) #[[',
  '[[',
  '[=[',
  '#]]',
  '#',
  '${evil}',
  '$ENV{HOME}',
  "'",
  '!',
  '\nmessage(FATAL_ERROR evil)\n',
  '%PATH%',
  '~',
  // Markdown and HTML
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[link](https://example.invalid)',
  '![image](https://example.invalid/x.png)',
  '|',
  '`',
  '```\n',
  '**bold**',
  '_em_',
  '__strong__',
  '~~gone~~',
  '<https://example.invalid>',
  'https://example.invalid/',
  'www.example.invalid',
  'mail@example.invalid',
  '&amp;',
  '&#60;b&#62;',
  '\n# headline\n',
  '\n\n- item\n',
  '\n---\n',
  '[^1]',
  '<!--',
  '-->',
  // Terminals, editors, JSON
  '\u001b[31m',
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u001b[8m',
  '\u009b31m',
  '\u0085',
  '\u0007',
  '\b\b\b',
  '\r',
  '\u007f',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u202d',
  '\u2066',
  '\u2069',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u00ad',
  '\u00a0',
  '\u3000',
  '\ud800',
  '\udc00',
  '\ue000',
  '\u{e0041}',
  '\ufffe',
  '\nFORGED: all is well\n',
  '</script>',
  '{"a":1}',
  '\u0000"}',
  ...commands,
];

/** `count` hostile texts: each fragment alone, then runs of them, always the same. None is empty. */
export function hostileTexts(count: number): string[] {
  let state = 0x2545f491;
  const next = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  const mixed = (): string =>
    Array.from(
      { length: 2 + next(5) },
      () => `${fragments[next(fragments.length)] ?? ''}${['', ' ', 'é', '日本', 'x'][next(5)] ?? ''}`,
    ).join('');
  return Array.from({ length: count }, (_, index) => fragments[index] ?? mixed());
}

/**
 * Characters that act instead of being seen, but for the line feeds between int8c's own lines. Written apart from
 * src/text.
 */
export const actingCharacter =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ue000-\uf8ff\ufeff\ufff0-\ufffb\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/;
