import { visible } from '../text/visible.js';
import type { Diagnostic } from './diagnostic.js';
import { describeOrigin } from './origin.js';

/**
 * The text form of a diagnostic: headline, place, what was seen, why, help. Each is one line, whatever it quotes. No
 * trailing newline.
 */
export function renderDiagnostic(item: Diagnostic): string {
  const lines = [`${item.severity}[${item.code}]: ${item.message}`];
  if (item.origin !== null) lines.push(`  --> ${describeOrigin(item.origin)}`);
  for (const detail of item.details) lines.push(`   |  ${detail}`);
  if (item.why !== undefined) lines.push(`   = why   ${item.why}`);
  if (item.help !== undefined) lines.push(`   = help  ${item.help}`);
  return lines.map(visible).join('\n');
}

export function renderDiagnostics(items: readonly Diagnostic[]): string {
  return items.map(renderDiagnostic).join('\n\n');
}
