import { KEPT_FOR_GOOD, MONTHS_KEPT, RETENTION } from '@firewatch/api/store/retention';
import { createSystemNotice } from '@firewatch/api/store/notices.repo';
import { directWays } from '@firewatch/api/store/direct-ways.repo';
import { endBeat, writeBeat } from '@firewatch/api/store/own-health.repo';
import { tidy } from '@firewatch/api/store/housekeeper';
import { OwnNewsDesk } from '@firewatch/api/upkeep/own-news.desk';
import { ownHealthContent } from '@firewatch/shared/domain/own-health-notice';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';
import { MB, ownBeat } from './own-beat.js';

let db: TestDatabase;
/** Where it is noon now, so that the daily hour has come whenever this runs. */
class NoonDesk extends OwnNewsDesk {
  protected override readonly zone = `Etc/GMT${signed(new Date().getUTCHours() - 12)}`;
}
const signed = (hours: number): string => (hours < 0 ? String(hours) : `+${hours}`);
const desk = new NoonDesk({ digest: { atMinutes: 480 } });
beforeEach(async () => {
  db = await startTestDatabase();
});
afterEach(() => db.close());

const sql = <R extends object>(text: string): Promise<R[]> => db.database.engineQuery<R>(text);
/** The process reports, the last look is 30 s old, one looks. */
async function lookWith(freeBytes: number) {
  await sql("update own_health set audited_at = now() - interval '30 s'");
  return db.database.asEngine(async (tx) => {
    await writeBeat(tx, ownBeat(freeBytes));
    return desk.look(tx, 0);
  });
}
const channels = () =>
  sql(`insert into channels (kind, name, settings) values
    ('email', 'Night mail', '{"to": ["noc@msp.example", "boss@msp.example"]}'), ('webhook', 'Tickets', '{}')`);
const told = () =>
  sql<{ title: string; to: string }>(
    `select n.content#>>'{headline,title}' as title, string_agg(d.destination, ' ' order by d.destination) as to
     from notices n join deliveries d on d.notice_id = n.id where n.kind = 'own-health' group by n.id order by n.created_at`,
  );

describe('a look at ourselves', () => {
  it('is well, then wrong and told once to everybody, then well and told at the second good look', async () => {
    await channels();
    const states: number[] = [];
    for (const free of [900, 10, 9, 900, 900, 900]) {
      const audit = await lookWith(free * MB);
      states.push(audit?.findings.length ?? -1);
    }
    expect(states).toEqual([0, 1, 1, 0, 0, 0]);
    const everybody = 'Tickets boss@msp.example noc@msp.example';
    expect(await told()).toEqual([
      {
        title:
          'Firewatch itself is not well: 10 MB left on the disk of /data on fw1: old rows are deleted early.',
        to: everybody,
      },
      { title: 'Firewatch itself is well again', to: everybody },
    ]);
  });

  it('is not taken by two processes at once, nor twice within 30 s', async () => {
    await lookWith(900 * MB);
    expect(await db.database.asEngine((tx) => desk.look(tx, 0))).toBeNull();
    await sql("update own_health set audited_at = now() - interval '30 s'");
    const both = await db.database.asEngine(async (first) => {
      const mine = await desk.look(first, 0);
      const theirs = await db.database.asEngine((second) => desk.look(second, 0));
      return [mine !== null, theirs !== null];
    });
    expect(both).toEqual([true, false]);
  });

  it('misses a process that died for as long as nobody took its place, and not one that ended in order', async () => {
    await lookWith(900 * MB);
    await sql("update process_beats set beat_at = now() - interval '31 s'");
    const look = () =>
      db.database.asEngine(async (tx) => {
        await tx.query("update own_health set audited_at = now() - interval '30 s'");
        return (await desk.look(tx, 0))?.findings.map((one) => one.sentence) ?? [];
      });
    expect((await look())[0]).toMatch(/^Firewatch on fw1 \(process 7\) has not reported for 31 s\.$/);
    const other = '00000000-0000-4000-8000-00000000000b';
    await db.database.asEngine((tx) => writeBeat(tx, ownBeat(900 * MB, other)));
    expect(await look()).toEqual([]);
    await db.database.asEngine((tx) => endBeat(tx, other));
    expect(await look()).toContain('No process reads firewalls.');
  });

  it('tells of a message that was given up over the other two ways, once, and waits for that destination', async () => {
    await channels();
    const content = ownHealthContent({ title: 'F-1', lines: [], severity: 'critical', at: 0, zone: 'UTC' });
    await db.database.asEngine((tx) =>
      createSystemNotice(tx, { kind: 'security', content, to: { channels: 'all' } }),
    );
    await sql(
      "update deliveries set state = case destination when 'noc@msp.example' then 'dead' else 'delivered' end",
    );
    const audit = await lookWith(900 * MB);
    await lookWith(900 * MB);
    expect(audit?.findings.map((one) => one.sentence)).toEqual([
      'The last message to noc@msp.example over "Night mail" was given up.',
    ]);
    expect(await told()).toEqual([
      {
        title: '1 message could not be delivered and will not be tried again',
        to: 'Tickets boss@msp.example',
      },
    ]);
  });

  it('sends one line a day, none on the first one', async () => {
    await channels();
    await lookWith(900 * MB);
    expect(await told()).toEqual([]);
    await sql('update own_health set daily_on = daily_on - 2');
    await lookWith(900 * MB);
    await lookWith(900 * MB);
    const [one, ...more] = await told();
    expect([one?.title, one?.to, more]).toEqual([
      'Firewatch is well',
      'boss@msp.example noc@msp.example',
      [],
    ]);
  });
});

