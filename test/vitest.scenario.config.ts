import { defineConfig } from 'vitest/config';
import { longestFirst } from './support/longest-first.ts';

const LONGEST = [
  'dead-man',
  'resync-2008',
  'resync-kill',
  'drill-2008',
  'resync-relapse',
  'identity-of-many',
  'disk-full',
  'half-unreachable',
  'drill-variants',
  'kill',
  'glitch-storm',
  'resync-mixed',
  'freshness',
  'renewals',
  'resync-guards',
  'removal',
  'drill-slow',
  'planted-builds',
];

/** The built program, simulator and mailbox as processes of their own. Worlds wait more than they work: five side by side. */
export default defineConfig({
  test: {
    include: ['test/scenario/**/*.spec.ts'],
    globalSetup: ['test/vitest.temporary.setup.ts'],
    pool: 'forks',
    maxWorkers: 5,
    sequence: { sequencer: longestFirst(LONGEST) },
    testTimeout: 20 * 60_000,
    hookTimeout: 3 * 60_000,
  },
});
