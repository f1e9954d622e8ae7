import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '@firewatch/api/platform/config/read-config';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { Database, makePool } from '@firewatch/api/store/database';
import { checkSchema } from '@firewatch/api/store/migrate';
import { ensureRoles, roleUrls, type RoleUrls } from '@firewatch/api/store/roles';
import { DataLock } from '../data-lock.js';
import { placeData, placeEngine } from '../data-folder.js';
import { findEngine } from '../engine-files.js';
import { engineUser } from '../engine-user.js';
import { Ends } from '../ends.js';
import { REPOSITORY } from '../environment.js';
import { keptPassword, keyFile } from '../key-files.js';
import { answers, PostgresServer } from '../postgres.js';
import type { VerbTools } from './verb.js';

const STOP_WITHIN_MS = 5_000;
const POOL = 3;

export interface OpenStore {
  readonly database: Database;
  readonly urls: RoleUrls;
  readonly dataFolder: string;
  readonly settings: ReturnType<typeof readSettings>;
  close(): Promise<void>;
}

/**
 * The store for a command: of the Firewatch that runs on this data folder, of `DATABASE_URL`, or, when nothing runs, the embedded
 * PostgreSQL started for the time of the command.
 * Errors  StartRefusal in one sentence; never migrates: a schema of another version is refused.
 */
export async function openStore(tools: Pick<VerbTools, 'environment' | 'complain'>): Promise<OpenStore> {
  const settings = readSettings(tools.environment);
  const user = settings.databaseUrl === null ? engineUser() : null;
  const { folder } = placeData({
    repository: REPOSITORY,
    wanted: settings.dataFolder,
    fallback: 'data',
    user,
  });
  const ends = new Ends();
  const close = () => ends.run((sentence) => tools.complain(sentence));
  try {
    const urls = settings.databaseUrl
      ? await ofServer(settings.databaseUrl, folder)
      : await ofFolder(folder, user, ends);
    await checkSchema(urls.ownerUrl);
    const database = new Database(makePool(urls.appUrl, POOL), makePool(urls.engineUrl, POOL));
    ends.add({ name: 'the database', end: () => database.close(), withinMs: STOP_WITHIN_MS });
    return { database, urls, dataFolder: folder, settings, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ofServer(databaseUrl: string, folder: string): Promise<RoleUrls> {
  const given = decodeURIComponent(new URL(databaseUrl).password);
  const { urls } = await ensureRoles(
    databaseUrl,
    given || keptPassword(keyFile(folder, 'database.secret'), null),
  );
  return urls;
}

async function ofFolder(
  dataFolder: string,
  user: ReturnType<typeof engineUser>,
  ends: Ends,
): Promise<RoleUrls> {
  const made = join(dataFolder, 'pg', 'PG_VERSION');
  if (!existsSync(made)) throw noData(dataFolder);
  const engine = placeEngine(findEngine(), user);
  const password = keptPassword(keyFile(dataFolder, 'postgres.password'), made);
  const server = new PostgresServer({ engine, user, dataFolder, password });
  const url = server.url('firewatch');
  const urls = roleUrls(url, password);
  if (await answers(urls.engineUrl)) return urls;
  // Nothing runs here: for the time of the command we are the one that does.
  const lock = DataLock.take(dataFolder);
  ends.add({ name: 'the data lock', end: async () => lock.release(), withinMs: 500 });
  ends.add({
    name: 'PostgreSQL',
    end: () => server.stop(),
    withinMs: STOP_WITHIN_MS,
    kill: () => server.kill(),
  });
  await server.start();
  if (!(await answers(urls.engineUrl))) throw noData(dataFolder);
  return urls;
}

const noData = (dataFolder: string): StartRefusal =>
  new StartRefusal(
    `There is no Firewatch database in ${dataFolder} yet: run "npm start" once, or set FIREWATCH_DATA to the folder of the running one.`,
  );
