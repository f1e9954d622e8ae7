import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from 'vitest/node';

/**
 * Files side by side: with a long one begun last, the others would end and wait for it.
 * Shape   names of files without their suffix, longest first -> those first, the rest as they come
 */
export function longestFirst(names: readonly string[]): TestSequencerConstructor {
  const rank = ({ moduleId }: TestSpecification): number => {
    const file = moduleId.slice(moduleId.lastIndexOf('/') + 1);
    const at = names.indexOf(file.slice(0, file.indexOf('.')));
    return at < 0 ? names.length : at;
  };
  return class extends BaseSequencer {
    override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b)));
    }
  };
}
