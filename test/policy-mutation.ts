/**
 * Halves and doubles every number of DEFAULT_POLICY and runs the domain specs against each: at least one must fail,
 * else nobody would notice a wrong number. Exit code 1 and a list when some survive.
 *
 * Usage: node test/policy-mutation.ts [path prefix …]      e.g. `shown confirm fleet.share`
 */
import { fileURLToPath } from 'node:url';
import { createVitest } from 'vitest/node';
import type { Vitest } from 'vitest/node';
import { DEFAULT_POLICY } from '../libs/shared/src/domain/policy.ts';

interface Mutant {
  readonly path: string;
  readonly value: number;
  readonly factor: 0.5 | 2;
}
interface Outcome extends Mutant {
  /** First spec that failed; null = survived. */
  readonly killedBy: string | null;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const policyFile = fileURLToPath(new URL('../libs/shared/src/domain/policy.ts', import.meta.url));

function numbersIn(
  value: unknown,
  path: string,
): readonly { readonly path: string; readonly value: number }[] {
  if (typeof value === 'number') return [{ path, value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => numbersIn(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    numbersIn(item, path === '' ? key : `${path}.${key}`),
  );
}

function mutantsOf(prefixes: readonly string[]): readonly Mutant[] {
  const chosen = numbersIn(DEFAULT_POLICY, '').filter(
    ({ path }) => prefixes.length === 0 || prefixes.some((prefix) => path.startsWith(prefix)),
  );
  return chosen.flatMap((number) => [{ ...number, factor: 0.5 } as const, { ...number, factor: 2 } as const]);
}

/** One vitest for all mutants: its transform of policy.ts appends the mutation of the moment. */
class PolicyBench {
  private mutation = '';
  private vitest: Vitest | null = null;

  async open(): Promise<void> {
    this.vitest = await createVitest(
      'test',
      {
        root,
        config: false,
        watch: false,
        include: ['libs/shared/src/domain/**/*.spec.ts'],
        // Random timelines assert relations, not numbers, and would cost most of the time.
        exclude: ['**/*.properties.spec.ts'],
        pool: 'threads',
        maxWorkers: 1,
        isolate: false,
        bail: 1,
        reporters: [{}],
      },
      {
        plugins: [
          {
            name: 'policy-mutation',
            enforce: 'pre',
            transform: (code, id) =>
              id.split('?')[0] === policyFile ? `${code}\n${this.mutation}\n` : undefined,
          },
        ],
      },
    );
  }

  /** Names of failed specs under the mutation; empty = all passed. */
  async failures(mutation: string): Promise<readonly string[]> {
    const vitest = this.vitest;
    if (vitest === null) throw new Error('open() first');
    this.mutation = mutation;
    vitest.invalidateFile(policyFile);
    const specifications = await vitest.globTestSpecifications();
    if (specifications.length === 0) throw new Error('no domain specs found');
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications, true);
    const failed = testModules.flatMap((module) => {
      const tests = [...module.children.allTests('failed')].map(
        (test) => `${nameOf(module.moduleId)}: ${test.fullName}`,
      );
      return tests.length > 0 || module.ok() ? tests : [`${nameOf(module.moduleId)}: did not load`];
    });
    return [...failed, ...unhandledErrors.map((error) => `unhandled: ${String(error)}`)];
  }

  async close(): Promise<void> {
    await this.vitest?.close();
  }
}

const nameOf = (moduleId: string): string => moduleId.slice(moduleId.lastIndexOf('/') + 1);

async function main(prefixes: readonly string[]): Promise<number> {
  const mutants = mutantsOf(prefixes);
  if (mutants.length === 0) {
    console.error(`no number of the policy begins with ${prefixes.join(' or ')}`);
    return 1;
  }
  const bench = new PolicyBench();
  await bench.open();
  const outcomes: Outcome[] = [];
  try {
    const unmutated = await bench.failures('');
    if (unmutated.length > 0) {
      console.error(`the domain specs fail without a mutation, e.g. ${unmutated[0]}`);
      return 1;
    }
    for (const mutant of mutants) {
      const [first] = await bench.failures(`DEFAULT_POLICY.${mutant.path} *= ${mutant.factor};`);
      outcomes.push({ ...mutant, killedBy: first ?? null });
      const line = `${mutant.path} = ${mutant.value} × ${mutant.factor}`;
      console.log(`${line.padEnd(48)} ${first === undefined ? 'SURVIVED' : `killed by ${first}`}`);
    }
  } finally {
    await bench.close();
  }
  const survivors = outcomes.filter(({ killedBy }) => killedBy === null);
  console.log(`${outcomes.length - survivors.length} of ${outcomes.length} mutants killed`);
  for (const { path, factor } of survivors) console.log(`survived: ${path} × ${factor}`);
  return survivors.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
