import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm run mutation`: changes the sources one place at a time and asks whether a test notices.
 * `npm run mutation -- --mutate 'src/planner/**'` for one folder. Reports go to the machine's temporary files.
 */
export default {
  packageManager: 'npm',
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  mutate: ['src/{numerics,operators,kernels,select,schedule,planner,lowering,emit}/**/*.ts'],
  ignorePatterns: ['dist', 'bench', 'coverage', '*.log', 'test/fuzz'],
  concurrency: 2,
  tempDirName: join(tmpdir(), 'int8c-mutation'),
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
  jsonReporter: { fileName: join(tmpdir(), 'int8c-mutation', 'mutation.json') },
  htmlReporter: { fileName: join(tmpdir(), 'int8c-mutation', 'mutation.html') },
  timeoutMS: 30_000,
};
