import { fail, type Result } from '../diagnostics/diagnostic.js';

const longestReport = 20;

/** What gcc, clang and linkers say when sanitizers are asked for and their libraries are not installed. */
const missingSanitizer = /sanitizer\/\w+\.h|libclang_rt|-l(asan|ubsan)|lib(asan|ubsan)/;

/** The error for a compiler that cannot build with sanitizers, or null where its complaint is another. */
export function sanitizerRefusal(compiler: string, output: string): Extract<Result<never>, { ok: false }> | null {
  const line = output.split('\n').find((text) => missingSanitizer.test(text));
  if (line === undefined) return null;
  return fail('I8C5111', {
    message: 'the C compiler must have its sanitizer libraries',
    details: [`${compiler} said:`, line.trim()],
    help: 'install them (Debian: libclang-rt-dev for clang, gcc brings its own), set CC to another compiler, or leave out --sanitize',
  });
}

/** The error for a copy of CMSIS-NN that a compiler does not take. */
export function libraryRefusal(
  folder: string,
  compiler: string,
  output: string,
): Extract<Result<never>, { ok: false }> {
  return fail('I8C5304', {
    message: 'the copy of CMSIS-NN must compile',
    origin: { kind: 'file', file: folder },
    details: [`${compiler} said:`, ...firstLines(output)],
    help: 'check that the copy is whole and unchanged, set CC to another compiler, or use --kernels own',
  });
}

function firstLines(output: string): string[] {
  const lines = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const shown = lines.slice(0, longestReport);
  return lines.length > shown.length ? [...shown, `… ${lines.length - shown.length} more lines`] : shown;
}

/** The error for C that a compiler does not take: the first lines of what it said. */
export function compilerRefusal(compiler: string, output: string): Extract<Result<never>, { ok: false }> {
  return fail('I8C5102', {
    message: 'the emitted C must compile without a warning',
    details: [`${compiler} said:`, ...firstLines(output)],
    why: 'warnings are errors here: the C is promised to be free of them',
    help: 'a fault of int8c, of an edited package or of an unusual compiler: try the other runner, and report it',
  });
}
