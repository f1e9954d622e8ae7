import { existsSync } from 'node:fs';
import { judgeOwnHealth } from '@firewatch/shared/domain/own-health';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import type { Tx } from '@firewatch/api/store/database';
import { ownHealthInput } from '@firewatch/api/store/own-health.repo';
import { openSealKeys } from '@firewatch/api/store/seal-key';
import { countUnopenable } from '@firewatch/api/store/sealed-rows.repo';
import { Vault } from '@firewatch/api/store/vault';
import { keyFile } from '../key-files.js';
import { fail, ok, warn, type DoctorLine } from './doctor-line.js';
import type { OpenStore } from './open-store.js';

const LOST =
  'put the file back from your backup; if it is lost for good: docs/operations.md, "The key is lost"';

/** What the store says: the schema was checked when it was opened. */
export async function storeLines(store: OpenStore): Promise<DoctorLine[]> {
  return store.database.asEngine(async (tx) => [
    ok('database', 'answers, and its schema is that of this version'),
    await keyLine(tx, keyFile(store.dataFolder, 'seal.key'), store.settings.role),
    await clockLine(tx),
    await channelLine(tx),
    ...(await healthLines(tx)),
  ]);
}

async function keyLine(tx: Tx, file: string, role: string): Promise<DoctorLine> {
  if (role === 'api') return ok('key', 'held by the poller');
  const [row] = await tx.query<{ sealed: number }>(
    'select (select count(*) from credential_sets where length(sealed) > 0) + (select count(*) from channels where sealed is not null) as sealed',
  );
  const sealed = row?.sealed ?? 0;
  // Asked for the key, the program would make one: a check must not.
  if (!existsSync(file))
    return sealed === 0
      ? ok('key', 'not made yet, nothing was sealed')
      : fail('key', `${file} is missing, ${sealed} sealed rows cannot be opened`, LOST);
  try {
    const counted = await countUnopenable(tx, new Vault(await openSealKeys(tx, file)));
    if (counted.unopenable === 0) return ok('key', `${file} opens all ${counted.sealed} sealed rows`);
    return fail(
      'key',
      `${counted.unopenable} of ${counted.sealed} sealed rows do not open with ${file}`,
      'enter those credentials anew: they were changed or put back from an older copy',
    );
  } catch (error) {
    if (error instanceof StartRefusal) return fail('key', error.message, LOST);
    throw error;
  }
}

async function clockLine(tx: Tx): Promise<DoctorLine> {
  const [row] = await tx.query<{ now: number }>('select clock_timestamp() as now');
  const offMs = Math.abs((row?.now ?? 0) - Date.now());
  const says = `this host and the database are ${(offMs / 1_000).toFixed(1)} s apart`;
  const { warnMs, wrongMs } = DEFAULT_POLICY.ownHealth.clock;
  const cure = 'set both clocks by NTP';
  if (offMs > wrongMs) return fail('clock', says, cure);
  return offMs > warnMs ? warn('clock', says, cure) : ok('clock', says);
}

async function channelLine(tx: Tx): Promise<DoctorLine> {
  const [row] = await tx.query<{ enabled: number; delivered: number }>(
    `select count(*) as enabled, count(*) filter (where exists (
       select 1 from deliveries d where d.channel_id = c.id and d.state = 'delivered')) as delivered
     from channels c where c.enabled and c.removed_at is null`,
  );
  const { enabled, delivered } = row ?? { enabled: 0, delivered: 0 };
  if (enabled === 0) return fail('channels', 'nobody is told of anything', 'add a channel under Alerting');
  return delivered < enabled
    ? warn('channels', `${enabled - delivered} of ${enabled} never delivered a message`, 'send a test')
    : ok('channels', `${enabled} enabled, each has delivered`);
}

/** What the running Firewatch finds of itself; nothing where none runs. */
async function healthLines(tx: Tx): Promise<DoctorLine[]> {
  const input = await ownHealthInput(tx, 0);
  const { ownHealth } = DEFAULT_POLICY;
  if (!input.processes.some((one) => input.now - one.beatAt <= ownHealth.beatMs))
    return [warn('running', 'no Firewatch runs on this database', 'npm start')];
  const findings = judgeOwnHealth(input, ownHealth);
  if (findings.length === 0) return [ok('running', 'Firewatch runs and is well')];
  return findings.map(({ state, sentence }) =>
    (state === 'wrong' ? fail : warn)('running', sentence, 'docs/operations.md, "What to do when"'),
  );
}
