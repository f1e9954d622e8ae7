import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const planted = fileURLToPath(new URL('planted', import.meta.url));
const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: IForbiddenRuleType[];
  options: Record<string, unknown>;
};

async function violationsIn(baseDir: string, roots: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(roots, {
    ...config.options,
    baseDir,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  });
  return output as ICruiseResult;
}

describe('boundaries', () => {
  it('hold in the whole tree, and the tree was really looked at', async () => {
    const result = await violationsIn(root, ['apps', 'libs']);
    expect(result.summary.violations.map((one) => `${one.rule.name}: ${one.from} -> ${one.to}`)).toEqual([]);
    expect(result.summary.totalCruised).toBeGreaterThan(150);
    const shared = result.modules.filter((module) => module.source.startsWith('libs/shared/src/domain/'));
    const dependents = shared
      .flatMap((module) => module.dependents)
      .filter((from) => from.startsWith('apps/'));
    expect(dependents.length).toBeGreaterThan(20);
  });

  it('find each planted breach exactly once', async () => {
    const result = await violationsIn(planted, ['apps', 'libs', 'test']);
    const found = result.summary.violations.map((one) => one.rule.name);
    const names = config.forbidden.map((one) => one.name as string);
    const times = names.map((name) => [name, found.filter((one) => one === name).length]);
    expect(times).toEqual(names.map((name) => [name, 1]));
  });
});
