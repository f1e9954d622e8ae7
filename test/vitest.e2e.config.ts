import { defineConfig } from 'vitest/config';
import { longestFirst } from './support/longest-first.ts';

const LONGEST = ['screens', 'resync', 'first-hour', 'resync-by-hand', 'drill', 'live'];

/** The built program in a real browser. The tour of all pages works, the stories mostly wait: three side by side. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.spec.ts'],
    globalSetup: ['test/vitest.temporary.setup.ts'],
    pool: 'forks',
    maxWorkers: 3,
    sequence: { sequencer: longestFirst(LONGEST) },
    // The tour of all pages: two to four minutes on a machine of its own.
    testTimeout: 12 * 60_000,
    hookTimeout: 3 * 60_000,
  },
});
