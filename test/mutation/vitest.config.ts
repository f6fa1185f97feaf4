import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The tests that judge a mutant: those of one process, without sockets, browsers or builds of whole packages. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/{numerics,operators,planner,emit,ir,analysis}/**/*.test.ts', 'test/report/manual.test.ts', 'test/mutation/run-cases-in-c.ts'],
    exclude: ['test/operators/cases-in-c.test.ts'],
    testTimeout: 60_000,
  },
});
