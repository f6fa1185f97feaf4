import { fail, success, type Result } from '../../../diagnostics/diagnostic.js';
import type { TypeScript } from './machine.js';

/**
 * TypeScript as ts-morph brings it, an optional dependency that takes a third of a second to load. `load` is what
 * imports it.
 */
export async function loadTypeScript(
  file: string,
  load: () => Promise<{ readonly ts: TypeScript }> = () => import('ts-morph'),
): Promise<Result<TypeScript>> {
  try {
    return success((await load()).ts);
  } catch (error) {
    if (!isMissingPackage(error)) throw error;
    return fail('I8C1510', {
      message: 'descriptions in TypeScript are read with ts-morph, which is not installed',
      origin: { kind: 'file', file },
      help: 'install int8c without --omit=optional, or npm install ts-morph; the JSON form of a description needs neither',
    });
  }
}

/** The package, or one that it needs itself and asks for in the older way. */
function isMissingPackage(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
}
