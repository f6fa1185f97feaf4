import type { ModelConformance, RunnerConformance } from './conformance.js';

/** One line for a model: what was compared and how each runner did, or the sentence of the refusal. */
export function conformanceLine(model: ModelConformance, nameWidth = 0): string {
  const name = model.model.padEnd(nameWidth);
  if (model.result === 'refused') return `${name}  refused  ${refusal(model)}`;
  const frames = model.frames === model.cases ? '' : ` (${model.frames} frames)`;
  const counts = [
    count(model.operators ?? 0, 'operator'),
    `${count(model.cases, 'case')}${frames}`,
    count(model.checks[0]?.tensorsCompared ?? 0, 'tensor'),
  ];
  const reference = model.reference === 'simulator' ? ['no usable record, compared with the simulator'] : [];
  return [name, ...counts, ...model.checks.map(checkText), ...reference].join('  ');
}

/** What else there is to say about a model: differences, failures, parts of the record that were left out. */
export function conformanceDetails(model: ModelConformance): string[] {
  const lines = model.checks.flatMap(({ runner, differences, diagnostics, result }) => [
    ...differences.map(({ case: name, tensor, maker, first }) => {
      const place =
        first === null
          ? 'sha256 differs'
          : `frame ${first.frame}, index ${first.index}: expected ${first.expected}, got ${first.got ?? 'nothing'}`;
      return `${runner}: ${name}, ${maker}, tensor ${tensor}: ${place}`;
    }),
    ...(result === 'failed'
      ? diagnostics.map(({ code, message, details }) => `${runner}: ${code} ${message}: ${details.join(' | ')}`)
      : []),
  ]);
  return [...lines, ...model.recordProblems.map((problem) => `record: ${problem}`)];
}

function checkText({ runner, result, samplesCompared, tensorsUnknown }: RunnerConformance): string {
  const samples = samplesCompared === null ? '' : ` +${samplesCompared} acc`;
  const unknown = tensorsUnknown === 0 ? '' : ` (${tensorsUnknown} recorded tensors unknown)`;
  return `${runner} ${result === 'absent' ? 'no C compiler' : result}${samples}${unknown}`;
}

function refusal({ diagnostics }: ModelConformance): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return 'for no reason given';
  const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  const seen = first.details[0] === undefined ? '' : `: ${first.details[0].replace(/\s+/g, ' ')}`;
  return `${first.code} ${first.message}${seen}${more}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
