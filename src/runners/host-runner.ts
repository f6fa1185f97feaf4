import { join } from 'node:path';
import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import type { EmittedPackage } from '../emit/package.js';
import { makeTemporaryFolder, type TemporaryFolder } from '../files/temporary-folder.js';
import { layOutProject, warningFlags, type CProject } from './c-project.js';
import { startChild } from './child-process.js';
import { compilerRefusal, sanitizerRefusal } from './compiler-refusal.js';
import { findHostCompiler, type HostCompiler } from './host-compiler.js';
import { startHostProcess, type HostProcess } from './host-process.js';
import { checkInputs } from './run-status.js';
import type { RunnableModel, Runner } from './runner.js';

export interface HostRunnerOptions {
  /** Build with address and undefined-behaviour sanitizers; whatever they find ends the run. */
  readonly sanitize?: boolean;
  /** How long one inference may take; ten minutes, which only an endless one takes, however busy the machine. */
  readonly timeoutMilliseconds?: number;
}

const sanitizerFlags = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const defaultTimeoutMilliseconds = 10 * 60_000;

/** Runs models in a child process, compiled by this machine's C compiler. One process serves all models of a build. */
export function createHostRunner(options: HostRunnerOptions = {}): Runner {
  const prepareMany = async (packages: readonly EmittedPackage[]): Promise<Result<readonly RunnableModel[]>> => {
    const project = layOutProject(packages, 'main');
    const compiler = await findHostCompiler();
    if (!compiler.ok) return compiler;
    const folder = writeProject(project);
    if (!folder.ok) return folder;
    const program = await buildProgram(project, folder.value, compiler.value, options.sanitize === true);
    if (!program.ok) {
      folder.value.remove();
      return program;
    }
    const child = await startHostProcess(program.value, options.timeoutMilliseconds ?? defaultTimeoutMilliseconds);
    return success(shareProcess(child, folder.value, packages));
  };
  return {
    name: 'host',
    description: options.sanitize === true ? 'host with sanitizers' : 'host',
    prepareMany,
    async prepare(pkg) {
      const prepared = await prepareMany([pkg]);
      if (!prepared.ok) return prepared;
      const [model] = prepared.value;
      if (model === undefined) throw new Error('int8c bug: no model was prepared');
      return success(model);
    },
  };
}

/** Writes the sources to a new folder among the machine's temporary files. */
function writeProject(project: CProject): Result<TemporaryFolder> {
  let folder: TemporaryFolder | null = null;
  try {
    folder = makeTemporaryFolder();
    for (const [path, text] of project.files) folder.write(path, Buffer.from(text));
    return success(folder);
  } catch (error) {
    folder?.remove();
    return fail('I8C5110', {
      message: 'temporary files must be writable',
      details: [error instanceof Error ? error.message : String(error)],
      help: 'free some space, set TMPDIR to another folder, or use the wasm runner, which writes no files',
    });
  }
}

async function buildProgram(
  project: CProject,
  { path: folder }: TemporaryFolder,
  compiler: HostCompiler,
  sanitize: boolean,
): Promise<Result<string>> {
  const flags = [...compiler.arguments, ...warningFlags, ...(sanitize ? sanitizerFlags : ['-O2']), ...project.flags];
  // Temporary files of a compiler that is interrupted go with the folder.
  const env = { TMPDIR: folder, TMP: folder, TEMP: folder };
  const { child } = await startChild(compiler.command, [...flags, ...project.sources, '-o', 'models'], {
    cwd: folder,
    env,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  const built = await child;
  if (built.exitCode === 0) return success(join(folder, 'models'));
  const refusal = sanitize ? sanitizerRefusal(compiler.command, built.all) : null;
  return refusal ?? compilerRefusal(compiler.command, built.all);
}

/** One handle for each model; the last that is closed ends the process and removes the folder. */
function shareProcess(
  child: HostProcess,
  folder: TemporaryFolder,
  packages: readonly EmittedPackage[],
): RunnableModel[] {
  let open = packages.length;
  return packages.map((pkg, index) => {
    const inputBytes = pkg.manifest.inputs.map(({ bytes }) => bytes);
    const outputBytes = pkg.manifest.outputs.map(({ bytes }) => bytes);
    let closed = false;
    return {
      run(inputs, options = {}) {
        checkInputs(pkg.name, inputBytes, inputs);
        return child.request({ model: index, name: pkg.name, inputs, outputBytes, options });
      },
      async close() {
        if (closed) return;
        closed = true;
        open -= 1;
        if (open > 0) return;
        await child.end();
        folder.remove();
      },
    };
  });
}
