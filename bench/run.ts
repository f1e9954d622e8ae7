/** `npm run bench [-- --suite reads --full]`: figures beside their floors; nothing is asserted. */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { detect } from './detect.ts';
import { publish, type Suite } from './measure.ts';
import { memory } from './memory.ts';
import { reads } from './reads.ts';
import { restart } from './restart.ts';
import { table } from './table.ts';

const SUITES: readonly Suite[] = [reads, detect, memory, restart, table];

const { values } = parseArgs({
  options: { suite: { type: 'string', multiple: true }, full: { type: 'boolean' } },
});
const chosen = SUITES.filter((suite) => !values.suite || values.suite.includes(suite.name));
if (chosen.length === 0) {
  console.error(`No such suite. There are: ${SUITES.map((suite) => suite.name).join(', ')}.`);
  process.exit(1);
}
for (const suite of chosen) {
  const [before = 0] = loadavg();
  publish(suite.name, await suite.run({ full: values.full === true }), before);
}
