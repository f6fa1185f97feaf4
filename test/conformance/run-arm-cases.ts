import { createHostRunner } from '../../src/runners/host-runner.js';
import { createWasmRunner } from '../../src/runners/wasm-runner.js';
import { armCasesDirectory, noArmCases, readArmCases } from './arm-case.js';
import { runArmCases } from './arm-conformance.js';

/** `npm run conformance:arm`: every case of INT8C_CASES_DIR, a line each. Exit code 1 when one is wrong. */
async function main(): Promise<number> {
  const directory = armCasesDirectory();
  if (directory === null) {
    process.stdout.write(`skipped: ${noArmCases}\n`);
    return 0;
  }
  const results = await runArmCases(readArmCases(directory), [createWasmRunner(), createHostRunner()]);
  for (const { name, family, result, problems } of results) {
    process.stdout.write(`${result.padEnd(8)} ${family.padEnd(20)} ${name}\n`);
    for (const problem of problems) process.stdout.write(`         ${problem}\n`);
  }
  const count = (wanted: string): number => results.filter(({ result }) => result === wanted).length;
  process.stdout.write(
    `${count('equal')} equal, ${count('wrong')} wrong, ${count('not yet')} of families not yet there\n`,
  );
  return count('wrong') === 0 ? 0 : 1;
}

process.exitCode = await main();
