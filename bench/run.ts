/**
 * `npm run bench [-- --suite reads --full]`: figures beside their floors. Nothing is asserted but what a suite marks as
 * a promise (lag, a lost period, growing memory): then the command ends with exit code 1.
 */
import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { detect } from './detect.ts';
import { fleet } from './fleet.ts';
import { publish, type Suite, type SuiteOptions } from './measure.ts';
import { memory } from './memory.ts';
import { reads } from './reads.ts';
import { restart } from './restart.ts';
import { resync } from './resync.ts';
import { soak } from './soak.ts';
import { table } from './table.ts';

const SUITES: readonly Suite[] = [reads, detect, memory, restart, resync, table, fleet, soak];

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

const { values } = parseArgs({
  options: {
    suite: { type: 'string', multiple: true },
    full: { type: 'boolean' },
    profile: { type: 'boolean' },
    statements: { type: 'boolean' },
    devices: { type: 'string' },
    minutes: { type: 'string' },
    hours: { type: 'string' },
    seed: { type: 'string' },
  },
});

function numberOf(name: 'devices' | 'minutes' | 'hours' | 'seed'): Partial<SuiteOptions> {
  const text = values[name];
  if (text === undefined) return {};
  const value = Number(text);
  const isWhole = name === 'devices' || name === 'seed';
  if (!(value > 0) || !Number.isFinite(value) || (isWhole && !Number.isInteger(value)))
    refuse(`--${name} ${text}: give a ${isWhole ? 'whole ' : ''}number above 0.`);
  return { [name]: value };
}

const options: SuiteOptions = {
  full: values.full === true,
  profile: values.profile === true,
  statements: values.statements === true,
  ...numberOf('devices'),
  ...numberOf('minutes'),
  ...numberOf('hours'),
  ...numberOf('seed'),
};
const chosen = SUITES.filter((suite) =>
  values.suite ? values.suite.includes(suite.name) : suite.isLong !== true,
);
if (chosen.length === 0) refuse(`No such suite. There are: ${SUITES.map((suite) => suite.name).join(', ')}.`);
mkdirSync('bench/output', { recursive: true });
for (const suite of chosen) {
  const [before = 0] = loadavg();
  const figures = await suite.run(options);
  publish(suite.name, figures, before);
  if (figures.some((figure) => figure.isBroken === true)) process.exitCode = 1;
}
