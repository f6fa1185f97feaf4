import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import type { EmittedPackage } from '../emit/package.js';
import { layOutProject, warningFlags, type CProject } from './c-project.js';
import { findLibrary, type UserLibrary } from './cmsis-nn.js';
import { runClang, type FileTree } from './clang.js';
import { compilerRefusal, libraryRefusal } from './compiler-refusal.js';
import { checkInputs, runProblem } from './run-status.js';
import type { RunnableModel, Runner, RunOptions, RunOutcome, TraceRecord } from './runner.js';
import { webAssembly } from './web-assembly.js';

const exportedFunctions = [
  'harness_begin',
  'harness_run',
  'harness_input',
  'harness_output',
  'harness_arena',
  'harness_guards',
] as const;

/**
 * No system is behind the module: no entry, no imports but the trace hook. The stack comes first, so that overflow
 * traps. -O1, because the compiler, itself WebAssembly, takes several times as long to do more.
 */
const wasmFlags = [
  '-O1',
  '--target=wasm32-wasip1',
  '-mexec-model=reactor',
  '-nostartfiles',
  '-Wl,--no-entry',
  '-Wl,--stack-first',
  '-Wl,-z,stack-size=1048576',
  ...exportedFunctions.map((name) => `-Wl,--export=${name}`),
];

/** Runs models in this process, compiled by the Clang that comes as an npm package: nothing needs to be installed. */
export function createWasmRunner(): Runner {
  const prepareMany = async (packages: readonly EmittedPackage[]): Promise<Result<readonly RunnableModel[]>> => {
    const library = findLibrary(packages);
    if (!library.ok) return library;
    const compiled = await compileToWasm(layOutProject(packages, 'library'), library.value);
    if (!compiled.ok) return compiled;
    const harness = await instantiate(compiled.value);
    return success(packages.map((pkg, index) => runnableModel(harness, pkg, index)));
  };
  return {
    name: 'wasm',
    description: 'wasm',
    prepareMany,
    async prepare(pkg) {
      const prepared = await prepareMany([pkg]);
      return prepared.ok ? success(only(prepared.value)) : prepared;
    },
  };
}

function only(models: readonly RunnableModel[]): RunnableModel {
  const [model] = models;
  if (model === undefined) throw new Error('int8c bug: no model was prepared');
  return model;
}

function treeOf(files: CProject['files']): FileTree {
  const root: MutableTree = {};
  for (const [path, text] of files) {
    const folders = path.split('/');
    const file = folders.pop() ?? path;
    const folder = folders.reduce((parent, name) => folderIn(parent, name), root);
    folder[file] = text;
  }
  return root;
}

interface MutableTree {
  [name: string]: string | MutableTree;
}

function folderIn(parent: MutableTree, name: string): MutableTree {
  const known = parent[name] ?? {};
  if (typeof known === 'string') throw new Error(`int8c bug: ${name} is a file and a folder`);
  parent[name] = known;
  return known;
}

/**
 * One source that includes all others compiles in half the time, and every symbol carries its model's prefix. Only the
 * runtime header is shared: where an edited package has another, sources stay apart.
 */
function joinSources(project: CProject): CProject {
  const runtimes = new Set(
    [...project.files].filter(([path]) => path.endsWith('/int8c_runtime.h')).map(([, text]) => text),
  );
  if (runtimes.size > 1) return project;
  const text = project.sources.map((path) => `#include "${path}"\n`).join('');
  return { ...project, files: new Map([...project.files, ['all.c', text]]), sources: ['all.c'] };
}

/**
 * Each source of the library by itself, included by one of ours: as a system's header, which the project's warnings are
 * not for.
 */
function withLibrary(project: CProject, library: UserLibrary | null): CProject {
  if (library === null) return project;
  const copied = [...library.headers, ...library.sources].map(([path, text]) => [`cmsis-nn/${path}`, text] as const);
  const units = [...library.sources.keys()].map(
    (path, index) => [`cmsis_nn_${index}.c`, `#include <${path}>\n`] as const,
  );
  return {
    files: new Map([...project.files, ...copied, ...units]),
    sources: [...project.sources, ...units.map(([path]) => path)],
    flags: [...project.flags, ...library.flags, '-isystem', 'cmsis-nn/Include', '-isystem', 'cmsis-nn'],
  };
}

