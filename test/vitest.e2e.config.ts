import { defineConfig } from 'vitest/config';

/** The built program in a real browser. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.spec.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 8 * 60_000,
    hookTimeout: 3 * 60_000,
  },
});
