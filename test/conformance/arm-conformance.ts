import { compile } from '../../src/compiler.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import { readJsonDescription } from '../../src/formats/description/read-json.js';
import type { Graph } from '../../src/ir/graph.js';
import { bytesOf } from '../../src/ir/tensor.js';
import type { Runner } from '../../src/runners/runner.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { valueOf } from '../support/verify-samples.js';
import { describeCase, isNotYet, type ArmCase } from './arm-case.js';

/** What became of a case: equal everywhere, a family that int8c does not have, or what is wrong. */
export interface ArmResult {
  readonly name: string;
  readonly family: string;
  readonly result: 'equal' | 'not yet' | 'wrong';
  /** Who computed it: the simulator first. */
  readonly checked: readonly string[];
  readonly problems: readonly string[];
}

interface ReadCase {
  readonly armCase: ArmCase;
  readonly graph: Graph;
  readonly pkg: EmittedPackage;
  readonly inputs: readonly Int8Array[];
  readonly expected: Int8Array;
}

/** Runs every case through the simulator and all runners; one build for all of them. */
export async function runArmCases(cases: readonly ArmCase[], runners: readonly Runner[]): Promise<ArmResult[]> {
  const known = cases.filter((armCase) => !isNotYet(armCase));
  const read = known.map((armCase, index) => readCase(armCase, index));
  const good = read.filter((each): each is ReadCase => !('problem' in each));
  const problems = new Map<string, string[]>(known.map(({ name }) => [name, []]));
  for (const each of read) if ('problem' in each) problems.get(each.name)?.push(each.problem);
  for (const { armCase, graph, inputs, expected } of good) {
    const [made] = createSimulator(graph, 'double').run(inputs);
    note(problems, armCase, 'simulator', difference(made as Int8Array, expected));
  }
  for (const runner of runners) await runOn(runner, good, problems);
  const checked = ['simulator', ...runners.map(({ description }) => description)];
  return cases.map((armCase): ArmResult => {
    const { name, family } = armCase;
    const own = problems.get(name);
    if (own === undefined) return { name, family, result: 'not yet', checked: [], problems: [] };
    return { name, family, result: own.length === 0 ? 'equal' : 'wrong', checked, problems: own };
  });
}

function readCase(armCase: ArmCase, index: number): ReadCase | { readonly name: string; readonly problem: string } {
  const { name } = armCase;
  const { description, inputs, expected } = describeCase(armCase);
  const bytes = Buffer.from(JSON.stringify(description));
  const graph = readJsonDescription(bytes, `${name}.json`, () => ({ problem: 'a case has no files', help: '' }));
  if (!graph.ok) return { name, problem: renderDiagnostics(graph.diagnostics) };
  const options = {
    name: `c${index}`,
    target: valueOf(loadTarget('host')),
    rounding: 'double',
    selfTest: false,
  } as const;
  const pkg = compile(graph.value, { file: `${name}.json`, sha256: '' }, options);
  if (!pkg.ok) return { name, problem: renderDiagnostics(pkg.diagnostics) };
  return { armCase, graph: graph.value, pkg: pkg.value, inputs, expected };
}

async function runOn(runner: Runner, cases: readonly ReadCase[], problems: Map<string, string[]>): Promise<void> {
  const models = await runner.prepareMany(cases.map(({ pkg }) => pkg));
  if (!models.ok) throw new Error(renderDiagnostics(models.diagnostics));
  for (const [index, model] of models.value.entries()) {
    const each = cases[index];
    if (each === undefined) throw new Error('more models than cases');
    const ran = await model.run(each.inputs.map(bytesOf));
    const [made = new Uint8Array()] = ran.ok ? ran.value.outputs : [];
    const seen = ran.ok ? difference(Int8Array.from(made), each.expected) : renderDiagnostics(ran.diagnostics);
    note(problems, each.armCase, runner.description, seen);
    await model.close();
  }
}

function note(problems: Map<string, string[]>, { name }: ArmCase, who: string, seen: string | null): void {
  if (seen !== null) problems.get(name)?.push(`${who}: ${seen}`);
}

/** The first value that differs, or null. */
function difference(made: Int8Array, expected: Int8Array): string | null {
  if (made.length !== expected.length) return `${made.length} values, ${expected.length} were recorded`;
  const at = expected.findIndex((value, index) => value !== made[index]);
  return at < 0 ? null : `index ${at}: recorded ${expected[at]}, got ${made[at]}`;
}
