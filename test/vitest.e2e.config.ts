import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const LONGEST = ['screens', 'drill', 'live'];
const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.e2e.spec.ts`));
  return at < 0 ? LONGEST.length : at;
};

/** Two files run side by side: with a long one last, one of the two would wait. */
class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b)));
  }
}

/** The built program in a real browser. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.spec.ts'],
    globalSetup: ['test/vitest.temporary.setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 8 * 60_000,
    hookTimeout: 3 * 60_000,
  },
});
