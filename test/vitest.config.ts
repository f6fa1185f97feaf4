import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/announce-skips.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
