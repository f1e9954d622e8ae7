import { defineConfig } from 'vitest/config';

/** Unit tests: pure or against fakes, beside the code. */
export default defineConfig({
  resolve: { conditions: ['source', 'module', 'import', 'default'] },
  ssr: { resolve: { conditions: ['source', 'module', 'import', 'node', 'default'] } },
  test: {
    include: ['libs/**/src/**/*.spec.ts', 'apps/**/src/**/*.spec.ts', 'apps/**/src/**/*.spec.tsx'],
    testTimeout: 10_000,
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: true,
  },
});
