import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { listRows } from '@firewatch/api/store/devices-rows.repo';
import { VERDICTS, type Verdict } from '@firewatch/shared/domain/verdict-words';
import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { withStore } from './run-verb.js';
import { tableLines } from './table.js';
import type { Verb } from './verb.js';

interface Options {
  readonly verdict?: string;
  readonly search?: string;
  readonly json?: boolean;
}

/** More than any fleet this version is made for. */
const ALL = 100_000;

/** Errors: StartRefusal naming the words that are accepted. */
function verdictOf(text: string | undefined): Verdict | undefined {
  const found = VERDICTS.find((verdict) => verdict === text);
  if (text !== undefined && found === undefined) {
    throw new StartRefusal(`--verdict ${text} is not one of ${VERDICTS.join(', ')}.`);
  }
  return found;
}

const worstFirst = (a: DeviceRow, b: DeviceRow): number =>
  VERDICTS.indexOf(a.worst.verdict) - VERDICTS.indexOf(b.worst.verdict) ||
  (a.worstSince < b.worstSince ? -1 : 1);

const rowOf = (row: DeviceRow): string[] => [
  row.isSuspected ? `${row.worst.verdict}?` : row.worst.verdict,
  row.name,
  row.customerName,
  row.model ?? '',
  row.worstSince,
  row.readAt ?? 'never',
  row.why,
];

/** `devices`: the fleet as the dashboard shows it, worst first. */
export const devices: Verb = (program, tools) => {
  program
    .command('devices')
    .description('firewalls with their shown verdict, worst first')
    .option('--verdict <verdict>', `only these: ${VERDICTS.join(', ')}`)
    .option('--search <text>', 'name, customer, site, serial, model or tag')
    .option('--json', 'answer as JSON')
    .action((options: Options) =>
      withStore(tools, async ({ database }) => {
        const filter = { verdict: verdictOf(options.verdict), search: options.search, limit: ALL };
        const { rows } = await database.asEngine((tx) => listRows(tx, filter));
        const sorted = rows.toSorted(worstFirst);
        if (options.json) return tools.say(JSON.stringify(sorted));
        const head = ['Verdict', 'Firewall', 'Customer', 'Model', 'Since', 'Read', 'Why'];
        for (const text of tableLines(head, sorted.map(rowOf))) tools.say(text);
        tools.say(`${sorted.length} firewalls.`);
      }),
    );
};
