import type { KernelStep, Program } from '../lowering/program.js';
import { cComment, cIdentifier, cString, plain, type SinkName, type TextFor } from '../text/sinks.js';
import { opConstant } from './layer-view.js';
import { portViews } from './macro-view.js';
import type { ManifestFacts } from './package.js';

/** What every file of the package may mention, escaped for the places in which it mentions texts. */
export function commonView<Name extends SinkName>(
  program: Program,
  manifest: ManifestFacts,
  escape: (text: string) => TextFor<Name>,
) {
  return {
    prefix: cIdentifier(program.prefix),
    upperPrefix: cIdentifier(program.prefix.toUpperCase()),
    version: plain(manifest.int8cVersion),
    modelFile: escape(manifest.model.file),
    modelSha256: plain(manifest.model.sha256),
    target: plain(program.target.name),
    compilerFlags: plain(program.target.compilerFlags.join(' ')),
    reference: escape(manifest.reference),
    macs: manifest.macs,
    arenaBytes: manifest.arenaBytes,
    cmsisNn: librariesOf(program).includes('cmsis-nn'),
    singleRounding: program.rounding === 'single',
  };
}

/** The libraries that layers call. */
export function librariesOf({ steps }: Program): NonNullable<KernelStep['library']>[] {
  return [...new Set(steps.flatMap((step) => (step.kind === 'kernel' ? (step.library ?? []) : [])))];
}

/** What every C file may mention. */
export type SourceView = ReturnType<typeof headerView>;

export function headerView(program: Program, manifest: ManifestFacts) {
  const view = portsView(program);
  return {
    ...commonView(program, manifest, cComment),
    ...view,
    ...opsView(program),
    referenceString: cString(manifest.reference),
    hasReals: view.ports.some(({ isReal }) => isReal),
  };
}

export function portsView(program: Program) {
  const inputs = portViews(program.inputs, 'input');
  const outputs = portViews(program.outputs, 'output');
  const [firstInput] = inputs;
  const [firstOutput] = outputs;
  if (firstInput === undefined || firstOutput === undefined)
    throw new Error('int8c bug: a model without inputs or outputs');
  return { inputs, outputs, ports: [...inputs, ...outputs], firstInput, firstOutput };
}

/**
 * Constants by which hooks name layers. The values are the numbers in the keys; not all need be there when layers were
 * taken out.
 */
function opsView(program: Program) {
  const ops = program.steps.map((step) => ({ constant: opConstant(program, step), number: step.number }));
  return { ops, opCount: ops.reduce((count, { number }) => Math.max(count, number + 1), 0) };
}
