import { basename, join, resolve } from 'node:path';
import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import type { EmittedPackage } from '../emit/package.js';
import { makeTemporaryFolder, type TemporaryFolder } from '../files/temporary-folder.js';
import { layOutProject, warningFlags, type CProject } from './c-project.js';
import { startChild } from './child-process.js';
import { findLibrary, type UserLibrary } from './cmsis-nn.js';
import { compilerRefusal, libraryRefusal, sanitizerRefusal } from './compiler-refusal.js';
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
    const library = findLibrary(packages);
    if (!library.ok) return library;
    const compiler = await findHostCompiler();
    if (!compiler.ok) return compiler;
    const folder = writeProject(project);
    if (!folder.ok) return folder;
    const build: Build = { folder: folder.value.path, compiler: compiler.value, sanitize: options.sanitize === true };
    const program = await buildWithLibrary(build, project, library.value);
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

/** What builds, and where. */
interface Build {
  readonly folder: string;
  readonly compiler: HostCompiler;
  readonly sanitize: boolean;
}

async function buildWithLibrary(build: Build, project: CProject, library: UserLibrary | null): Promise<Result<string>> {
  if (library === null) return buildProgram(build, project, []);
  const objects = await buildLibrary(build, library);
  if (!objects.ok) return objects;
  // As a system's: the project's warnings are not for its headers.
  return buildProgram(build, project, ['-isystem', resolve(library.folder, 'Include'), ...objects.value]);
}

/**
 * Objects of the library's sources. Its shifts of negative numbers are undefined in C and meant: of the sanitizers it
 * has the one for addresses.
 */
async function buildLibrary(build: Build, library: UserLibrary): Promise<Result<string[]>> {
  const { folder, flags, sources } = library;
  const optimized = build.sanitize ? ['-O1', '-g', '-fsanitize=address'] : ['-O2'];
  const paths = [...sources.keys()];
  const include = ['-I', resolve(folder, 'Include')];
  const files = paths.map((path) => resolve(folder, path));
  const built = await runCompiler(build, ['-w', ...optimized, ...flags, ...include, '-c', ...files]);
  if (built.exitCode === 0) return success(paths.map((path) => `${basename(path, '.c')}.o`));
  const refusal = build.sanitize ? sanitizerRefusal(build.compiler.command, built.output) : null;
  return refusal ?? libraryRefusal(folder, build.compiler.command, built.output);
}

async function buildProgram(build: Build, project: CProject, library: readonly string[]): Promise<Result<string>> {
  const optimized = build.sanitize ? sanitizerFlags : ['-O2'];
  const flags = [...warningFlags, ...optimized, ...project.flags, ...project.sources, ...library];
  const built = await runCompiler(build, [...flags, '-o', 'models']);
  if (built.exitCode === 0) return success(join(build.folder, 'models'));
  const refusal = build.sanitize ? sanitizerRefusal(build.compiler.command, built.output) : null;
  return refusal ?? compilerRefusal(build.compiler.command, built.output);
}

async function runCompiler({ folder, compiler }: Build, args: readonly string[]) {
  // Temporary files of a compiler that is interrupted go with the folder.
  const env = { TMPDIR: folder, TMP: folder, TEMP: folder };
  const { child } = await startChild(compiler.command, [...compiler.arguments, ...args], {
    cwd: folder,
    env,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  const { exitCode, all } = await child;
  return { exitCode, output: all };
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
