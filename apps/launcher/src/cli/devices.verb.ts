import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { samplesOf } from '@firewatch/api/store/answer-samples.repo';
import type { Database } from '@firewatch/api/store/database';
import { listRows } from '@firewatch/api/store/devices-rows.repo';
import { VERDICTS, type Verdict } from '@firewatch/shared/domain/verdict-words';
import { UNREADABLE_CLAUSES } from '@firewatch/shared/wire/device-why';
import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { LOOK_BEFORE_SENDING, type AnswerSampleView } from '@firewatch/shared/wire/samples';
import type { Command } from 'commander';
import { withStore } from './run-verb.js';
import { plainText, tableLines } from './table.js';
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

/** Errors: StartRefusal when there is none of that name or id, or more than one. */
async function deviceOf(database: Database, given: string): Promise<DeviceRow> {
  const { rows } = await database.asEngine((tx) => listRows(tx, { limit: ALL }));
  const found = rows.filter(
    (row) => row.id === given.toLowerCase() || row.name.toLowerCase() === given.toLowerCase(),
  );
  const [only, other] = found;
  if (!only)
    throw new StartRefusal(`No firewall is called ${given} or has that id: "devices" shows the names.`);
  if (other) {
    const ids = found.map((row) => `${row.id} (${plainText(row.customerName)})`).join(', ');
    throw new StartRefusal(`${found.length} firewalls are called ${given}: give the id of one: ${ids}.`);
  }
  return only;
}

async function samplesFor(database: Database, device: DeviceRow): Promise<AnswerSampleView[]> {
  const rows = await database.asEngine((tx) => samplesOf(tx, device.id));
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}

/** A head and the answer below it, indented; nothing in it moves the cursor. */
function sampleLines({ at, source, status, contentType, why, body }: AnswerSampleView): string[] {
  const head = [at, source, `HTTP ${status}`, contentType || 'no content type', UNREADABLE_CLAUSES[why]];
  return [
    head.map(plainText).join('  '),
    ...body.split('\n').map((line) => `  ${plainText(line)}`.trimEnd()),
    '',
  ];
}

/** `devices`: the fleet as the dashboard shows it, worst first; `devices samples`: what one of it said that could not be read. */
export const devices: Verb = (program, tools) => {
  const group = program
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
  group
    .command('samples <device>')
    .description(
      'what a firewall, by its name or id, last said that could not be read, redacted, newest first',
    )
    .option('--json', 'answer as JSON')
    .action((given: string, _: unknown, command: Command) =>
      withStore(tools, async ({ database }) => {
        const device = await deviceOf(database, given);
        const samples = await samplesFor(database, device);
        // `devices` has a --json of its own, and takes it also where it stands behind.
        if (command.optsWithGlobals<Options>().json) return tools.say(JSON.stringify(samples));
        if (samples.length === 0) return tools.say(`No sample of ${plainText(device.name)} is kept.`);
        for (const line of samples.flatMap(sampleLines)) tools.say(line);
        tools.say(LOOK_BEFORE_SENDING);
      }),
    );
};
