import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const compilingTests = 'run-cases-in-c.ts';

/** Tests that compile C come last: most mutants are found before. */
class CompilersLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(({ moduleId }) => !moduleId.endsWith(compilingTests)), ...sorted.filter(({ moduleId }) => moduleId.endsWith(compilingTests))];
  }
}

/** The tests that judge a mutant: those of one process, without sockets, browsers or builds of whole packages. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/{numerics,operators,planner,emit,ir,analysis}/**/*.test.ts', 'test/report/manual.test.ts', `test/mutation/${compilingTests}`],
    exclude: ['test/operators/cases-in-c.test.ts'],
    sequence: { sequencer: CompilersLast },
    testTimeout: 60_000,
  },
});