describe('the ways remembered for when the store is away', () => {
  it('are every destination of every enabled channel', async () => {
    await channels();
    await sql("insert into channels (kind, name, settings, enabled) values ('webhook', 'Off', '{}', false)");
    const ways = await directWays(db.database.single);
    expect(ways.map((way) => `${way.channelKind} ${way.destination}`).toSorted()).toEqual([
      'email boss@msp.example',
      'email noc@msp.example',
      'webhook Tickets',
    ]);
    expect(ways.map((way) => [way.sealed, way.sealedFormer])).toEqual(Array(3).fill([null, null]));
  });
});

describe('retention', () => {
  it('says of every table how long it is kept: add a line to store/retention.ts', async () => {
    const tables = await sql<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and not c.relispartition order by 1`,
    );
    const named = [
      ...RETENTION.map((one) => one.table),
      ...Object.keys(MONTHS_KEPT),
      ...Object.keys(KEPT_FOR_GOOD),
    ];
    expect(tables.map((table) => table.name)).toEqual(named.toSorted());
  });

  it('deletes finished messages of 14 months, of 4 months on a full disk, and none of an open incident', async () => {
    await channels();
    const add = (title: string, age: string, state: string) =>
      sql(`with i as (insert into incidents (kind, state, severity, since, cohort, turn)
             values ('fleet', '${state}', 'critical', now(), '${title}', 't') returning id),
           n as (insert into notices (incident_id, seq, kind, content, created_at)
             select id, 1, 'opened', '{}', now() - interval '${age}' from i returning id, incident_id)
         insert into deliveries (notice_id, incident_id, channel_id, destination, notice_key, state, created_at)
           select n.id, n.incident_id, (select id from channels limit 1), 'x', '${title}', 'delivered', now() - interval '${age}' from n`);
    await add('old', '14 months', 'closed');
    await add('of an open one', '14 months', 'open');
    await add('middling', '4 months', 'closed');
    await add('young', '2 months', 'closed');
    const left = async () =>
      (await sql<{ key: string }>('select notice_key as key from deliveries order by 1')).map(
        (row) => row.key,
      );
    expect(await tidy(db.database, { isLow: false })).toMatchObject({ deliveries: 1, notices: 1 });
    expect(await left()).toEqual(['middling', 'of an open one', 'young']);
    expect(await tidy(db.database, { isLow: true })).toMatchObject({ deliveries: 1, notices: 1 });
    expect(await left()).toEqual(['of an open one', 'young']);
  });
});
