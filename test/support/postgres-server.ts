import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '@firewatch/api/store/migrate';
import { ensureRoles, roleUrls, type RoleUrls } from '@firewatch/api/store/roles';
import { findEngine, type Engine } from '@firewatch/launcher/engine-files';
import { engineUser } from '@firewatch/launcher/engine-user';
import { newPassword, PostgresServer } from '@firewatch/launcher/postgres';

const TEMPLATE = 'fw_template';
const DEBIAN_15 = '/usr/lib/postgresql/15';

/** What a test file needs to make itself a database; plain data, handed to the forks. */
export interface TestServer {
  readonly superuserUrl: string;
  readonly secret: string;
}

/** One real PostgreSQL with a migrated template; fsync off, which only tests may do. */
export async function startTestServer(
  wanted = process.env['FIREWATCH_TEST_POSTGRES'],
): Promise<TestServer & { close(): Promise<void> }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'fw-pg-'));
  chmodSync(dataFolder, 0o755);
  const engine: Engine = wanted === '15' ? { root: DEBIAN_15, bin: join(DEBIAN_15, 'bin') } : findEngine();
  const secret = newPassword();
  const server = new PostgresServer({
    engine,
    user: engineUser(),
    dataFolder,
    password: secret,
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '300', max_wal_size: '128MB' },
  });
  await server.start();
  const close = async () => {
    await server.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  try {
    const { urls } = await ensureRoles(server.url(TEMPLATE), secret);
    await migrate(urls.ownerUrl);
    return { superuserUrl: server.url('postgres'), secret, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A copy of the migrated template (or an empty database) with a name of its own. */
export async function createDatabase(
  server: TestServer,
  name: string,
  template: 'migrated' | 'empty',
): Promise<RoleUrls & { superuserUrl: string }> {
  const admin = new pg.Client({ connectionString: server.superuserUrl });
  await admin.connect();
  try {
    const copied = template === 'migrated' ? `template ${TEMPLATE} strategy file_copy` : '';
    await admin.query(`create database ${name} ${copied}`);
    await admin.query(
      `grant connect, create, temporary on database ${name} to fw_owner;
       grant connect, temporary on database ${name} to fw_app, fw_engine`,
    );
  } finally {
    await admin.end();
  }
  const url = new URL(server.superuserUrl);
  url.pathname = `/${name}`;
  const superuserUrl = url.toString();
  if (template === 'empty') await ensureRoles(superuserUrl, server.secret);
  return { ...roleUrls(superuserUrl, server.secret), superuserUrl };
}

export async function dropDatabase(server: TestServer, name: string): Promise<void> {
  const admin = new pg.Client({ connectionString: server.superuserUrl });
  await admin.connect();
  try {
    await admin.query(`drop database if exists ${name} with (force)`);
  } finally {
    await admin.end();
  }
}
