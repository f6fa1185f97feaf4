import type { ClangAnswer, ClangRequest } from './clang.js';

/*
 * The child process that Clang runs in: one request at a time, one answer each. It ends with its parent.
 * The compiler loads on the first request: 75 MB of WebAssembly.
 */

type Clang = (typeof import('@yowasp/clang'))['commands']['clang'];

let loading: Promise<Clang> | undefined;

async function loadClang(): Promise<Clang> {
  const { commands } = await import('@yowasp/clang');
  // Without arguments it only loads; the progress that it would print belongs to nobody.
  await commands.clang(undefined, {}, { fetchProgress: () => undefined });
  return commands.clang;
}

async function answer({ flags, files, output }: ClangRequest): Promise<ClangAnswer> {
  loading ??= loadClang();
  const clang = await loading;
  const messages: Uint8Array[] = [];
  const collect = (bytes: Uint8Array | null): void => {
    if (bytes !== null) messages.push(bytes.slice());
  };
  const text = (): string => Buffer.concat(messages).toString();
  try {
    const made = await clang([...flags], { ...files }, { stdout: collect, stderr: collect, decodeASCII: false });
    const file = made?.[output];
    return file instanceof Uint8Array ? { kind: 'made', file } : { kind: 'refused', messages: text() };
  } catch (error) {
    // A refusal ends Clang with an exit code, which arrives as an exception.
    if (messages.length > 0) return { kind: 'refused', messages: text() };
    throw error;
  }
}

function isMissingPackage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}

process.on('message', (request: ClangRequest) => {
  answer(request).then(
    (result) => process.send?.(result),
    (error: unknown) =>
      process.send?.({
        kind: isMissingPackage(error) ? 'absent' : 'broken',
        reason: error instanceof Error ? error.message : String(error),
      } satisfies ClangAnswer),
  );
});
process.on('disconnect', () => process.exit(0));
