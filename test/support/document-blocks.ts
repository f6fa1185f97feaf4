import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './tools.js';

/** A fenced block of a document: the heading that it stands under, and which of the blocks there it is, from 1. */
export interface Block {
  readonly key: string;
  readonly text: string;
}

export function blocksOf(document: string): Block[] {
  const markdown = readFileSync(join(repository, document), 'utf8');
  const counts = new Map<string, number>();
  let heading = '';
  return Array.from(markdown.matchAll(/^#+ (?<heading>[^\n]*)$|^```\w*\n(?<text>.*?)^```$/gms), ({ groups }) => {
    if (groups?.['text'] === undefined) {
      heading = groups?.['heading'] ?? '';
      return [];
    }
    const count = (counts.get(heading) ?? 0) + 1;
    counts.set(heading, count);
    return [{ key: `${heading} ${count}`, text: groups['text'] }];
  }).flat();
}
