import { createHmac, pbkdf2Sync, createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { StartRefusal } from '../platform/config/start-refusal.js';

/** The three roles: owner migrates and partitions, app is scoped by RLS, engine sees all rows. None may bypass RLS. */
export const DATABASE_ROLES = ['fw_owner', 'fw_app', 'fw_engine'] as const;
type DatabaseRole = (typeof DATABASE_ROLES)[number];

export interface RoleUrls {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly engineUrl: string;
}

export interface RolesDone {
  readonly urls: RoleUrls;
  readonly created: boolean;
  /** e.g. `PostgreSQL 18.4`. */
  readonly server: string;
}

const OLDEST_SERVER = 150_000;
const ROLES_LOCK = 0x46_57_52_4c;
const ROLES_TRIES = 20;
const ROLES_PAUSE_MS = 200;

/**
 * URLs of the three roles on the server and database of `url`.
 * Their passwords are derived from `secret`, so every process that has the same secret reaches the same roles
 * and nothing needs to be stored or handed round.
 */
export function roleUrls(url: string, secret: string): RoleUrls {
  const forRole = (role: DatabaseRole) => {
    const target = new URL(url);
    target.username = role;
    target.password = rolePassword(secret, role);
    return target.toString();
  };
  return { ownerUrl: forRole('fw_owner'), appUrl: forRole('fw_app'), engineUrl: forRole('fw_engine') };
}

/**
 * Makes sure the three roles and the database exist and can be signed in to.
 * Errors  StartRefusal: server too old, unreachable, or the SQL an administrator has to run when this user may not.
 */
export async function ensureRoles(url: string, secret: string): Promise<RolesDone> {
  const urls = roleUrls(url, secret);
  const ready = await serverIfReady(urls);
  if (ready) return { urls, created: false, server: ready };
  const client = await connectCreating(url);
  try {
    const server = await checkServer(client);
    await client.query('select pg_advisory_lock($1)', [ROLES_LOCK]);
    if (!(await mayCreateRoles(client)))
      throw new StartRefusal(adminMustRun(url, await rolesSql(client, secret)));
    await makeRoles(client, secret);
    await refuseMightyRoles(client);
    return { urls, created: true, server };
  } catch (error) {
    throw asRefusal(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** All three sign in: nothing to do, and no administrator's rights are needed any more. */
async function serverIfReady(urls: RoleUrls): Promise<string | null> {
  let server: string | null = null;
  for (const url of [urls.appUrl, urls.engineUrl, urls.ownerUrl]) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      server = await checkServer(client);
      if (url !== urls.ownerUrl) continue;
      await refuseMightyRoles(client);
      if (!(await mayOwn(client))) return null;
    } catch (error) {
      if (error instanceof StartRefusal) throw error;
      return null;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return server;
}

async function connectCreating(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    if (!(error instanceof pg.DatabaseError) || error.code !== '3D000') throw asRefusal(error, url);
  }
  await createDatabase(url);
  const second = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await second.connect();
  return second;
}

async function createDatabase(url: string): Promise<void> {
  const target = new URL(url);
  const name = decodeURIComponent(target.pathname.slice(1));
  target.pathname = '/postgres';
  const client = new pg.Client({ connectionString: target.toString(), connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch {
    throw new StartRefusal(
      `The database ${name} named in DATABASE_URL does not exist and could not be created: run "create database ${client.escapeIdentifier(name)};" on that server.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkServer(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ num: number; version: string }>(
    `select current_setting('server_version_num')::int as num, split_part(current_setting('server_version'), ' ', 1) as version`,
  );
  const row = rows[0];
  if (!row || row.num < OLDEST_SERVER) {
    throw new StartRefusal(
      `The PostgreSQL server is ${row?.version ?? 'of an unknown version'}, Firewatch needs 15 or newer: upgrade it or point DATABASE_URL at another one.`,
    );
  }
  return `PostgreSQL ${row.version}`;
}

async function mayCreateRoles(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `select rolsuper or (rolcreaterole and pg_has_role(current_user, (select datdba from pg_database where datname = current_database()), 'usage')) as may
     from pg_roles where rolname = current_user`,
  );
  return rows[0]?.may === true;
}

/** The roles belong to the whole server; another database on it still has to be opened to them. */
async function mayOwn(owner: pg.Client): Promise<boolean> {
  const { rows } = await owner.query<{ may: boolean }>(
    `select has_database_privilege(current_database(), 'create') and has_schema_privilege('public', 'create') as may`,
  );
  return rows[0]?.may === true;
}

/** The lock holds for one database, the roles are the whole server's: another database of it may be made ready just now. */
async function makeRoles(client: pg.Client, secret: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.query('begin');
      for (const statement of await rolesSql(client, secret)) await client.query(statement);
      await client.query('commit');
      return;
    } catch (error) {
      await client.query('rollback');
      if (tries === ROLES_TRIES || !isMetAnother(error)) throw error;
      await wait(Math.random() * ROLES_PAUSE_MS);
    }
  }
}

/** "Tuple concurrently updated", or the same role created in the same instant. */
const isMetAnother = (error: unknown): boolean =>
  error instanceof pg.DatabaseError &&
  (error.code === '42710' ||
    error.code === '23505' ||
    (error.code === 'XX000' && error.message.includes('concurrently')));

async function refuseMightyRoles(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any ($1) and (rolsuper or rolbypassrls)',
    [[...DATABASE_ROLES]],
  );
  const mighty = rows[0];
  if (mighty) {
    throw new StartRefusal(
      `The database role ${mighty.rolname} can bypass row level security: run "alter role ${mighty.rolname} nosuperuser nobypassrls;".`,
    );
  }
}

async function rolesSql(client: pg.Client, secret: string): Promise<string[]> {
  const { rows } = await client.query<{ rolname: string; db: string }>(
    `select rolname, current_database() as db from pg_roles where rolname = any ($1)
     union all select null, current_database()`,
    [[...DATABASE_ROLES]],
  );
  const present = new Set(rows.map((row) => row.rolname));
  const db = client.escapeIdentifier(rows[0]?.db ?? '');
  return [
    ...DATABASE_ROLES.map(
      (role) =>
        `${present.has(role) ? 'alter' : 'create'} role ${role} login password '${scramVerifier(rolePassword(secret, role), role)}'`,
    ),
    `grant connect, create, temporary on database ${db} to fw_owner`,
    `grant connect on database ${db} to fw_app, fw_engine`,
    // BullMQ adds jobs through temporary tables.
    `grant temporary on database ${db} to fw_engine`,
    'grant usage, create on schema public to fw_owner',
  ];
}

function rolePassword(secret: string, role: DatabaseRole): string {
  return createHmac('sha256', secret).update(`firewatch/database/${role}`).digest('base64url');
}

/** RFC 5803 form, so that neither a log nor a terminal ever shows the password itself. */
function scramVerifier(password: string, role: string): string {
  const salt = createHash('sha256')
    .update(`firewatch/scram/${role}`)
    .update(password)
    .digest()
    .subarray(0, 16);
  const salted = pbkdf2Sync(password, salt, 4_096, 32, 'sha256');
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64');
  return `SCRAM-SHA-256$4096:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`;
}

function adminMustRun(url: string, sql: readonly string[]): string {
  const user = decodeURIComponent(new URL(url).username);
  return `The user ${user} of DATABASE_URL may not create roles: run this once as an administrator of that database, then start again:\n\n${sql.map((line) => `${line};`).join('\n')}\n`;
}

function asRefusal(error: unknown, url?: string): unknown {
  if (error instanceof StartRefusal || !(error instanceof Error)) return error;
  if (!url) return error;
  const { hostname, host } = new URL(url);
  const at = hostname ? host : 'its socket';
  return new StartRefusal(
    `The PostgreSQL server of DATABASE_URL at ${at} does not let us in (${error.message || ('code' in error ? String(error.code) : error.name)}): check that it runs and that address, user and password are right.`,
  );
}
