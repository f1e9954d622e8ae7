import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { Database, makePool } from '@firewatch/api/store/database';
import type { RoleUrls } from '@firewatch/api/store/roles';
import { createDatabase, dropDatabase, type TestServer } from './postgres-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    firewatchPostgres: TestServer;
  }
}

export interface TestDatabase extends RoleUrls {
  /** Administrator of the server, this database. */
  readonly superuserUrl: string;
  readonly database: Database;
  close(): Promise<void>;
}

/** A migrated database of one's own on the run's server: one per test file, about 0.2 s. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const { server, name, urls } = await makeDatabase('migrated');
  const database = new Database(makePool(urls.appUrl, 10), makePool(urls.engineUrl, 10));
  const close = async () => {
    await database.close();
    await dropDatabase(server, name);
  };
  return { ...urls, database, close };
}

/** Roles are there, the schema is not. */
export async function startEmptyDatabase(): Promise<
  RoleUrls & { superuserUrl: string; close(): Promise<void> }
> {
  const { server, name, urls } = await makeDatabase('empty');
  return { ...urls, close: () => dropDatabase(server, name) };
}

async function makeDatabase(template: 'migrated' | 'empty') {
  const server = inject('firewatchPostgres');
  const name = `t_${randomBytes(6).toString('hex')}`;
  return { server, name, urls: await createDatabase(server, name, template) };
}
