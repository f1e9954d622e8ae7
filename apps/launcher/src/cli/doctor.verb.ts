import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { readSettings } from '@firewatch/api/platform/config/read-config';
import { processBeats, readOwnHealth } from '@firewatch/api/store/own-health.repo';
import { forgetSealed } from '@firewatch/api/store/sealed-rows.repo';
import { placeData } from '../data-folder.js';
import { engineUser } from '../engine-user.js';
import { REPOSITORY } from '../environment.js';
import { hostLines } from './doctor-host.js';
import { fail, wordsOf, type DoctorLine } from './doctor-line.js';
import { reachLines } from './doctor-reach.js';
import { storeLines } from './doctor-store.js';
import { openStore } from './open-store.js';
import { withStore } from './run-verb.js';
import type { Verb, VerbTools } from './verb.js';

/** What a person has to type out, so that nobody gives up credentials by a slip. */
const CONFIRMATION = 'every-credential-is-lost';
/** A process that has not reported for this long has stopped. */
const STOPPED_AFTER_MS = 30_000;

/** `doctor`: one line per thing looked at, with the cure; exit code 0 = nothing failed, 1 = something did. */
export const doctor: Verb = (program, tools) => {
  program
    .command('doctor')
    .description('look at everything Firewatch needs, and say what mends what is wrong')
    .option('--json', 'answer as JSON')
    .option('--forget-sealed', 'the key is lost for good: give up everything that was sealed for it')
    .option('--confirm <words>', `with --forget-sealed: ${CONFIRMATION}`)
    .action((options: { json?: boolean; forgetSealed?: boolean; confirm?: string }) =>
      options.forgetSealed ? forget(tools, options) : look(tools, options.json === true),
    );
};

async function look(tools: VerbTools, isJson: boolean): Promise<void> {
  const lines = await everyLine(tools);
  const failed = lines.some((line) => line.state === 'fail');
  if (failed) process.exitCode = 1;
  tools.say(isJson ? JSON.stringify({ ok: !failed, lines }) : lines.map(wordsOf).join('\n'));
}

async function everyLine(tools: VerbTools): Promise<DoctorLine[]> {
  try {
    const settings = readSettings(tools.environment);
    const user = settings.databaseUrl === null ? engineUser() : null;
    const { folder } = placeData({
      repository: REPOSITORY,
      wanted: settings.dataFolder,
      fallback: 'data',
      user,
    });
    const store = await linesOfStore(tools);
    const isRunning = store.some((line) => line.name === 'running' && line.cure !== 'npm start');
    const searchPath = tools.environment['PATH'];
    return [...(await hostLines({ settings, dataFolder: folder, searchPath, isRunning })), ...store];
  } catch (error) {
    if (error instanceof StartRefusal) return [fail('settings', error.message, 'see README, Configuration')];
    throw error;
  }
}

async function linesOfStore(tools: VerbTools): Promise<DoctorLine[]> {
  try {
    const store = await openStore(tools);
    try {
      return [...(await storeLines(store)), ...(await reachLines(store))];
    } finally {
      await store.close();
    }
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return [
      fail('database', says, 'npm start makes and upgrades it; else see postgres.log in the data folder'),
    ];
  }
}

async function forget(
  tools: VerbTools,
  options: { readonly json?: boolean; readonly confirm?: string },
): Promise<void> {
  if (options.confirm !== CONFIRMATION) {
    tools.complain(
      `This gives up every stored credential, channel password and second factor; firewalls are not read until each credential is entered anew. Stop Firewatch, then run it with --confirm ${CONFIRMATION}`,
    );
    process.exitCode = 1;
    return;
  }
  await withStore(tools, async ({ database }) => {
    const gone = await database.asEngine(async (tx) => {
      const { now } = await readOwnHealth(tx);
      const running = (await processBeats(tx)).find((one) => now - one.beatAt < STOPPED_AFTER_MS);
      if (running)
        throw new StartRefusal(`Firewatch runs on ${running.host} (process ${running.pid}): stop it first.`);
      return forgetSealed(tx);
    });
    tools.say(
      options.json
        ? JSON.stringify(gone)
        : `Given up: ${gone.credentials} credentials, ${gone.channels} channel passwords (those channels are switched off), ${gone.secondFactors} second factors. The next start makes a new key; then enter the credentials anew.`,
    );
  });
}
