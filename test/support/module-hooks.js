import { appendFileSync } from 'node:fs';

/** Every module that is loaded goes to the file INT8C_TEST_MODULES; the package INT8C_TEST_MISSING is not there. */
const { INT8C_TEST_MODULES: listFile, INT8C_TEST_MISSING: missing } = process.env;

export async function resolve(specifier, context, next) {
  if (specifier !== missing) return next(specifier, context);
  throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' });
}

export async function load(url, context, next) {
  if (listFile !== undefined) appendFileSync(listFile, `${url}\n`);
  return next(url, context);
}
