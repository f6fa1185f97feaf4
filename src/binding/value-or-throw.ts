import type { Result } from '../diagnostics/diagnostic.js';
import { renderDiagnostics } from '../diagnostics/render-terminal.js';

/** The value of a result, for programs that can do nothing about its diagnostics: they are the text of the error. */
export function valueOrThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(renderDiagnostics(result.diagnostics));
}
