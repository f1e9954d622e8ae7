import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { incidentRowOf, listIncidents } from '@firewatch/api/store/incident-views.repo';
import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import { withStore } from './run-verb.js';
import { tableLines } from './table.js';
import type { Verb } from './verb.js';

interface Options {
  readonly state: string;
  readonly json?: boolean;
}

const STATES = ['open', 'closed'] as const;
/** Closed ones are listed youngest first, at most this many. */
const MOST = 1_000;

/** Errors: StartRefusal naming the words that are accepted. */
function stateOf(text: string): (typeof STATES)[number] {
  const found = STATES.find((state) => state === text);
  if (found === undefined) throw new StartRefusal(`--state ${text} is not one of ${STATES.join(', ')}.`);
  return found;
}

const rowOf = (row: IncidentRow): string[] => [
  row.label,
  row.severity,
  row.since,
  row.closedAt ?? '',
  row.ack === null ? '' : row.ack.by,
  row.headline,
];

/** `incidents`: what a person works on, as the dashboard lists it. */
export const incidents: Verb = (program, tools) => {
  program
    .command('incidents')
    .description('open incidents, or closed ones')
    .option('--state <state>', STATES.join(' or '), 'open')
    .option('--json', 'answer as JSON')
    .action((options: Options) =>
      withStore(tools, async ({ database }) => {
        const filter = { state: stateOf(options.state), withAbsorbed: false, limit: MOST };
        const found = await database.asEngine((tx) => listIncidents(tx, filter));
        const rows = found.slice(0, MOST).map(incidentRowOf);
        if (options.json) return tools.say(JSON.stringify(rows));
        const head = ['Label', 'Severity', 'Since', 'Closed', 'Acknowledged by', 'What'];
        for (const text of tableLines(head, rows.map(rowOf))) tools.say(text);
        tools.say(`${rows.length} ${options.state}.`);
      }),
    );
};
