import { keepAckLink } from '@firewatch/api/store/ack-links.repo';
import { customer, person } from '@firewatch/shared/wire/access';
import { ackLinkAnswer, incidentDetail } from '@firewatch/shared/wire/incidents';
import { problem } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rest } from '../../support/rest.js';
import { storeDevice, storeIncident } from './fleet-fixture.js';
import { PASSWORD, RestStage } from './rest-stage.js';

const TOKEN = 'a-token-of-a-mail-that-nobody-guesses';
const OF_VIC = 'the-token-that-was-sent-to-vics-mailbox';

let stage: RestStage;
let owner: Rest;
let anybody: Rest;
let incident: string;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  anybody = new Rest(stage.url);
  const { id } = await owner.post('/customers', { name: 'Alder' }, customer);
  const device = await storeDevice(stage, id, { name: 'A-1', worst: 'exposed', reason: 'licence-lost' });
  incident = await storeIncident(stage, [device]);
  await owner.post(
    '/users',
    { email: 'vic@example.com', name: 'Vic', role: 'viewer', password: PASSWORD, customerIds: [id] },
    person,
  );
  await stage.db.database.asEngine(async (tx) => {
    await keepAckLink(tx, { token: TOKEN, incidentId: incident, address: 'oncall@msp.example' });
    await keepAckLink(tx, { token: OF_VIC, incidentId: incident, address: 'vic@example.com' });
  });
});
afterAll(() => stage.close());

const look = (token: string) => anybody.post('/ack-link/look', { token }, ackLinkAnswer);
const ackOf = async () => (await owner.get(`/incidents/${incident}`, incidentDetail)).incident.ack;

describe('the link of a mail', () => {
  it('tells what it is about and changes nothing: mail servers follow links', async () => {
    const seen = await look(TOKEN);
    expect([seen.state, seen.ack, seen.deviceCount, seen.as]).toEqual([
      'open',
      null,
      1,
      'oncall@msp.example (by mail)',
    ]);
    expect(seen.headline).toContain('licences dropped');
    expect(await ackOf()).toBeNull();
  });

  it('acknowledges in the name of the mailbox, with an audit line and a line in the timeline', async () => {
    const reason = 'Seen in the mail.';
    const done = await anybody.post('/ack-link', { token: TOKEN, reason }, ackLinkAnswer);
    expect(done.ack).toMatchObject({ by: 'oncall@msp.example (by mail)', reason });
    expect(await ackOf()).toMatchObject({ by: 'oncall@msp.example (by mail)', reason });
    const audit = await stage.sql<{ who: string }>(
      "select person_name as who from audit_entries where action = 'incident.acked'",
    );
    expect(audit).toEqual([{ who: 'oncall@msp.example (by mail)' }]);
  });

  it('is not in the name of a person whose role may not acknowledge', async () => {
    expect((await look(OF_VIC)).as).toBe('vic@example.com (by mail)');
    await stage.sql(`update people set role = 'operator' where email = 'vic@example.com'`);
    expect((await look(OF_VIC)).as).toBe('Vic');
  });

  it.each(['look', 'acknowledge'])('a token nobody sent is refused with one sentence: %s', async (what) => {
    const path = what === 'look' ? '/ack-link/look' : '/ack-link';
    const token = 'x'.repeat(43);
    const body = what === 'look' ? { token } : { token, reason: 'Seen it.' };
    const answer = await anybody.send('POST', path, body);
    expect(answer.status).toBe(404);
    expect(problem.parse(await answer.json()).detail).toMatch(/^This link is not one of ours/);
  });

  it('is refused once the incident is closed, and after 30 days', async () => {
    await stage.sql(`update incidents set state = 'closed', closed_at = now() where id = $1`, [incident]);
    const late = await anybody.send('POST', '/ack-link', { token: TOKEN, reason: 'Seen it.' });
    expect(late.status).toBe(409);
    await stage.sql(
      `insert into ack_links (token_hash, incident_id, address, created_at)
       values (sha256('an-old-token-of-last-month'::bytea), $1, 'oncall@msp.example', now() - interval '31 days')`,
      [incident],
    );
    const old = { token: 'an-old-token-of-last-month' };
    expect((await anybody.send('POST', '/ack-link/look', old)).status).toBe(404);
  });
});
