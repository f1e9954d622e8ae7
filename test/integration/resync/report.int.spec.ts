import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rest } from '../../support/rest.js';
import { RestStage } from '../rest/rest-stage.js';
import { asked, customerNamed, type Detail, lostDevice, person, plan } from './rest-fleet.js';

let stage: RestStage;
let engineer: Rest;
let kestrel: string;
let larkspur: string;
let run: Detail;

const snapshot = (at: string, verdict: string, raw: string): string =>
  JSON.stringify({
    at: Date.parse(at),
    services: {
      'gateway-av': {
        verdict,
        reason: verdict === 'protecting' ? 'ok' : 'licence-lost',
        licence: verdict === 'protecting' ? 'active' : 'absent',
        signatures: 'fresh',
        raw,
      },
    },
  });

beforeAll(async () => {
  stage = await RestStage.open();
  await stage.setUp();
  engineer = await person(stage, { name: 'Enno', role: 'engineer' });
  kestrel = await customerNamed(stage, 'Kestrel "Freight", Inc');
  larkspur = await customerNamed(stage, 'Larkspur');
  const one = await lostDevice(stage, kestrel, { name: '=KST-1' });
  const two = await lostDevice(stage, larkspur, { name: 'LKS-1' });
  const flagless = await lostDevice(stage, larkspur, { name: 'LKS-2', hasCredential: false });
  run = await plan(engineer, [one, two, flagless]);
  await stage.sql(
    `update resync_runs set state = 'finished', started_at = '2008-12-02T20:21:00Z', started_by_name = 'Mara', approved_at = now(),
       approved_by_name = 'Ravi', ended_at = '2008-12-02T20:31:00Z'`,
  );
  await stage.sql(
    `update resync_run_devices set phase = 'done', outcome = 'restored', outcome_words = 'AV protecting.', settled_at = '2008-12-02T20:23:00Z',
       before = $1, after = $2 where place = 'wave'`,
    [
      snapshot('2008-12-02T20:20:00Z', 'exposed', 'Not Licensed'),
      snapshot('2008-12-02T20:22:30Z', 'protecting', 'Licensed'),
    ],
  );
  await stage.sql(
    `insert into resync_calls (run_id, device_id, customer_id, attempt, step_id, intent_at, answered_at, answer, words)
     select run_id, device_id, customer_id, 1, 'synchronize', '2008-12-02T20:22:00Z', '2008-12-02T20:22:01Z', 'accepted', '@Success'
     from resync_run_devices where place = 'wave'`,
  );
  await stage.sql(
    `insert into exposures (device_id, customer_id, service, kind, reason, from_at, to_at)
     select device_id, customer_id, 'gateway-av', 'exposed', 'licence-lost', t.from_at::timestamptz, t.to_at::timestamptz
     from resync_run_devices, (values ('2008-12-01T00:00:00Z', '2008-12-01T01:00:00Z'),
       ('2008-12-02T10:04:00Z', '2008-12-02T20:22:00Z')) as t (from_at, to_at) where place = 'wave'`,
  );
});
afterAll(() => stage.close());

const path = (query: string): string => `/resync-runs/${run.row.id}/report${query}`;

async function table(who: Rest, query: string): Promise<Record<string, string>[]> {
  const answer = await who.send('GET', path(query));
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  return parse(await answer.text(), { columns: true });
}

