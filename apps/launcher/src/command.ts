import { Command, CommanderError } from 'commander';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { readSettings, type Settings } from '@firewatch/api/platform/config/read-config';
import { VERBS } from './cli/verbs.js';
import { runDemo, type DemoOptions } from './demo/demo.js';
import { Ends } from './ends.js';
import { environment, REPOSITORY } from './environment.js';
import { launch, line, type LaunchOf } from './launch.js';
import { endOnSignals } from './signals.js';

/** `start` (default) or `demo`: resolves when it runs, the process then ends by a signal. Every other verb ends by itself. */
export async function run(args: readonly string[]): Promise<void> {
  const program = new Command('firewatch').description('Watches managed firewalls.').exitOverride();
  program.command('start', { isDefault: true }).description('start Firewatch').action(start);
  program
    .command('demo')
    .description('the same with a simulated fleet: 50 firewalls of 12 customers')
    .option('--hold', 'wait for Enter before the drill starts')
    .option('--fast', 'lose the licences within 45 s (default)')
    .option('--slow', 'lose one every 20 s')
    .option('--bench', 'lose all at once')
    .option('--resync', 'leave the boxes to a bulk resync after the repair; some of them make trouble')
    .action((options: { hold?: boolean; slow?: boolean; bench?: boolean; resync?: boolean }) =>
      demo({
        hold: options.hold === true,
        isForResync: options.resync === true,
        variant: options.bench ? 'bench' : options.slow ? 'slow' : 'fast',
      }),
    );
  for (const verb of VERBS) verb(program, { environment, say, complain });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else fail(error);
  }
}

async function start(): Promise<void> {
  await guarded(async (of) => {
    const { program, address } = await launch({ ...of, fallback: 'data' });
    if (program.setUpLink)
      say(line('set-up', `open this once to make the first account: ${program.setUpLink}`));
    say(
      program.url === null
        ? 'Firewatch runs; this role has no address of its own.'
        : `Firewatch runs at ${program.url || address}`,
    );
  });
}

async function demo(options: DemoOptions): Promise<void> {
  await guarded((of) => runDemo(of, options));
}

type Common = Omit<LaunchOf, 'fallback'>;

async function guarded(work: (of: Common) => Promise<void>): Promise<void> {
  const ends = new Ends();
  const giveUp = (sentence: string) => {
    complain(sentence);
    void ends.run(complain).then(() => process.exit(1));
  };
  endOnSignals(ends, say, complain);
  try {
    const settings: Settings = readSettings(environment);
    await work({
      settings,
      repository: REPOSITORY,
      searchPath: environment['PATH'],
      ends,
      say,
      giveUp,
      terminal: process.stderr.isTTY === true,
    });
  } catch (error) {
    // A signal while starting pulls the parts away from under the start: that is no failure.
    if (ends.isStopping) return;
    fail(error);
    await ends.run(complain);
    process.exit(1);
  }
}

function fail(error: unknown): void {
  process.exitCode = 1;
  if (error instanceof StartRefusal) complain(error.message);
  else
    complain(
      `Firewatch could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}
