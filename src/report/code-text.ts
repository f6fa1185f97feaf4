import type { CodePage } from '../diagnostics/codes.js';
import { markdown } from '../text/sinks.js';
import { plain, type Paint } from './paint.js';

const lineWidth = 92;

/** The page of a diagnostic as `int8c explain` prints it. No trailing newline. */
export function renderCodePage({ code, title, explanation, remedy }: CodePage, paint: Paint = plain): string {
  return [
    paint('bold', `${code}  ${title}`),
    '',
    wrap(explanation),
    '',
    `${paint('cyan', 'help')}  ${wrap(remedy, '      ').trimStart()}`,
  ].join('\n');
}

/** All codes, one line each. */
export function renderCodeList(pages: readonly CodePage[], paint: Paint = plain): string {
  return pages.map(({ code, title }) => `${paint('bold', code)}  ${title}`).join('\n');
}

/** The same page as Markdown: `docs/diagnostics/<code>.md`. */
export function codePageMarkdown({ code, title, explanation, remedy }: CodePage): string {
  return `# ${code}\n\n**${markdown(title)}**\n\n${markdown(explanation)}\n\n## What to do\n\n${markdown(remedy)}\n`;
}

function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + word.length > lineWidth && line !== indent) {
      lines.push(line);
      line = indent;
    }
    line += `${line === indent ? '' : ' '}${word}`;
  }
  return [...lines, line].join('\n');
}
