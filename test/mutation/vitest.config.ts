import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const compilingTests = 'run-cases-in-c.ts';
const manualTests = 'manual.test.ts';

/**
 * The manual, which holds every text of an operator, then the quickest first; tests that compile C come last: most
 * mutants are found before.
 */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const longestFirst = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number =>
      moduleId.endsWith(manualTests) ? 0 : moduleId.endsWith(compilingTests) ? 2 : 1;
    return longestFirst.reverse().sort((a, b) => rank(a) - rank(b));
  }
}

/** The tests that judge a mutant: those of one process, without sockets, browsers or builds of whole packages. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: [
      'test/{numerics,operators,select,schedule,planner,lowering,emit,ir,analysis}/**/*.test.ts',
      'test/report/manual.test.ts',
      `test/mutation/${compilingTests}`,
    ],
    // What these compile, `run-cases-in-c` compiles as well, and remembers.
    exclude: ['test/operators/cases-in-c.test.ts', 'test/select/other-kernels.test.ts'],
    sequence: { sequencer: QuickestFirst },
    testTimeout: 60_000,
  },
});
