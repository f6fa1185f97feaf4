import { fail, success, type Result } from '../diagnostics/diagnostic.js';

const keywords =
  'auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return ' +
  'short signed sizeof static struct switch typedef union unsigned void volatile while main bool true false asm class delete new ' +
  'private public protected template this throw try catch namespace using virtual operator';

/** A package's folder is on the include path: its header must not stand before one of the system. */
const systemHeaders =
  'assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic stdbool stddef stdint ' +
  'stdio stdlib stdnoreturn string strings tgmath threads time uchar wchar wctype aio dirent fcntl glob memory poll pthread regex sched ' +
  'semaphore spawn syslog termios ucontext unistd utime alloca endian malloc cmsis_gcc arm_math arm_nnfunctions';

const reserved = new Set(`${keywords} ${systemHeaders}`.split(' '));

/** Names that begin like this are the runtime's. */
const ownNames = /^int8c(_|$)/;

const longestPrefix = 40;

/** A C prefix and file name made from a model's file name: lower case, digits and underscores. */
export function prefixFromFileName(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? '';
  const stem = base.replace(/\.[^.]*$/, '');
  const words = stem
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const prefix = /^[a-z]/.test(words) ? words : `model_${words}`;
  const short = prefix.slice(0, longestPrefix).replace(/_+$/, '');
  if (ownNames.test(short)) return `model_${short}`.slice(0, longestPrefix).replace(/_+$/, '');
  return reserved.has(short) ? `${short}_model` : short;
}

/** Whether text can stand before `_run` in C and before `.h` in a file name. */
export function isValidPrefix(text: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(text) && text.length <= longestPrefix && !reserved.has(text) && !ownNames.test(text);
}

/** The prefix, if it is one. */
export function validPrefix(text: string): Result<string> {
  if (isValidPrefix(text)) return success(text);
  return fail('I8C6003', {
    message:
      'the name of a package must be usable in C: lower-case letters, digits and underscores, neither a keyword nor the name of a system header',
    details: [`name ${text}`],
    help: `${prefixFromFileName(text)} would do`,
  });
}
