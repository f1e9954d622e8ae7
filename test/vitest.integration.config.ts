import { fileURLToPath } from 'node:url';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { longestFirst } from './support/longest-first.ts';

// Workspace packages are read from their sources: no build is needed before a test.
const conditions = ['source', ...defaultServerConditions];
const LONGEST = [
  'start',
  'demo',
  'poller',
  'credential-set',
  'upgrade',
  'audit-head',
  'runner',
  'shutdown',
  'direct-alarm',
  'cli',
  'worker',
];
const folder = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    conditions,
    // The global set-up runs outside the environments that know the conditions.
    alias: [
      { find: /^@firewatch\/(api|launcher|simulator)\/(.*)$/, replacement: `${folder('apps')}/$1/src/$2.ts` },
      { find: /^@firewatch\/shared\/(.*)$/, replacement: `${folder('libs/shared/src')}/$1.ts` },
    ],
  },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/integration/**/*.int.spec.ts'],
    globalSetup: ['test/vitest.temporary.setup.ts', 'test/vitest.integration.setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: longestFirst(LONGEST) },
    // Limits for a machine that others use too; a test that claims a time says so itself.
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
});
