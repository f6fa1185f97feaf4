import { fail, type Result } from '../diagnostics/diagnostic.js';

const statusNames = ['OK', 'ERROR_NULL', 'ERROR_ARENA', 'ERROR_ALIGNMENT'];

/** What the harness says at the end of a run, as an error; null when all is well. */
export function runProblem(
  model: string,
  status: number,
  guards: number,
): Extract<Result<never>, { ok: false }> | null {
  if (status !== 0) {
    return fail('I8C5108', {
      message: 'the compiled model does not run',
      details: [`${model}_run returned ${statusNames[status] ?? status}`],
      why: 'the runner gives it the arena that its header asks for, so this is a fault of int8c',
    });
  }
  if (guards === 0) return null;
  return fail('I8C5105', {
    message: 'the compiled model must write nothing outside its arena',
    details: [`${model} changed bytes ${guards === 1 ? 'before' : 'behind'} its arena`],
    why: 'on a device this would destroy other data; it is a fault of int8c or of an edited package',
    help: 'run with the host runner and sanitizers to see which line writes there',
  });
}

/** Bytes of inputs must be those of the package; anything else is a bug of the caller. */
export function checkInputs(model: string, expected: readonly number[], inputs: readonly Uint8Array[]): void {
  if (inputs.length === expected.length && inputs.every(({ length }, index) => length === expected[index])) return;
  throw new Error(
    `int8c bug: inputs of ${model} have ${inputs.map(({ length }) => length).join(', ')} bytes, not ${expected.join(', ')}`,
  );
}
