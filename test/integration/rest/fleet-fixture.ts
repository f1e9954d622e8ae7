import { randomUUID } from 'node:crypto';
import { initialState } from '@firewatch/shared/domain/device-step';
import type { RestStage } from './rest-stage.js';

export const FINGERPRINT = `${'9C:'.repeat(31)}9C`;
export const CREDENTIAL = { user: 'firewatch', password: 'S3cret-canary-Zq9' };

export interface DeviceFixture {
  readonly id: string;
  readonly customerId: string;
}

/** A device as the recorder would leave it after readings; counts come from the trigger. */
export async function storeDevice(
  stage: RestStage,
  customerId: string,
  device: {
    readonly name: string;
    readonly worst?: string;
    readonly reason?: string;
    /** Seconds from now; negative = aged out. */
    readonly shownFor?: number;
    readonly vendor?: string;
  },
): Promise<DeviceFixture> {
  const [set] = await stage.sql<{ id: string }>(
    `insert into credential_sets (customer_id, name, vendor, sealed) values ($1, $2, 'sonicwall', $3) returning id`,
    [customerId, `set of ${device.name}`, Buffer.from('sealed')],
  );
  const [row] = await stage.sql<{ id: string }>(
    `insert into devices (customer_id, name, vendor, host, port, credential_set_id, cohort, serial)
     values ($1, $2, $3, '10.0.0.1', 443, $4, 'sonicwall/licence-manager', $5) returning id`,
    [customerId, device.name, device.vendor ?? 'sonicwall', set?.id, randomUUID().slice(0, 12)],
  );
  const id = row?.id ?? '';
  const verdict = device.worst ?? 'protecting';
  const reason = device.reason ?? 'ok';
  const { core, pulse } = initialState();
  await stage.sql(
    `insert into device_state (device_id, customer_id, core, pulse, shown, worst, worst_reason, worst_since, contact, shown_until, believed_at, read_at)
     values ($1, $2, $3, $4, $5, $6, $7, now() - interval '1 hour', 'reachable', now() + $8::int * interval '1 second',
       now() - interval '10 seconds', now() - interval '9 seconds')`,
    [
      id,
      customerId,
      JSON.stringify({ ...core, contact: { ...core.contact, state: 'reachable' } }),
      JSON.stringify({ ...pulse, believedAt: Date.now() - 10_000 }),
      JSON.stringify({
        'gateway-av': { verdict, reason },
        ips: { verdict: 'off-by-policy', reason: 'off-by-policy' },
      }),
      verdict,
      reason,
      device.shownFor ?? 120,
    ],
  );
  await stage.sql(
    `insert into poll_slots (device_id, customer_id, interval_ms, due_at) values ($1, $2, 60000, now() + interval '50 seconds')`,
    [id, customerId],
  );
  await stage.sql(
    `insert into device_identities (device_id, customer_id, serial, fingerprint, reason) values ($1, $2, 'S', $3, 'test')`,
    [id, customerId, FINGERPRINT],
  );
  return { id, customerId };
}

/** An open fleet incident with these members. */
export async function storeIncident(
  stage: RestStage,
  members: readonly DeviceFixture[],
  kind = 'fleet',
): Promise<string> {
  const [row] = await stage.sql<{ id: string }>(
    `insert into incidents (kind, severity, cohort, turn, device_id, since, findings)
     values ($1, 'critical', 'sonicwall/licence-manager', 'licence', $2, now() - interval '26 minutes', $3) returning id`,
    [
      kind,
      kind === 'fleet' ? null : members[0]?.id,
      JSON.stringify({
        vendorName: 'SonicWall',
        authority: 'licence-manager',
        cohortSize: 50,
        others: { bad: 0, of: 12 },
      }),
    ],
  );
  const id = row?.id ?? '';
  for (const member of members) {
    await stage.sql(
      `insert into incident_members (incident_id, device_id, customer_id, services, since, not_before, paid_until)
       values ($1, $2, $3, '{gateway-av,ips}', now() - interval '26 minutes', now() - interval '27 minutes', now() + interval '90 days')`,
      [id, member.id, member.customerId],
    );
    await stage.sql(
      `insert into incident_updates (incident_id, customer_id, kind, body) values ($1, $2, 'joined', $3)`,
      [id, member.customerId, `device ${member.id} joined`],
    );
  }
  return id;
}
