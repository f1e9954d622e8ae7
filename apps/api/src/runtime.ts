import { OffsetClock } from './platform/clock/clock.js';
import type { Config } from './platform/config/config.js';
import { readExtraAuthorities } from './platform/http/extra-authorities.js';
import { egressRules } from './platform/http/own-listeners.js';
import { PinnedTransport } from './platform/http/pinned-transport.js';
import type { Log } from './platform/log/log.js';
import { BullMqQueues } from './queues/bullmq-queues.js';
import { DatabaseClockSync } from './store/clock-sync.js';
import { Database, makePool } from './store/database.js';
import { Nudges } from './store/nudges.js';
import { PartitionKeeper } from './store/partitions.js';
import { openSealKeys } from './store/seal-key.js';
import { Vault } from './store/vault.js';

/** What every module may ask for, opened once before them and closed after them. */
export interface Runtime {
  readonly config: Config;
  readonly log: Log;
  readonly clock: OffsetClock;
  readonly database: Database;
  readonly nudges: Nudges;
  readonly queues: BullMqQueues;
  readonly vault: Vault;
  readonly transport: PinnedTransport;
  close(): Promise<void>;
}

const holdsKey = (config: Config): boolean =>
  config.role === 'all' || config.role === 'poller' || config.role === 'worker';

/**
 * Opens the store, the key, the queue and the way to devices.
 * Errors  rejects with a StartRefusal or a connection error; what was opened is closed again.
 */
export async function openRuntime(config: Config, log: Log): Promise<Runtime> {
  const clock = new OffsetClock();
  const appPool = makePool(config.database.appUrl, config.database.poolSize);
  const enginePool = makePool(config.database.engineUrl, config.database.poolSize);
  const database = new Database(appPool, enginePool);
  const clockSync = new DatabaseClockSync(database, clock, log.for('clock'));
  const nudges = new Nudges(config.database.engineUrl);
  const partitions = new PartitionKeeper(config.database.ownerUrl, log.for('partitions'));
  try {
    await clockSync.start();
    const keys = await database.asEngine((tx) => openSealKeys(tx, holdsKey(config) ? config.keyFile : null));
    const queues = await BullMqQueues.open(config, log.for('queues'));
    await nudges.start();
    partitions.start();
    const transport = new PinnedTransport({
      egress: await egressRules(config),
      extraAuthorities: await readExtraAuthorities(config.egress.extraCa ?? null),
    });
    const close = async (): Promise<void> => {
      partitions.close();
      clockSync.close();
      await queues.close();
      await nudges.close();
      await database.close();
    };
    return { config, log, clock, database, nudges, queues, vault: new Vault(keys), transport, close };
  } catch (error) {
    clockSync.close();
    partitions.close();
    await nudges.close();
    await database.close();
    throw error;
  }
}
