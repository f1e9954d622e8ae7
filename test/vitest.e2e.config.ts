import { defineConfig } from 'vitest/config';
import { longestFirst } from './support/longest-first.ts';

/** The built program in a real browser. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.spec.ts'],
    globalSetup: ['test/vitest.temporary.setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: longestFirst(['screens', 'drill', 'live']) },
    testTimeout: 8 * 60_000,
    hookTimeout: 3 * 60_000,
  },
});
