import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings } from '@firewatch/api/platform/config/read-config';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import {
  resyncRunDetail,
  stepUpState,
  type NewResyncRun,
  type ResyncRunDetail,
  type StartResync,
} from '@firewatch/shared/wire/resync';
import type { Command } from 'commander';
import { choiceOf, runOf, type ChoiceOptions } from './resync-choice.js';
import { guardLines, hasEnded, isAllRestored, newsLines, planLines, restLines } from './resync-lines.js';
import { RestClient, Refused } from './rest-client.js';
import { Terminal } from './terminal.js';
import type { Verb, VerbTools } from './verb.js';

interface Common {
  readonly url?: string;
  readonly email?: string;
  readonly json?: boolean;
}
type PlanOptions = Common & ChoiceOptions & { readonly atOnce?: string };
type RunOptions = Common & { readonly at?: string; readonly override?: string };

type Tools = VerbTools & {
  /** Opened only when something is asked. */
  readonly terminal: () => Terminal;
};

const LOOK_MS = 2_000;

/** A session at the running program, and the questions that make it. */
interface Desk {
  readonly rest: RestClient;
  readonly terminal: Terminal;
  /** Null = by token. */
  readonly password: string | null;
}

async function signIn(tools: VerbTools, desk: Omit<Desk, 'password'>, options: Common): Promise<string> {
  const { terminal, rest } = desk;
  const email = options.email ?? tools.environment['FIREWATCH_EMAIL'] ?? (await terminal.ask('Email', false));
  const password = await terminal.ask(`Password of ${email}`, true);
  try {
    await rest.signIn(email, password);
  } catch (error) {
    if (!(error instanceof Refused) || !error.fields.includes('code')) throw error;
    await rest.signIn(email, password, await terminal.ask('Code of the second factor', false));
  }
  return password;
}

