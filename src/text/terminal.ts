import { visible } from './visible.js';

/** The colours that int8c itself writes (`styleText` of Node): on, and off again. */
const ownColors = /(\u001b\[(?:1|2|22|31|32|33|36|39)m|\n)/;

/**
 * Text of several lines as a terminal may get it: nothing acts but line feeds and int8c's own colours. What comes from
 * strangers was made visible where it was put into the text, as only there its line feeds and colours can be told from
 * int8c's.
 */
export function terminalText(text: string): string {
  return text
    .split(ownColors)
    .map((piece, index) => (index % 2 === 1 ? piece : visible(piece)))
    .join('');
}
