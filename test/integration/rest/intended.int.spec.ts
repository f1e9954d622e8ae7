import { customer } from '@firewatch/shared/wire/access';
import { deviceDetail } from '@firewatch/shared/wire/devices';
import { incidentDetail, intendedAnswer } from '@firewatch/shared/wire/incidents';
import { problem } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rest } from '../../support/rest.js';
import { storeDevice } from './fleet-fixture.js';
import { RestStage } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
let incidentId: string;
let a: string;
let b: string;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  const north = (await owner.post('/customers', { name: 'North' }, customer)).id;
  const south = (await owner.post('/customers', { name: 'South' }, customer)).id;
  a = (await storeDevice(stage, north, { name: 'NORTH-1' })).id;
  b = (await storeDevice(stage, south, { name: 'SOUTH-1' })).id;
  await stage.sql(`update devices set baseline = '{"ips": "on", "gateway-av": "on"}' where id = $1`, [a]);
  const [row] = await stage.sql<{ id: string }>(
    `insert into incidents (kind, severity, cohort, turn, since) values ('fleet', 'critical', 'sonicwall/x', 'switched', now()) returning id`,
  );
  incidentId = row?.id ?? '';
  for (const [deviceId, customerId] of [
    [a, north],
    [b, south],
  ])
    await stage.sql(
      `insert into incident_members (incident_id, device_id, customer_id, services, since) values ($1, $2, $3, '{ips}', now())`,
      [incidentId, deviceId, customerId],
    );
});
afterAll(() => stage.close());

const intend = (body: object) => owner.send('POST', `/incidents/${incidentId}/intended`, body);
const refusal = async (body: object) => {
  const answer = await intend(body);
  return [answer.status, problem.parse(await answer.json()).detail];
};
const baselineOf = async (id: string) => {
  const { baseline, baselineConfirmedAt } = await owner.get(`/devices/${id}`, deviceDetail);
  return { baseline, isConfirmed: baselineConfirmedAt !== null };
};
const isAwake = async (id: string) =>
  (await stage.sql('select wake_at <= now() as awake from device_state where device_id = $1', [id]))[0];
const detail = () => owner.get(`/incidents/${incidentId}`, incidentDetail);

describe('"this is intended"', () => {
  let actId = '';

  it('is refused for a service that was not lost here, and for a firewall that is no part of it', async () => {
    expect(await refusal({ service: 'web-filter', deviceIds: [a], reason: 'by contract' })).toEqual([
      422,
      'service: NORTH-1 has not lost Web filter in this incident',
    ]);
    const stranger = '00000000-0000-4000-8000-000000000000';
    expect((await refusal({ service: 'ips', deviceIds: [stranger], reason: 'by contract' }))[0]).toBe(422);
    expect(await baselineOf(a)).toEqual({ baseline: { ips: 'on', 'gateway-av': 'on' }, isConfirmed: false });
  });

  it('sets the baseline of the chosen firewall only, has it judged at once, and tells owners and timeline', async () => {
    await stage.sql('update device_state set wake_at = null');
    const answer = await intend({ service: 'ips', deviceIds: [a], reason: 'inspected upstream' });
    expect(answer.status).toBe(201);
    ({ id: actId } = intendedAnswer.parse(await answer.json()));
    expect(await baselineOf(a)).toEqual({ baseline: { ips: 'off', 'gateway-av': 'on' }, isConfirmed: true });
    expect([await isAwake(a), await isAwake(b)]).toEqual([{ awake: true }, { awake: null }]);
    const { intended, updates } = await detail();
    expect(intended).toMatchObject([
      {
        id: actId,
        service: 'ips',
        by: 'Olga Owner',
        reason: 'inspected upstream',
        devices: ['NORTH-1'],
        undoneAt: null,
      },
    ]);
    expect(updates.at(-1)?.body).toBe('IPS off on 1 firewall is intended: inspected upstream');
    const [line] = await stage.sql(
      `select action, detail->>'actId' as act from audit_entries where subject_id = $1 order by id desc limit 1`,
      [incidentId],
    );
    expect(line).toEqual({ action: 'baseline.intended', act: actId });
  });

  it('is undone once: the former baseline holds again, unconfirmed as it was, and it is judged at once', async () => {
    await stage.sql('update device_state set wake_at = null');
    await owner.json('POST', `/intended/${actId}/undo`, {});
    expect(await baselineOf(a)).toEqual({ baseline: { ips: 'on', 'gateway-av': 'on' }, isConfirmed: false });
    expect(await isAwake(a)).toEqual({ awake: true });
    expect((await detail()).intended[0]).toMatchObject({ undoneBy: 'Olga Owner' });
    const again = await owner.send('POST', `/intended/${actId}/undo`, {});
    expect([again.status, problem.parse(await again.json()).detail]).toEqual([
      409,
      'Olga Owner has undone this already.',
    ]);
  });
});
