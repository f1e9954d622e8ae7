import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/arch/*.spec.ts'],
    globalSetup: ['test/vitest.temporary.setup.ts'],
    testTimeout: 60_000,
    pool: 'forks',
  },
});
