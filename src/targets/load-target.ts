import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import { parseTarget } from './parse-target.js';
import type { Target } from './target.js';

const folder = fileURLToPath(new URL('../../targets/', import.meta.url));

/** Names of all targets that int8c knows. */
export function targetNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** Reads a target by name; `ramBytes` replaces the RAM of its data. Errors: there is none, or its data are wrong. */
export function loadTarget(name: string, ramBytes?: number): Result<Target> {
  if (!targetNames().includes(name)) {
    return fail('I8C4002', {
      message: 'there is no target of that name',
      details: [`--target ${name}`],
      help: `targets are ${targetNames().join(', ')}`,
    });
  }
  const target = parseTarget(name, readFileSync(join(folder, `${name}.json`), 'utf8'));
  if (!target.ok || ramBytes === undefined) return target;
  return success({ ...target.value, memories: [{ name: 'ram', bytes: ramBytes }] });
}
