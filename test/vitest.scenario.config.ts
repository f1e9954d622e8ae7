import { defineConfig } from 'vitest/config';

/** The built program, simulator and mailbox as processes of their own. Worlds wait more than they work: four side by side. */
export default defineConfig({
  test: {
    include: ['test/scenario/**/*.spec.ts'],
    globalSetup: ['test/vitest.temporary.setup.ts'],
    pool: 'forks',
    maxWorkers: 4,
    testTimeout: 20 * 60_000,
    hookTimeout: 3 * 60_000,
  },
});
