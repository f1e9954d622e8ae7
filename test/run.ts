/** Everything CI runs, stage by stage, with one closing line. `--long` adds the soak and kill forms, `--only name` runs one stage. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { prerequisites } from './support/prerequisites.ts';

interface Stage {
  readonly name: string;
  readonly command: readonly string[];
  /** Vitest stages are counted by test, others as one. */
  readonly vitest?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly long?: boolean;
  /** Mostly waits for clocks: runs beside the stages that follow, its output is shown when it ends. */
  readonly beside?: boolean;
}

const vitest = (
  name: string,
  config: string,
  extra: Partial<Stage> = {},
  args: readonly string[] = [],
): Stage => ({
  name,
  vitest: true,
  command: [
    'vitest',
    'run',
    '--config',
    config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=test/output/${name}.json`,
    ...args,
  ],
  ...extra,
});

const STAGES: readonly Stage[] = [
  { name: 'lock file', command: ['node', 'test/support/lock-check.ts'] },
  { name: 'build', command: ['nx', 'run-many', '-t', 'build', '--outputStyle=static'] },
  { name: 'types', command: ['nx', 'run-many', '-t', 'typecheck', '--outputStyle=static'] },
  // The longest of all, and it mostly waits: begun after the last that may write the build anew, for it runs what that wrote.
  vitest('scenario', 'test/vitest.scenario.config.ts', { beside: true }),
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  // Type-aware lint reads the types that the build wrote.
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  vitest('architecture', 'test/vitest.arch.config.ts'),
  vitest('unit', 'vitest.config.ts'),
  vitest('integration', 'test/vitest.integration.config.ts'),
  // One file of it is four fifths of its time.
  vitest(
    'store-postgres-15',
    'test/vitest.integration.config.ts',
    { beside: true, env: { FIREWATCH_TEST_POSTGRES: '15' } },
    ['test/integration/store'],
  ),
  vitest('conformance', 'test/vitest.conformance.config.ts'),
  // The browser is timed by eye and by its own clock: what is left beside it only waits.
  vitest('browser', 'test/vitest.e2e.config.ts'),
  { name: 'policy-numbers', command: ['node', 'test/policy-mutation.ts'], long: true },
  vitest('fuzz-long', 'vitest.config.ts', { long: true, env: { FIREWATCH_FUZZ_RUNS: '1000000' } }, [
    // Every file of that name, two at a time.
    '.fuzz.spec.ts',
  ]),
  vitest('scenario-long', 'test/vitest.scenario.config.ts', {
    long: true,
    env: { FIREWATCH_TEST_LONG: '1' },
  }),
];

const { values } = parseArgs({
  options: { long: { type: 'boolean' }, only: { type: 'string', multiple: true } },
});

function run(stage: Stage): Promise<number> {
  return new Promise((resolve) => {
    const [program = '', ...args] = stage.command;
    const child = spawn(program === 'node' ? process.execPath : `node_modules/.bin/${program}`, args, {
      stdio: stage.beside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', ...stage.env },
    });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('close', (code) => {
      if (stage.beside) console.log(`\n== ${stage.name} (ran beside)\n${Buffer.concat(output).toString()}`);
      resolve(code ?? 1);
    });
  });
}

interface Report {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Said again at the end, where whoever reads only the last lines finds them. */
const failures: string[] = [];

/** A test that did not run did not pass: skipped ones and suites that did not load count as failed. */
function count(stage: Stage, code: number): { passed: number; failed: number } {
  const file = `test/output/${stage.name}.json`;
  if (!stage.vitest) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const failed = report.numTotalTests - report.numPassedTests;
  for (const suite of report.testResults)
    for (const test of suite.assertionResults)
      if (test.status !== 'passed')
        failures.push(
          `${stage.name}: ${test.fullName}\n  ${test.failureMessages[0]?.slice(0, 600) ?? test.status}`,
        );
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? Math.max(1, report.numFailedTestSuites) : failed,
  };
}

const missing = prerequisites(
  (command) => spawnSync('sh', ['-c', command], { stdio: 'inherit' }).status === 0,
);
if (missing) {
  console.error(missing);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
rmSync('test/output', { recursive: true, force: true });
mkdirSync('test/output', { recursive: true });

const table: string[] = [];
let passed = 0;
let failed = 0;

async function finish(stage: Stage): Promise<void> {
  const started = performance.now();
  const counted = count(stage, await run(stage));
  passed += counted.passed;
  failed += counted.failed;
  table.push(
    `${stage.name.padEnd(20)} ${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s  ${String(counted.passed).padStart(5)} passed  ${String(counted.failed).padStart(3)} failed`,
  );
}

const startedAll = performance.now();
const beside: Promise<void>[] = [];
for (const stage of STAGES) {
  if (values.only ? !values.only.includes(stage.name) : stage.long && !values.long) continue;
  // They work hard, and one of them plays with the sources that scenarios copy.
  if (stage.long) await Promise.all(beside);
  console.log(`\n== ${stage.name}`);
  if (stage.beside) beside.push(finish(stage));
  else await finish(stage);
}
await Promise.all(beside);
table.push(`${'all'.padEnd(20)} ${((performance.now() - startedAll) / 1000).toFixed(1).padStart(7)} s`);
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
console.log(`\n${table.join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
