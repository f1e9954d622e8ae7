import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// Workspace packages are read from their sources: no build is needed before a test.
const conditions = ['source', ...defaultServerConditions];

/** Unit tests: pure or against fakes, beside the code. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      'libs/**/src/**/*.spec.ts',
      'apps/**/src/**/*.spec.ts',
      'apps/**/src/**/*.spec.tsx',
      'bench/*.spec.ts',
      'test/support/*.spec.ts',
    ],
    globalSetup: ['test/vitest.temporary.setup.ts'],
    testTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: true,
  },
});
