import { styleText } from 'node:util';
import { plain, type Paint } from '../report/paint.js';

/** Colours for a stream that is a terminal, unless NO_COLOR or a dumb terminal asks for none. */
export function paintFor(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): Paint {
  const refused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return stream.isTTY === true && !refused ? styleText : plain;
}
