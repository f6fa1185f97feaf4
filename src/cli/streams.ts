import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { renderDiagnostic } from '../diagnostics/render-terminal.js';
import { systemReason } from '../files/disk.js';
import { exitCodes } from './terminal.js';

/**
 * Ends int8c when nobody can take what it prints. `int8c inspect m.tflite | head` closes the pipe before all is
 * written, which is no fault; a full disk is one, and says so in one line. Nothing is left to say it to when standard
 * error itself fails.
 */
export function watchStreams({ stdout, stderr, exit }: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'exit'>): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') exit(exitCodes.fine);
    stderr.write(`${renderDiagnostic(outputLost(error))}\n`);
    exit(exitCodes.problems);
  });
  stderr.on('error', () => undefined);
}

function outputLost(error: unknown): Diagnostic {
  return diagnostic('I8C6212', { message: `standard output cannot be written: ${systemReason(error)}` });
}

/** Relative paths need a folder to start from; Node has none to offer when it was removed. Null when all is well. */
export function currentFolderProblem(): Diagnostic | null {
  try {
    process.cwd();
    return null;
  } catch {
    return diagnostic('I8C6211', { message: 'the current folder no longer exists', help: 'change to another folder' });
  }
}
