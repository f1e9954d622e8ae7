import { createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureRoles, roleUrls } from '@firewatch/api/store/roles';
import { startEmptyDatabase } from '../../support/postgres.js';

let test: Awaited<ReturnType<typeof startEmptyDatabase>>;
beforeAll(async () => (test = await startEmptyDatabase()));
afterAll(() => test.close());

const ask = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};
const withUser = (url: string, user: string, password: string) => {
  const target = new URL(url);
  target.username = user;
  target.password = password;
  return target.toString();
};
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe('ensureRoles', () => {
  it('finds the roles again without an administrator', async () => {
    const secret = new URL(test.superuserUrl).password;
    const again = await ensureRoles(
      withUser(test.superuserUrl, 'nobody_here', 'x'),
      decodeURIComponent(secret),
    );
    expect(again.created).toBe(false);
    expect(again.server).toMatch(/^PostgreSQL \d+\.\d+$/);
  });

  it('makes many databases of one server ready in the same instant', async () => {
    const made = await Promise.allSettled(Array.from({ length: 12 }, startEmptyDatabase));
    const refused = made.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    await Promise.all(made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.close()] : [])));
    expect(refused).toEqual([]);
  });

  it('gives three roles that are no superusers and cannot bypass row level security', async () => {
    const rows = await ask(
      test.ownerUrl,
      "select rolname, rolsuper or rolbypassrls or rolcreaterole as mighty from pg_roles where rolname like 'fw\\_%' order by 1",
    );
    expect(rows).toEqual(['fw_app', 'fw_engine', 'fw_owner'].map((rolname) => ({ rolname, mighty: false })));
  });

  it('prints the SQL, without a clear password, to a user who may not create roles', async () => {
    await ask(test.superuserUrl, "create role plain_user login password 'plain'");
    try {
      const url = withUser(test.superuserUrl, 'plain_user', 'plain');
      const sentence = await refusal(ensureRoles(url, 'another secret'));
      expect(sentence).toMatch(
        /^The user plain_user of DATABASE_URL may not create roles: run this once as an administrator/,
      );
      const sql = sentence.slice(sentence.indexOf('\n')).trim();
      expect(sql).toMatch(/^alter role fw_owner login password 'SCRAM-SHA-256\$4096:/);
      const urls = roleUrls(url, 'another secret');
      expect(sql).not.toContain(new URL(urls.ownerUrl).password);
    } finally {
      await ask(test.superuserUrl, 'drop role plain_user');
    }
  });

  it.each([
    [
      'a wrong password',
      (url: string) => withUser(url, 'postgres', 'wrong'),
      /^The PostgreSQL server of DATABASE_URL at .+ does not let us in \(password authentication failed/,
    ],
    [
      'a server that is not there',
      () => 'postgresql://u:p@127.0.0.1:1/firewatch',
      /^The PostgreSQL server of DATABASE_URL at 127\.0\.0\.1:1 does not let us in/,
    ],
  ])('says in one sentence what is wrong at %s', async (_, url, sentence) => {
    expect(await refusal(ensureRoles(url(test.superuserUrl), 'some other secret'))).toMatch(sentence);
  });

  it('refuses PostgreSQL 14 in one sentence', async () => {
    const server = await oldServer();
    try {
      expect(await refusal(ensureRoles(`postgresql://u:p@127.0.0.1:${server.port}/firewatch`, 's'))).toBe(
        'The PostgreSQL server is 14.9, Firewatch needs 15 or newer: upgrade it or point DATABASE_URL at another one.',
      );
    } finally {
      server.close();
    }
  });
});

/** Speaks just enough of the protocol to let anyone in and call itself 14.9. */
async function oldServer(): Promise<{ port: number; close(): void }> {
  const message = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    const head = Buffer.alloc(5);
    head.write(type, 0);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const int16 = (value: number) => Buffer.from([value >> 8, value & 255]);
  const int32 = (value: number) =>
    Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
  const text = (value: string) => Buffer.from(`${value}\0`);
  const field = (name: string, type: number) =>
    Buffer.concat([text(name), int32(0), int16(0), int32(type), int16(-1 & 0xffff), int32(-1), int16(0)]);
  const cell = (value: string) => Buffer.concat([int32(value.length), Buffer.from(value)]);
  const ready = message('Z', Buffer.from('I'));
  const answer = Buffer.concat([
    message('T', int16(2), field('num', 23), field('version', 25)),
    message('D', int16(2), cell('140009'), cell('14.9')),
    message('C', text('SELECT 1')),
    ready,
  ]);
  const serve = (socket: Socket) => {
    let isIn = false;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (!isIn) socket.write(Buffer.concat([message('R', int32(0)), ready]));
      else if (data[0] === 0x51) socket.write(answer);
      isIn = true;
    });
  };
  const server: Server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () => void server.close(),
  };
}
