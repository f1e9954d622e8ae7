import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer } from '@firewatch/shared/wire/access';
import { credentialSet, deviceDetail } from '@firewatch/shared/wire/devices';
import {
  approveAnswer,
  changedCount,
  importAnswer,
  importPreview,
  waitingDevice,
} from '@firewatch/shared/wire/estate';
import { page, problem } from '@firewatch/shared/wire/primitives';
import type { Rest } from '../../support/rest.js';
import { CREDENTIAL, FINGERPRINT } from './fleet-fixture.js';
import { PASSWORD, RestStage } from './rest-stage.js';

const OTHER = `${'AB:'.repeat(31)}AB`;
const HEADER = 'customer,site,name,address,port,credential,fingerprint';
let stage: RestStage;
let owner: Rest;
let customerId: string;
let host = 0;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  ({ id: customerId } = await owner.post('/customers', { name: 'Harbor Dental' }, customer));
  await owner.post(
    '/credential-sets',
    { name: 'Read only', vendor: 'sonicwall', credential: CREDENTIAL },
    credentialSet,
  );
});
afterAll(() => stage.close());

const address = (): string => `10.20.${Math.floor((host += 1) / 250)}.${(host % 250) + 1}`;
const file = (...rows: string[]): string => [HEADER, ...rows].join('\r\n');
const preview = (csv: string, by = owner) => by.post('/devices/import', { csv }, importPreview);
const commit = (id: string | null, onlyGood = false) =>
  owner.post(`/devices/import/${id ?? ''}/commit`, { onlyGood }, importAnswer);
