import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/arch/*.spec.ts'], testTimeout: 60_000, pool: 'forks' },
});
