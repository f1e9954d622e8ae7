import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, licensed, MORNING, RenewalsStage } from './renewals-stage.js';

let stage: RenewalsStage;
beforeEach(async () => {
  stage = await RenewalsStage.open();
  // The installation is there before the first morning.
  await stage.desk().tell();
});
afterEach(() => stage.close());

/** The last line says how the whole fleet stands. */
const news = async (): Promise<(readonly string[])[]> =>
  (await stage.told()).map((digest) =>
    digest.lines.slice(0, -1).map((line) => line.replaceAll(/\d+ [A-Z][a-z]{2}( \d{4})?/g, 'DAY')),
  );

async function harbor(): Promise<Awaited<ReturnType<RenewalsStage['box']>>[]> {
  const end = MORNING + 12 * DAY;
  const boxes = [];
  for (const n of [1, 2, 3]) {
    boxes.push(
      await stage.box(
        `HD-${n}`,
        'Harbor Dental',
        licensed({ 'gateway-av': end, ips: end, 'web-filter': MORNING + 300 * DAY }),
      ),
    );
  }
  boxes.push(await stage.box('AL-1', 'Alder', licensed({ ips: MORNING + 5 * DAY })));
  await stage.sweep.look();
  return boxes;
}

describe('the digest of a day', () => {
  beforeEach(() => stage.mailChannel());

  it('waits for the time an owner set, and goes out at the configured one when nobody did', async () => {
    await harbor();
    await stage.sql(`insert into installation (key, value) values ('daily-mails', '{"atMinutes": 570}')`);
    expect(await stage.desk().tell(MORNING + HOUR)).toBeNull();
    expect(await stage.desk().tell(MORNING + 1.5 * HOUR)).toHaveLength(1);
  });

  it('is one mail with a line per customer and end, from two workers and after a restart', async () => {
    await harbor();
    const both = await Promise.all([stage.desk().tell(MORNING), stage.desk().tell(MORNING)]);
    const again = await stage.desk().tell(MORNING + HOUR);
    expect(both.filter((sent) => sent !== null)).toHaveLength(1);
    expect(again).toBeNull();
    const told = await stage.told();
    expect(told.map((one) => [one.severity, one.deliveries])).toEqual([['warning', 1]]);
    expect(await news()).toEqual([
      ['Alder: AL-1, IPS ends DAY (5 days)', 'Harbor Dental: 3 firewalls, AV+IPS bundle ends DAY (12 days)'],
    ]);
    expect(told[0]?.lines.at(-1)).toBe(
      'In all, licences of 4 firewalls end within 30 days and of 4 within 90.',
    );
  });

  it('does not go out before its hour', async () => {
    await harbor();
    expect(await stage.desk().tell(MORNING - 60_000)).toBeNull();
    expect(await stage.told()).toEqual([]);
  });

  it('tells each step once, the next one on its day, and loses none on a day without a digest', async () => {
    await harbor();
    // Days 0 and 1, then nothing ran until day 9: 14 days was told, of 7 and 3 the one that is reached.
    for (const day of [0, 1, 9, 10, 11]) await stage.desk().tell(MORNING + day * DAY);
    expect(await news()).toEqual([
      ['Alder: AL-1, IPS ends DAY (5 days)', 'Harbor Dental: 3 firewalls, AV+IPS bundle ends DAY (12 days)'],
      [
        'Alder: AL-1, IPS ended DAY (4 days ago)',
        'Harbor Dental: 3 firewalls, AV+IPS bundle ends DAY (3 days)',
      ],
      ['Harbor Dental: 3 firewalls, AV+IPS bundle ends DAY (tomorrow)'],
    ]);
  });

  it('says a renewal as good news and begins its ladder anew', async () => {
    const [box] = await harbor();
    await stage.desk().tell(MORNING);
    if (!box) throw new Error('no box');
    const later = MORNING + 377 * DAY;
    await stage.reads(box, licensed({ 'gateway-av': later, ips: later, 'web-filter': MORNING + 300 * DAY }));
    await stage.desk().tell(MORNING + DAY);
    await stage.desk().tell(MORNING + (377 - 90) * DAY);
    const [, renewed, far] = await stage.told();
    expect(renewed?.severity).toBe('info');
    expect(renewed?.lines[0]).toMatch(/^Harbor Dental: HD-1, AV\+IPS bundle renewed until \d+ \w+ \d{4}$/);
    expect(
      far?.lines.some((line) => /^Harbor Dental: HD-1, AV\+IPS bundle ends .* \(90 days\)$/.test(line)),
    ).toBe(true);
    const marks = await stage.sql<{ payload: { names: string[] } }>(
      `select payload from events where type = 'licence.date-moved'`,
    );
    expect(marks.map((mark) => mark.payload.names)).toEqual([['AV', 'IPS']]);
  });

  it('says nothing of what was meant to be off, or of a firewall that was removed', async () => {
    const [first, second] = await harbor();
    await stage.sql(`update devices set baseline = '{"ips": "off", "gateway-av": "never"}' where id = $1`, [
      first?.id,
    ]);
    await stage.sql('update devices set removed_at = now() where id = $1', [second?.id]);
    await stage.desk().tell(MORNING);
    expect((await news())[0]).toContain('Harbor Dental: HD-3, AV+IPS bundle ends DAY (12 days)');
  });

  it('tells what ended by its own word, and a dated entitlement that has no service', async () => {
    await stage.box('X-1', 'Xenia', {
      facts: { ips: { licence: { value: 'expired', source: 'GET /x', raw: 'Expired' } } },
      entitlements: [{ name: 'Premium Support', expiresAt: MORNING + 30 * DAY }],
    });
    await stage.sweep.look();
    await stage.desk().tell(MORNING);
    await stage.desk().tell(MORNING + DAY);
    expect(await news()).toEqual([
      [
        'Xenia: X-1, IPS expired, the firewall gives no date',
        'Xenia: X-1, Premium Support ends DAY (30 days)',
      ],
    ]);
  });

  it('is no mail on a day without news', async () => {
    expect(await stage.desk().tell(MORNING)).toEqual([]);
    expect(await stage.told()).toEqual([]);
  });

  it('opens no incident and pages nobody', async () => {
    await harbor();
    await stage.desk().tell(MORNING + 4 * DAY);
    expect(await stage.sql('select 1 from incidents')).toEqual([]);
    expect(await stage.sql('select 1 from deliveries where incident_id is not null')).toEqual([]);
  });
});