const compilerName = 'wasm32 clang';

/** The first error is in a file of the library. */
function blamesLibrary(messages: string): boolean {
  return /^.*: (fatal )?error: /m.exec(messages)?.[0].includes('cmsis-nn/') === true;
}

async function compileToWasm(project: CProject, library: UserLibrary | null): Promise<Result<Uint8Array>> {
  const unit = withLibrary(joinSources(project), library);
  const output = 'models.wasm';
  const flags = [...warningFlags, ...wasmFlags, ...unit.flags, '-o', output, ...unit.sources];
  const answer = await runClang({ flags, files: treeOf(unit.files), output });
  switch (answer.kind) {
    case 'made':
      return success(answer.file);
    case 'refused':
      return library !== null && blamesLibrary(answer.messages)
        ? libraryRefusal(library.folder, compilerName, answer.messages)
        : compilerRefusal(compilerName, answer.messages);
    case 'absent':
      return fail('I8C5106', {
        message: 'the wasm runner needs Clang, the npm package @yowasp/clang, which is not installed',
        details: [answer.reason],
        help: 'install it (npm install --include=optional), or use --runner host with the C compiler of this machine',
      });
    case 'broken':
      return fail('I8C5106', {
        message: 'the Clang of the npm package @yowasp/clang does not run',
        details: [answer.reason],
        help: 'install dependencies again (npm ci), give the machine more memory, or use the host runner',
      });
  }
}

type Trace = (cookie: number, tensor: number, firstByte: number, data: number, bytes: number) => void;
type HarnessFunctions = Readonly<Record<(typeof exportedFunctions)[number], (...numbers: number[]) => number>>;

interface HarnessExports extends HarnessFunctions {
  readonly memory: { readonly buffer: ArrayBuffer };
}

interface Harness extends HarnessExports {
  /** What the imported trace function does at the moment. */
  readonly hook: { trace: Trace };
}

async function instantiate(wasm: Uint8Array): Promise<Harness> {
  const hook: { trace: Trace } = { trace: () => undefined };
  const { instance } = await webAssembly.instantiate(wasm, {
    int8c: { trace: (...call: Parameters<Trace>) => hook.trace(...call) },
  });
  return { ...(instance.exports as unknown as HarnessExports), hook };
}

function runnableModel(harness: Harness, pkg: EmittedPackage, index: number): RunnableModel {
  const inputBytes = pkg.manifest.inputs.map(({ bytes }) => bytes);
  return {
    run(inputs, options = {}) {
      checkInputs(pkg.name, inputBytes, inputs);
      try {
        return Promise.resolve(runOnce(harness, pkg, index, inputs, options));
      } catch (error) {
        if (!(error instanceof webAssembly.RuntimeError)) throw error;
        return Promise.resolve(
          fail('I8C5107', {
            message: 'the compiled model does not run to its end',
            details: [`${pkg.name} trapped: ${error.message}`],
          }),
        );
      }
    },
    close: () => Promise.resolve(),
  };
}

function runOnce(
  harness: Harness,
  pkg: EmittedPackage,
  index: number,
  inputs: readonly Uint8Array[],
  options: RunOptions,
): Result<RunOutcome> {
  const records: TraceRecord[] = [];
  let snapshot: Uint8Array | null = null;
  const arena = harness.harness_arena(index);
  const copy = (address: number, bytes: number): Uint8Array =>
    new Uint8Array(harness.memory.buffer, address, bytes).slice();
  harness.hook.trace = (_cookie, tensor, firstByte, data, bytes) => {
    records.push({ tensor, firstByte, arenaOffset: data - arena, bytes: copy(data, bytes) });
    if (records.length - 1 === options.snapshotAfter) snapshot = copy(arena, pkg.manifest.arenaBytes);
  };
  let status = harness.harness_begin(index);
  inputs.forEach((bytes, input) =>
    new Uint8Array(harness.memory.buffer).set(bytes, harness.harness_input(index, input)),
  );
  if (status === 0) status = harness.harness_run(index, options.traced === false ? 0 : 1);
  const problem = runProblem(pkg.name, status, harness.harness_guards(index));
  if (problem !== null) return problem;
  const outputs = pkg.manifest.outputs.map(({ bytes }, output) => copy(harness.harness_output(index, output), bytes));
  return success({ records, outputs, snapshot });
}
