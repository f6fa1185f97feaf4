import { defineConfig } from 'vitest/config';
import { endlessMilliseconds } from './support/limits.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/announce-skips.ts'],
    maxWorkers: 2,
    testTimeout: endlessMilliseconds,
    hookTimeout: endlessMilliseconds,
    teardownTimeout: endlessMilliseconds,
  },
});
