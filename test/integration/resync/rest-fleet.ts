import { randomUUID } from 'node:crypto';
import { page } from '@firewatch/shared/wire/primitives';
import { type ResyncRunDetail, resyncRunDetail, resyncRunRow } from '@firewatch/shared/wire/resync';
import type { Rest } from '../../support/rest.js';
import { type DeviceFixture, storeDevice } from '../rest/fleet-fixture.js';
import { PASSWORD, type RestStage } from '../rest/rest-stage.js';

export const runPage = page(resyncRunRow);
export type Detail = ResyncRunDetail;

/** A SonicWall that lost its gateway AV, as its readings left it, with a resync credential unless told otherwise. */
export async function lostDevice(
  stage: RestStage,
  customerId: string,
  of: {
    readonly name: string;
    readonly model?: string;
    readonly firmware?: string;
    readonly hasCredential?: boolean;
  },
): Promise<DeviceFixture> {
  const device = await storeDevice(stage, customerId, {
    name: of.name,
    worst: 'exposed',
    reason: 'licence-lost',
    shownFor: 3_600,
  });
  const believed = {
    believed: { verdict: 'exposed', reason: 'licence-lost' },
    phase: 'steady',
    suspect: null,
    recovery: null,
  };
  const core = {
    model: of.model ?? 'TZ 470',
    firmware: of.firmware ?? 'SonicOS 7.0.1-5161',
    services: { 'gateway-av': believed },
    facts: {
      'gateway-av': { licence: { value: 'absent', source: 'GET /x', raw: 'Not Licensed' } },
    },
  };
  await stage.sql('update device_state set core = core || $2::jsonb where device_id = $1', [
    device.id,
    JSON.stringify(core),
  ]);
  if (of.hasCredential !== false) {
    const id = randomUUID();
    await stage.sql(
      `insert into credential_sets (id, customer_id, name, vendor, sealed) values ($1, $2, $3, 'sonicwall', $4)`,
      [
        id,
        customerId,
        `resync of ${of.name}`,
        stage.vault.seal(
          { user: 'resync', password: 'x' },
          {
            purpose: 'credential-set',
            recordId: id,
            field: 'sealed',
            version: 1,
          },
        ),
      ],
    );
    await stage.sql('update devices set resync_credential_set_id = $2 where id = $1', [device.id, id]);
  }
  return device;
}

export const customerNamed = async (stage: RestStage, name: string): Promise<string> =>
  (await stage.sql<{ id: string }>('insert into customers (name) values ($1) returning id', [name]))[0]?.id ??
  '';

/** Somebody with this role, signed in. */
export async function person(
  stage: RestStage,
  of: { readonly name: string; readonly role: string; readonly customers?: readonly string[] },
): Promise<Rest> {
  const email = `${of.name.toLowerCase()}@example.com`;
  const [row] = await stage.sql<{ id: string }>(
    `insert into people (email, name, role, all_customers, password_hash)
     select $1, $2, $3, $4, password_hash from people where email = 'owner@example.com' returning id`,
    [email, of.name, of.role, of.customers === undefined],
  );
  for (const customer of of.customers ?? []) {
    await stage.sql('insert into person_customers values ($1, $2)', [row?.id, customer]);
  }
  return stage.signedIn(email, PASSWORD);
}

export const stepUp = (who: Rest): Promise<unknown> =>
  who.json('POST', '/session/step-up', { password: PASSWORD });

export const plan = (who: Rest, devices: readonly DeviceFixture[]): Promise<Detail> =>
  who.post(
    '/resync-runs',
    { choice: { by: 'list', deviceIds: devices.map(({ id }) => id) } },
    resyncRunDetail,
  );

/** Status and sentence of an answer that may be a refusal. */
export async function asked(
  who: Rest,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly detail: string }> {
  const answer = await who.send(method, path, body);
  const text = await answer.text();
  const parsed = text === '' ? {} : (JSON.parse(text) as { detail?: string });
  return { status: answer.status, detail: parsed.detail ?? '' };
}
