import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { AuditChainer } from '@firewatch/api/keeping/audit.chainer';
import type { Config } from '@firewatch/api/platform/config/config';
import { verifyAndNote } from '@firewatch/api/store/audit-chain';
import { headFile, readHead } from '@firewatch/api/store/audit-head';
import { audit } from '@firewatch/api/store/audit.repo';
import { writeBeat } from '@firewatch/api/store/own-health.repo';
import { Nudges } from '@firewatch/api/store/nudges';
import { OwnNewsDesk, type Audit } from '@firewatch/api/upkeep/own-news.desk';
import { isPingDue } from '@firewatch/shared/domain/own-health';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryStage, until } from '../alerting/delivery-stage.js';
import { ownBeat } from './own-beat.js';

const WITHIN_MS = 30_000;
const desk = new OwnNewsDesk({ digest: { atMinutes: 480 } });

let stage: DeliveryStage;
let folder: string;
let file: string;
let ends: (() => Promise<unknown>)[];
beforeEach(async () => {
  stage = await DeliveryStage.open();
  ends = [];
  folder = mkdtempSync(join(tmpdir(), 'fw-audit-'));
  file = headFile(join(folder, 'seal.key'));
  await stage.sql(
    "insert into people (email, name, role, all_customers) values ('ada@msp.example', 'Ada', 'owner', true)",
  );
  await stage.channel((await stage.mailServer()).port);
  await write(8);
  await chainer();
  await until(
    () => readHead(file)?.seq,
    (seq) => seq === 8,
    WITHIN_MS,
  );
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  await stage.close();
  rmSync(folder, { recursive: true });
});

async function chainer(): Promise<void> {
  const nudges = new Nudges(stage.db.engineUrl);
  await nudges.start();
  const keyFile = join(folder, 'seal.key');
  const one = new AuditChainer({ keyFile } as Config, stage.db.database, stage.vault, nudges, stage.log);
  one.onApplicationBootstrap();
  ends.push(
    () => nudges.close(),
    () => one.onModuleDestroy(),
  );
}
const write = (lines: number) =>
  stage.db.database.inScope('all', async (tx) => {
    for (let i = 0; i < lines; i += 1) {
      await audit(
        tx,
        { personId: null, name: 'Ada' },
        { action: 'thing.done', subjectKind: 'thing', subjectId: String(i), customerId: null, detail: {} },
      );
    }
    await tx.query("select pg_notify('fw_audit', '')");
  });
/** As somebody who owns the server: no right and no trigger of ours holds them. */
const tamper = async (...statements: string[]) => {
  const client = new pg.Client({ connectionString: stage.db.superuserUrl });
  await client.connect();
  for (const sql of statements) await client.query(sql);
  await client.end();
};
const cutTheEnd = () =>
  tamper('delete from audit_chain where seq > 5', 'delete from audit_entries where id > 5');
const look = () =>
  stage.db.database.asEngine(async (tx) => {
    await tx.query("update own_health set audited_at = now() - interval '30 s'");
    await writeBeat(tx, ownBeat());
    return desk.look(tx, 0);
  });
const auditWords = (seen: Audit | null) =>
  (seen?.findings ?? []).filter((one) => one.check === 'audit').map((one) => `${one.state}: ${one.sentence}`);
const found = () =>
  until(
    async () => auditWords(await look()),
    (words) => words.length > 0,
    WITHIN_MS,
  );
const verify = () =>
  stage.db.database.asEngine((tx) => verifyAndNote(tx, stage.vault.derive('audit/1'), readHead(file)));
const told = () =>
  stage.sql<{ kind: string; title: string; to: string }>(
    `select n.kind, n.content#>>'{headline,title}' as title, d.destination as to
     from notices n join deliveries d on d.notice_id = n.id order by n.created_at`,
  );

describe('an audit whose end was cut off', () => {
  it('is wrong with Firewatch itself, told to the owners and to everybody once, and withholds the ping', async () => {
    const { at } = readHead(file) ?? {};
    await cutTheEnd();
    const [words] = await found();
    expect(words).toBe(
      `wrong: The audit was changed: The head kept outside the database at ${at}, line 8, is not in the database. Run "audit verify".`,
    );
    const seen = await look();
    expect(isPingDue(seen?.now ?? 0, null, seen?.findings ?? [], DEFAULT_POLICY.ownHealth)).toBe(false);
    expect(await told()).toEqual([
      { kind: 'security', title: 'Firewatch found the audit changed', to: 'ada@msp.example' },
      {
        kind: 'own-health',
        title: `Firewatch itself is not well: ${words?.slice(7)}`,
        to: 'oncall@msp.example',
      },
    ]);
  });

  it('is found although new lines took the numbers of the cut ones at once, and the kept head stays', async () => {
    const kept = readFileSync(file, 'utf8');
    await cutTheEnd();
    await write(10);
    expect(await found()).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe(kept);
  });

  it('is wrong until a check of the whole chain finds nothing: not while the head differs', async () => {
    await cutTheEnd();
    await found();
    expect((await verify()).fault?.what).toBe('cut');
    expect(auditWords(await look())).toHaveLength(1);
    renameSync(file, `${file}.of-before`);
    expect(auditWords(await look())).toHaveLength(1);
    expect((await verify()).fault).toBeNull();
    expect(auditWords(await look())).toEqual([]);
    await write(1);
    await until(
      () => readHead(file)?.seq,
      (seq) => seq === 6,
      WITHIN_MS,
    );
  });

  it('is suspected when its head cannot be read', async () => {
    writeFileSync(file, 'no head');
    const [words] = await found();
    expect(words).toContain(`The audit's head ${file} cannot be read`);
  });
});