describe('what holds a digest back', () => {
  it('a missing mail channel, until there is one: nothing counts as told meanwhile', async () => {
    await harbor();
    await stage.mailChannel(false);
    expect(await stage.desk().tell(MORNING)).toBeNull();
    await stage.mailChannel();
    expect(await stage.desk().tell(MORNING + 3 * HOUR)).toHaveLength(1);
    expect((await news())[0]).toHaveLength(2);
  });

  it('the first day of an installation that began after the hour', async () => {
    await stage.mailChannel();
    await harbor();
    const began = MORNING + 2 * HOUR;
    await stage.sql(
      `update installation set value = jsonb_build_object('since', $1::bigint) where key = 'digest'`,
      [began],
    );
    expect(await stage.desk().tell(began + HOUR)).toBeNull();
    expect(await stage.desk().tell(MORNING + DAY)).toHaveLength(1);
  });

  it('a failure half-way: nothing is stored, the day is still free', async () => {
    await stage.mailChannel();
    await harbor();
    const owner = stage.db.superuserUrl;
    const client = new pg.Client({ connectionString: owner });
    await client.connect();
    await client.query(`alter table deliveries add constraint planted check (incident_id is not null)`);
    await expect(stage.desk().tell(MORNING)).rejects.toThrow('planted');
    expect(await stage.told()).toEqual([]);
    expect(await stage.sql('select 1 from expiry_told union all select 1 from digests')).toEqual([]);
    await client.query('alter table deliveries drop constraint planted');
    await client.end();
    expect(await stage.desk().tell(MORNING)).toHaveLength(1);
  });
});