/** Opens a session, or takes the token of the environment; does the work; signs out. A refusal is one sentence and exit code 1. */
async function atDesk(
  tools: Tools,
  options: Common & { readonly isSession?: boolean },
  work: (desk: Desk) => Promise<void>,
): Promise<void> {
  const terminal = tools.terminal();
  try {
    const address = (options.url ?? readSettings(tools.environment).http.publicUrl).replace(/\/+$/, '');
    if (!URL.canParse(address)) {
      throw new StartRefusal(
        `--url ${address} is no address; one such as https://firewatch.example.com is accepted.`,
      );
    }
    const rest = new RestClient(address);
    const token = tools.environment['FIREWATCH_TOKEN'];
    const isByToken = token !== undefined && options.isSession !== true;
    if (isByToken) rest.useToken(token);
    const password = isByToken ? null : await signIn(tools, { rest, terminal }, options);
    try {
      await work({ rest, terminal, password });
    } finally {
      await rest.signOut();
    }
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof StartRefusal) tools.complain(error.message);
    else tools.complain(`That did not work: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    terminal.close();
  }
}

const load = (rest: RestClient, id: string): Promise<ResyncRunDetail> =>
  rest.get(`/resync-runs/${id}`, resyncRunDetail);

function capsOf(text: string | undefined): NewResyncRun['caps'] {
  if (text === undefined) return undefined;
  const atOnce = Number(text);
  if (Number.isInteger(atOnce) && atOnce >= 1 && atOnce <= 200) return { atOnce };
  throw new StartRefusal(`--at-once ${text} is not accepted: a whole number from 1 to 200 is.`);
}

async function plan(tools: Tools, options: PlanOptions): Promise<void> {
  await atDesk(tools, options, async ({ rest }) => {
    const caps = capsOf(options.atOnce);
    const choice = await choiceOf(options, rest);
    const made = await rest.post('/resync-runs', { choice, ...(caps && { caps }) }, resyncRunDetail);
    if (options.json) return tools.say(JSON.stringify(made));
    for (const text of planLines(made)) tools.say(text);
    tools.say(`Nothing has moved. "resync run ${made.row.label}" starts it.`);
  });
}

/** Proves anew who it is: by code where one is set, else by the password that was just typed. */
async function stepUp({ rest, terminal, password }: Desk): Promise<void> {
  const { needs } = await rest.get('/session/step-up', stepUpState);
  const proof =
    needs === 'code' || password === null
      ? { code: await terminal.ask('Code of the second factor, to start', false) }
      : { password };
  await rest.post('/session/step-up', proof, stepUpState);
}

function instantOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const at = Date.parse(text);
  if (!Number.isNaN(at) && /[zZ]|[+-]\d\d:\d\d$/.test(text)) return new Date(at).toISOString();
  throw new StartRefusal(
    `--at ${text} is no time: one with its zone, such as 2008-12-02T13:00:00-08:00, is accepted.`,
  );
}

async function run(tools: Tools, label: string, options: RunOptions): Promise<void> {
  await atDesk(tools, { ...options, isSession: true }, async (desk) => {
    const at = instantOf(options.at);
    const id = await runOf(desk.rest, label);
    const { hash } = await load(desk.rest, id);
    await stepUp(desk);
    const body: StartResync = { hash, at, override: options.override ?? null };
    const started = await start(tools, desk.rest, id, body);
    if (options.json) return tools.say(JSON.stringify(started));
    tools.say(`${started.row.label}  ${started.row.headline}`);
    const when = started.beginsAt ?? started.scheduledAt;
    tools.say(
      `The first call goes out at ${when ?? 'once'}; "resync watch ${started.row.label}" follows it.`,
    );
  });
}

async function start(
  tools: VerbTools,
  rest: RestClient,
  id: string,
  body: StartResync,
): Promise<ResyncRunDetail> {
  try {
    return await rest.post(`/resync-runs/${id}/start`, body, resyncRunDetail);
  } catch (error) {
    if (error instanceof Refused && (error.status === 409 || error.status === 403)) {
      const held = await load(rest, id);
      const lines = guardLines(held).filter((text) => text.startsWith('HELD'));
      tools.complain(lines.join('\n'));
    }
    throw error;
  }
}

async function watch(tools: Tools, label: string, options: Common): Promise<void> {
  await atDesk(tools, options, async ({ rest }) => {
    const id = await runOf(rest, label);
    let before: ResyncRunDetail | null = null;
    for (;;) {
      const now: ResyncRunDetail = await load(rest, id);
      const news = newsLines(before, now);
      if (!options.json) for (const text of news) tools.say(text);
      else if (news.length > 0)
        tools.say(JSON.stringify({ at: now.asOf, ...now.row, stoppedWhy: now.stoppedWhy }));
      before = now;
      if (hasEnded(now)) break;
      await sleep(LOOK_MS);
    }
    if (!options.json) for (const text of restLines(before)) tools.say(text);
    process.exitCode = isAllRestored(before) ? 0 : 2;
  });
}

const also = (one: string, others: readonly string[] = []): readonly string[] => [...others, one];

const reached = (command: Command): Command =>
  command
    .option('--url <address>', 'where Firewatch runs; default is the one of this machine')
    .option('--email <address>', 'who signs in; else FIREWATCH_EMAIL, else it is asked for')
    .option('--json', 'answer as JSON');

/**
 * `resync plan`, `resync run`, `resync watch`: the same as on the page, over the same interface.
 * Exit code of watch: 0 = every firewall is proven, 2 = not all are, 1 = it could not be watched.
 */
export const resync: Verb = (program, tools) =>
  addResync(program, { ...tools, terminal: () => new Terminal() });

/** The same with a terminal of the caller's. */
export function addResync(program: Command, tools: Tools): void {
  const group = program
    .command('resync')
    .description('bring firewalls back after a licence outage, in guarded waves');
  reached(group.command('plan').description('what would happen, whole; nothing moves'))
    .option('--incident <label>', 'firewalls of an incident, such as F-12')
    .option('--filter <name=value,…>', 'customer, verdict, vendor, tag, search')
    .option('--device <name>', 'one firewall; may be given more than once', also)
    .option('--at-once <count>', 'how many work at the same time')
    .action((options: PlanOptions) => plan(tools, options));
  reached(
    group
      .command('run <run>')
      .description('start a plan; asks for your password, and your code where you have one'),
  )
    .option('--at <time>', 'start then, with its zone: 2008-12-02T13:00:00-08:00')
    .option(
      '--override <reason>',
      'go on although the licence authority is judged wrong, or an incident grows',
    )
    .action((label: string, options: RunOptions) => run(tools, label, options));
  reached(
    group.command('watch <run>').description('follow a run to its end; exit code 0 only when all is proven'),
  ).action((label: string, options: Common) => watch(tools, label, options));
}
