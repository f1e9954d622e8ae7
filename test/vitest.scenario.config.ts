import { defineConfig } from 'vitest/config';
import { longestFirst } from './support/longest-first.ts';

const LONGEST = [
  'dead-man',
  'drill-2008',
  'drill-variants',
  'disk-full',
  'kill',
  'identity-of-many',
  'half-unreachable',
  'drill-slow',
  'glitch-storm',
  'planted-builds',
];

/** The built program, simulator and mailbox as processes of their own. Worlds wait more than they work: four side by side. */
export default defineConfig({
  test: {
    include: ['test/scenario/**/*.spec.ts'],
    globalSetup: ['test/vitest.temporary.setup.ts'],
    pool: 'forks',
    maxWorkers: 4,
    sequence: { sequencer: longestFirst(LONGEST) },
    testTimeout: 20 * 60_000,
    hookTimeout: 3 * 60_000,
  },
});