const waiting = async () => page(waitingDevice).parse(await owner.json('GET', '/waiting-devices')).items;
const refusal = async (path: string, body: unknown, by = owner) => {
  const answer = await by.send('POST', path, body);
  return [answer.status, problem.parse(await answer.json()).detail];
};
const count = async (table: string): Promise<number> =>
  (await stage.sql<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n ?? -1;
/** What the program that reaches the devices would store. */
const seen = (id: string, fingerprint: string) =>
  stage.sql(
    `update waiting_devices set state = 'seen', fingerprint = $2, looked_at = now(), look_due_at = null, certificate = $3 where id = $1`,
    [
      id,
      fingerprint,
      JSON.stringify({
        fingerprint,
        subject: 'CN=box',
        issuer: 'CN=box',
        validFrom: '2024-01-01T00:00:00.000Z',
        validTo: '2034-01-01T00:00:00.000Z',
        selfSigned: true,
        protocol: 'TLSv1.3',
        keyFingerprint: OTHER,
        chainTrusted: false,
      }),
    ],
  );

describe('a preview', () => {
  it('says row by row what would happen and writes nothing of it', async () => {
    const before = [
      await count('customers'),
      await count('sites'),
      await count('devices'),
      await count('waiting_devices'),
    ];
    const answer = await preview(
      `\uFEFFName;Customer;site;ADDRESS;port;credential;tags\r\n` +
        `HDG-1;harbor dental;Tacoma;${address()};443;read only;"vip|night"\r\n` +
        `NEW-1;"Alder; Bank";;${address()};443;Read only;\r\n` +
        `BAD-1;Harbor Dental;;https://x/;0;Nobody;\r\n`,
    );
    expect(answer).toMatchObject({
      good: 2,
      bad: 1,
      newCustomers: ['Alder; Bank'],
      newSites: [{ customer: 'Harbor Dental', site: 'Tacoma' }],
    });
    expect(
      answer.rows.map((row) => [row.line, row.name, row.waits, row.faults.map((fault) => fault.field)]),
    ).toEqual([
      [2, 'HDG-1', true, []],
      [3, 'NEW-1', true, []],
      [4, 'BAD-1', null, ['credential', 'address', 'port']],
    ]);
    expect([
      await count('customers'),
      await count('sites'),
      await count('devices'),
      await count('waiting_devices'),
    ]).toEqual(before);
  });

  it.each([
    ['name,address\nx,y\n', /^csv: the first line has no column customer, site, port, credential;/],
    [`${HEADER},password\n`, /^csv: the column "password" looks like a secret/],
    [`${HEADER}\n`, /^csv: the file has no line below/],
    [
      `${HEADER}\nHarbor Dental,,"broken,10.0.0.1,443,Read only,\n`,
      /^csv: line \d+ cannot be read because its quotes do not match/,
    ],
    [`${HEADER}\nHarbor \uFFFD,,a,10.0.0.1,443,Read only,\n`, /^csv: the file is not UTF-8/],
  ])('refuses a file that cannot be read: %j', async (csv, sentence) => {
    const [status, detail] = await refusal('/devices/import', { csv });
    expect([status, detail]).toEqual([422, expect.stringMatching(sentence)]);
  });

  it('takes 5,000 rows in one file of up to 2 MB and not 5,001', async () => {
    const rows = (n: number) =>
      file(
        ...Array.from(
          { length: n },
          (_, index) =>
            `Harbor Dental,,B-${index},10.99.${index >> 8}.${index & 255},4433,Read only,${OTHER}`,
        ),
      );
    const full = rows(5_000);
    expect(full.length).toBeGreaterThan(600_000);
    expect((await preview(full)).good).toBe(5_000);
    expect(await refusal('/devices/import', { csv: rows(5_001) })).toEqual([
      422,
      'csv: the file has 5001 rows; at most 5000 are accepted, split it.',
    ]);
  });

  it('keeps a password that somebody put into the file out of the database, the answer and the log', async () => {
    const secret = 'Sup3r-canary!Zq';
    const answer = await preview(
      file(
        `Harbor Dental,,P-1,${address()},443,${secret},`,
        `Harbor Dental,,P-2,${address()},443,Read only,`,
      ),
    );
    expect(answer.rows[0]?.faults[0]?.message).toMatch(/^looks like a password/);
    const texts = [JSON.stringify(answer), ...stage.logged];
    for (const table of ['device_imports', 'audit_entries', 'events', 'idempotency_keys'])
      texts.push(JSON.stringify(await stage.sql(`select * from ${table}`)));
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  });

  it('shows a scoped engineer only what is theirs, and lets them add no customer', async () => {
    await stage.sql(
      `insert into people (email, name, role, password_hash) select 'eng@example.com', 'Eng', 'engineer', password_hash from people limit 1`,
    );
    await stage.sql(
      `insert into person_customers select id, $1 from people where email = 'eng@example.com'`,
      [customerId],
    );
    const engineer = await stage.signedIn('eng@example.com', PASSWORD);
    const answer = await preview(file(`Nobody Ltd,,E-1,${address()},443,Read only,`), engineer);
    expect(answer.id).toBeNull();
    // The MSP's own credential sets are not for people scoped to customers.
    expect(answer.rows[0]?.faults.map((fault) => `${fault.field} ${fault.message}`)).toEqual([
      'customer is none of your customers; new ones are added by an owner who sees all of them',
      'credential is no credential set; add it under Credentials first, the name is compared without regard to case',
    ]);
  });
});

describe('a commit', () => {
  it('watches rows with a fingerprint at once, lets the others wait, and does both once per key', async () => {
    const { id } = await preview(
      file(
        `Harbor Dental,Seattle,C-1,${address()},443,Read only,${FINGERPRINT.toLowerCase()}`,
        `Cedar Clinic,Main,C-2,${address()},443,Read only,`,
        `CEDAR CLINIC,main,C-3,${address()},443,Read only,`,
      ),
    );
    const send = () =>
      stage.raw('POST', `/api/v1/devices/import/${id ?? ''}/commit`, {
        body: JSON.stringify({ onlyGood: false }),
        headers: {
          'content-type': 'application/json',
          origin: stage.url,
          cookie: owner.cookieHeader,
          'idempotency-key': 'import-0001-abcdef',
        },
      });
    const answers = await Promise.all([send(), send()]);
    const bodies = await Promise.all(answers.map((one) => one.json()));
    expect(bodies[0]).toEqual({ watched: 1, waiting: 2, customers: 1, sites: 2 });
    expect(bodies[1]).toEqual(bodies[0]);
    const [device] = await stage.sql<{ due: boolean; serial: string; fingerprint: string; site: string }>(
      `select p.due_at <= now() as due, i.serial, i.fingerprint, s.name as site from devices d join poll_slots p on p.device_id = d.id
       join device_identities i on i.device_id = d.id join sites s on s.id = d.site_id where d.name = 'C-1'`,
    );
    expect(device).toEqual({ due: true, serial: '', fingerprint: FINGERPRINT, site: 'Seattle' });
    expect(
      (await waiting())
        .filter((one) => one.name.startsWith('C-'))
        .map((one) => [one.name, one.customerName, one.siteName, one.state]),
    ).toEqual([
      ['C-2', 'Cedar Clinic', 'Main', 'unseen'],
      ['C-3', 'Cedar Clinic', 'Main', 'unseen'],
    ]);
    expect(await refusal(`/devices/import/${id ?? ''}/commit`, { onlyGood: false })).toEqual([
      409,
      'This file was applied already.',
    ]);
  });

  it('applies nothing of a file with faulty rows unless only the good ones are wanted', async () => {
    const { id } = await preview(
      file(`Harbor Dental,,D-1,${address()},443,Read only,`, `Harbor Dental,,,${address()},443,Read only,`),
    );
    expect(await refusal(`/devices/import/${id ?? ''}/commit`, { onlyGood: false })).toEqual([
      422,
      'onlyGood: 1 row is faulty; mend the file, or choose to apply only the good rows.',
    ]);
    expect((await waiting()).some((one) => one.name === 'D-1')).toBe(false);
    expect(await commit(id, true)).toEqual({ watched: 0, waiting: 1, customers: 0, sites: 0 });
  });

  it('refuses with the reason, and applies nothing, when the world changed since the preview', async () => {
    const taken = address();
    const first = await preview(
      file(`Harbor Dental,,F-1,${address()},443,Read only,`, `Harbor Dental,,F-2,${taken},443,Read only,`),
    );
    await commit((await preview(file(`Harbor Dental,,G-1,${taken},443,Read only,`))).id);
    expect(await refusal(`/devices/import/${first.id ?? ''}/commit`, { onlyGood: false })).toEqual([
      409,
      'Nothing was applied, because something changed since the preview. Line 3: address and port wait for approval already, as G-1.',
    ]);
    expect((await waiting()).some((one) => one.name === 'F-1')).toBe(false);
  });

  it("is nobody else's to do", async () => {
    const { id } = await preview(file(`Harbor Dental,,H-1,${address()},443,Read only,`));
    await stage.sql(`update device_imports set created_by = gen_random_uuid() where id = $1`, [id]);
    expect((await refusal(`/devices/import/${id ?? ''}/commit`, { onlyGood: false }))[0]).toBe(404);
  });
});

describe('the management server of a row', () => {
  it('goes with it to the firewall, also over the wait for its certificate', async () => {
    const cells = (name: string, print: string) =>
      `Harbor Dental,,${name},${address()},443,Read only,${print},GMS Portland`;
    const csv = [`${HEADER},controller`, cells('K-1', FINGERPRINT), cells('K-2', '')].join('\r\n');
    await commit((await preview(csv)).id);
    const id = (await waiting()).find((one) => one.name === 'K-2')?.id ?? '';
    await seen(id, FINGERPRINT);
    await owner.post(
      '/waiting-devices/approve',
      { items: [{ id, fingerprint: FINGERPRINT }], reason: 'checked' },
      approveAnswer,
    );
    expect(
      await stage.sql(`select name, controller from devices where name like 'K-_' order by name`),
    ).toEqual([
      { name: 'K-1', controller: 'GMS Portland' },
      { name: 'K-2', controller: 'GMS Portland' },
    ]);
  });
});

describe('waiting for approval', () => {
  it('approves exactly the certificates that were shown; a changed, unseen or gone one is refused by name', async () => {
    await commit(
      (
        await preview(
          file(...['W-1', 'W-2', 'W-3'].map((name) => `Harbor Dental,,${name},${address()},443,Read only,`)),
        )
      ).id,
    );
    const of = new Map((await waiting()).map((one) => [one.name, one.id]));
    const ids = ['W-1', 'W-2', 'W-3'].map((name) => of.get(name) ?? '');
    await seen(ids[0] ?? '', FINGERPRINT);
    await seen(ids[1] ?? '', OTHER);
    const answer = await owner.post(
      '/waiting-devices/approve',
      { items: ids.map((id) => ({ id, fingerprint: FINGERPRINT })), reason: 'compared on the console' },
      approveAnswer,
    );
    expect(answer.approved.map((one) => one.id)).toEqual([ids[0]]);
    expect(Object.fromEntries(answer.refused.map((one) => [one.name, one.why]))).toEqual({
      'W-2': 'It shows another certificate by now than the one that was looked at.',
      'W-3': 'No certificate was seen there by now.',
    });
    const detail = deviceDetail.parse(
      await owner.json('GET', `/devices/${answer.approved[0]?.deviceId ?? ''}`),
    );
    expect(
      detail.identities.map(({ serial, fingerprint, reason, acceptedBy }) => [
        serial,
        fingerprint,
        reason,
        acceptedBy,
      ]),
    ).toEqual([['', FINGERPRINT, 'compared on the console', 'Olga Owner']]);
    const [slot] = await stage.sql<{ due: boolean }>(
      'select due_at <= now() as due from poll_slots where device_id = $1',
      [detail.row.id],
    );
    expect(slot).toEqual({ due: true });
    expect((await waiting()).some((one) => one.id === ids[0])).toBe(false);
    const again = await owner.post(
      '/waiting-devices/approve',
      { items: [{ id: ids[0], fingerprint: FINGERPRINT }], reason: 'again' },
      approveAnswer,
    );
    expect(again).toMatchObject({ approved: [], refused: [{ why: 'It does not wait any more.' }] });
  });

  it('approves no second watch over an address that somebody enrolled by hand meanwhile', async () => {
    const place = address();
    await commit((await preview(file(`Harbor Dental,,X-1,${place},443,Read only,`))).id);
    const id = (await waiting()).find((one) => one.name === 'X-1')?.id ?? '';
    await seen(id, FINGERPRINT);
    await owner.post(
      '/devices',
      {
        customerId,
        name: 'BY-HAND',
        vendor: 'sonicwall',
        host: place,
        port: 443,
        fingerprint: FINGERPRINT,
        access: { credential: CREDENTIAL },
      },
      deviceDetail,
    );
    const answer = await owner.post(
      '/waiting-devices/approve',
      { items: [{ id, fingerprint: FINGERPRINT }], reason: 'checked' },
      approveAnswer,
    );
    expect(answer.refused).toEqual([{ id, name: 'X-1', why: 'It is watched already, as BY-HAND.' }]);
  });

  it('forgets a dismissed one, and the credential set that was only for it', async () => {
    await owner.post(
      '/credential-sets',
      { name: 'Only here', vendor: 'sonicwall', customerId, credential: CREDENTIAL },
      credentialSet,
    );
    await commit((await preview(file(`Harbor Dental,,Y-1,${address()},443,Only here,`))).id);
    const id = (await waiting()).find((one) => one.name === 'Y-1')?.id ?? '';
    expect(
      await owner.post('/waiting-devices/dismiss', { ids: [id], reason: 'not ours' }, changedCount),
    ).toEqual({ changed: 1 });
    expect((await waiting()).some((one) => one.id === id)).toBe(false);
    expect(await stage.sql(`select 1 from credential_sets where name = 'Only here'`)).toEqual([]);
    expect(await stage.sql(`select 1 from credential_sets where name = 'Read only'`)).toHaveLength(1);
  });
});
