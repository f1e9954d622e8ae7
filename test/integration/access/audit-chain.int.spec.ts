import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { chainNew, verifyChain, type ChainReport } from '@firewatch/api/store/audit-chain';
import { headFile, readHead, writeHead } from '@firewatch/api/store/audit-head';
import { audit } from '@firewatch/api/store/audit.repo';
import { keysFromPrivate } from '@firewatch/api/store/seal-key';
import { Vault } from '@firewatch/api/store/vault';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

const LINES = 40;
const raw = randomBytes(32);
const key = new Vault(keysFromPrivate(Buffer.from(raw))).derive('audit/1');
let db: TestDatabase;
let folder: string;
let file: string;

const write = (n: number) =>
  db.database.inScope('all', async (tx) => {
    for (let i = 0; i < n; i += 1) {
      await audit(
        tx,
        { personId: '11111111-1111-4111-8111-111111111111', name: `Person ${i}` },
        {
          action: 'thing.done',
          subjectKind: 'thing',
          subjectId: String(i),
          customerId: null,
          detail: { b: 1, a: i },
        },
      );
    }
  });
const chain = async () => {
  const { head } = await db.database.asEngine((tx) => chainNew(tx, key, true));
  if (head) writeHead(file, head);
};
const verify = (): Promise<ChainReport> => db.database.asEngine((tx) => verifyChain(tx, key, readHead(file)));
/** As somebody who owns the server: no right and no trigger of ours holds them. */
const tamper = async (...statements: string[]) => {
  const client = new pg.Client({ connectionString: db.superuserUrl });
  await client.connect();
  for (const sql of statements) await client.query(sql);
  await client.end();
};

beforeEach(async () => {
  db = await startTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'fw-head-'));
  file = headFile(join(folder, 'seal.key'));
  await write(LINES);
  await chain();
});
afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

describe('the chain of the audit', () => {
  it('is whole after 40 lines, and after more were written by several at once', async () => {
    expect(await verify()).toEqual({ lines: LINES, waiting: 0, fault: null });
    await Promise.all([write(7), write(7), write(7)]);
    expect(await verify()).toEqual({ lines: LINES, waiting: 21, fault: null });
    await Promise.all([chain(), chain()]);
    expect(await verify()).toEqual({ lines: LINES + 21, waiting: 0, fault: null });
  });

  it.each(['person_name', 'action', 'subject_kind', 'subject_id'])(
    'names the line whose %s was altered',
    async (column) => {
      for (const id of [1, 17, LINES]) {
        await tamper(`update audit_entries set ${column} = ${column} || 'x' where id = ${id}`);
        expect((await verify()).fault).toMatchObject({ what: 'altered', seq: id, entryId: id });
        await tamper(`update audit_entries set ${column} = left(${column}, -1) where id = ${id}`);
        expect((await verify()).fault).toBeNull();
      }
    },
  );

  it.each([
    ['at', "at = at + interval '1 microsecond'"],
    ['person', 'person_id = null'],
    ['customer', 'customer_id = gen_random_uuid()'],
    ['detail', `detail = detail || '{"a": 99}'`],
  ])('names the line whose %s was altered by hand', async (_what, set) => {
    await tamper(`update audit_entries set ${set} where id = 23`);
    expect((await verify()).fault).toMatchObject({ what: 'altered', seq: 23 });
  });

  it('names every single line of 40 that was deleted, with or without its link', async () => {
    for (let id = 1; id <= LINES; id += 1) {
      await tamper(
        `create table kept as select * from audit_entries where id = ${id}`,
        `create table kept_link as select * from audit_chain where entry_id = ${id}`,
        `delete from audit_entries where id = ${id}`,
      );
      expect((await verify()).fault).toMatchObject({ what: 'missing', seq: id, entryId: id });
      await tamper(`delete from audit_chain where entry_id = ${id}`);
      expect((await verify()).fault).toMatchObject({ what: id === LINES ? 'cut' : 'missing', seq: id });
      await tamper(
        'insert into audit_entries overriding system value select * from kept',
        'insert into audit_chain select * from kept_link',
        'drop table kept, kept_link',
      );
    }
    expect((await verify()).fault).toBeNull();
  });

  it('names the first of two lines that changed places', async () => {
    await tamper(
      `update audit_entries a set (at, person_id, person_name, action, subject_kind, subject_id, detail) =
         (select at, person_id, person_name, action, subject_kind, subject_id, detail from audit_entries b where b.id = 42 - a.id)
       where a.id in (12, 30)`,
    );
    expect((await verify()).fault).toMatchObject({ what: 'altered', seq: 12 });
  });

  it('names the first of two links that changed places, and of links moved up over a deleted line', async () => {
    await tamper(
      'update audit_chain set seq = -1 where seq = 5',
      'update audit_chain set seq = 5 where seq = 6',
      'update audit_chain set seq = 6 where seq = -1',
    );
    expect((await verify()).fault).toMatchObject({ what: 'altered', seq: 5 });
  });

  it('sees that the end was cut, by the head kept outside, also after new lines took its numbers', async () => {
    const before = readFileSync(file, 'utf8');
    await tamper('delete from audit_chain where seq > 35', 'delete from audit_entries where id > 35');
    expect((await verify()).fault).toMatchObject({ what: 'cut', seq: 36 });
    await write(10);
    await chain();
    writeFileSync(file, before);
    expect((await verify()).fault).toMatchObject({ what: 'head-differs', seq: LINES });
  });

  it('does not believe links made with another key', async () => {
    const other = new Vault(keysFromPrivate(randomBytes(32))).derive('audit/1');
    await write(1);
    await db.database.asEngine((tx) => chainNew(tx, other, false));
    expect((await verify()).fault).toMatchObject({ what: 'other-key', seq: LINES + 1 });
  });

  it('may be written by neither the app nor, once linked, by the engine', async () => {
    const app = (sql: string) => db.database.inScope('all', (tx) => tx.query(sql));
    const engine = (sql: string) => db.database.asEngine((tx) => tx.query(sql));
    for (const [as, sql] of [
      [app, `insert into audit_chain (seq, entry_id, hash, key_mark) values (99, 99, '\\x00', '')`],
      [app, 'delete from audit_entries'],
      [app, `update audit_entries set action = 'x'`],
      [engine, `update audit_chain set hash = '\\x00'`],
      [engine, 'delete from audit_chain'],
      [engine, 'delete from audit_entries'],
    ] as const) {
      await expect(as(sql)).rejects.toThrow('permission denied');
    }
  });
});