describe('the evidence of a run', () => {
  it('has before, after, calls, the exposure that the run closed and who answers for it', async () => {
    const rows = await table(engineer, '?format=csv');
    expect(rows.map((row) => [row['Customer'], row['Firewall'], row['Outcome']])).toEqual([
      ['Kestrel "Freight", Inc', "'=KST-1", 'proven'],
      ['Larkspur', 'LKS-1', 'proven'],
      ['Larkspur', 'LKS-2', 'left out'],
    ]);
    expect(rows.find((row) => row['Firewall'] === 'LKS-1')).toMatchObject({
      Run: run.row.label,
      Service: 'Gateway AV',
      'Before, vendor words': 'Not Licensed',
      'After, vendor words': 'Licensed',
      'Exposed from': '2008-12-02T10:04:00.000Z',
      'Exposed to': '2008-12-02T20:22:00.000Z',
      'Exposed minutes': '618',
      'Planned by': 'Enno',
      'Approved by': 'Ravi',
      'Started by': 'Mara',
    });
    expect(rows[0]?.['Calls']).toMatch(
      /^2008-12-02T20:22:00.000Z .*: accepted at 2008-12-02T20:22:01.000Z "@Success"$/,
    );
  });

  it('of one customer tells nothing of another', async () => {
    const rows = await table(engineer, `?customer=${kestrel}`);
    expect(rows.map((row) => row['Firewall'])).toEqual(["'=KST-1"]);
  });

  it('gives a person only their own customers', async () => {
    const scoped = await person(stage, { name: 'Lara', role: 'operator', customers: [larkspur] });
    const rows = await table(scoped, '');
    expect(new Set(rows.map((row) => row['Customer']))).toEqual(new Set(['Larkspur']));
    expect(await asked(scoped, 'GET', path(`?customer=${kestrel}`))).toEqual({
      status: 404,
      detail: 'There is no such customer in this run.',
    });
  });

  it('of one that was taken over by hand has its calls and its ticks, each with the words of its own procedure', async () => {
    const where = `run_id = $1 and name = 'LKS-1'`;
    const set = (values: string) =>
      stage.sql(`update resync_run_devices set ${values} where ${where}`, [run.row.id]);
    await set(`attempt = 2, phase = 'by-hand', outcome = 'unchanged'`);
    const open = (await table(engineer, '')).find((row) => row['Firewall'] === 'LKS-1');
    expect(open).toMatchObject({
      Outcome: 'by hand, not proven',
      Place: expect.stringMatching(/^(Canary|Wave 1), then by hand$/),
    });
    await stage.db.database.inScope('all', (tx) =>
      tx.query(
        `insert into resync_ticks (run_id, device_id, customer_id, attempt, step_id, person_id, by_name, evidence)
         select run_id, device_id, customer_id, 2, 'synchronize', gen_random_uuid(), 'Ravi', 'Licensed'
         from resync_run_devices where ${where}`,
        [run.row.id],
      ),
    );
    await set(`phase = 'done', outcome = 'restored'`);
    const done = (await table(engineer, '')).find((row) => row['Firewall'] === 'LKS-1');
    expect(done).toMatchObject({
      Outcome: 'proven',
      Procedure: 'SonicOS 7 and 8 without its API',
      Calls: expect.stringContaining('accepted'),
      'Steps by hand': expect.stringMatching(/ Press Synchronize, Ravi: Licensed$/),
    });
    await set(`attempt = 1`);
  });

  it('is a PDF where asked for, with a name for the file', async () => {
    const answer = await engineer.send('GET', path('?format=pdf'));
    expect([
      answer.status,
      answer.headers.get('content-type'),
      answer.headers.get('content-disposition'),
    ]).toEqual([
      200,
      'application/pdf',
      `attachment; filename="firewatch-resync-${run.row.label.toLowerCase()}.pdf"`,
    ]);
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('is text for a vendor ticket, with serials and without names', async () => {
    const answer = await engineer.send('GET', path('?format=ticket'));
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text).toContain('2 SonicWall firewalls resynchronised');
    expect(text).toContain('missing from 2008-12-02 10:04:00 UTC to 2008-12-02 20:22:00 UTC');
    expect(text).not.toMatch(/Kestrel|Larkspur|KST-1|LKS-1/);
  });

  it('refuses a format it does not have, and a run there is not', async () => {
    expect((await asked(engineer, 'GET', path('?format=xls'))).status).toBe(422);
    expect((await asked(engineer, 'GET', `/resync-runs/${kestrel}/report`)).status).toBe(404);
  });
});
