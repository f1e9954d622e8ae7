import type { DeviceEvent } from '@firewatch/shared/domain/events';
import { exposureKind } from '@firewatch/shared/domain/exposure';
import type { Policy } from '@firewatch/shared/domain/policy';
import { settleCredential } from './credential-evidence.repo.js';
import type { Tx } from './database.js';
import type { DeviceRecord } from './device-targets.repo.js';
import type { NewEvent } from './events.repo.js';
import type { Plan } from './reading.plan.js';

type Changed = Extract<DeviceEvent, { type: 'service.changed' }>;
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const owned = (record: DeviceRecord): { device_id: string; customer_id: string } => ({
  device_id: record.device_id,
  customer_id: record.customer_id,
});

const changesOf = (plan: Plan): Changed[] =>
  plan.step.events.filter((event): event is Changed => event.type === 'service.changed');

async function storeFacts(tx: Tx, plans: readonly Plan[]): Promise<void> {
  const rows = plans.flatMap(({ record, step }) =>
    step.factChanges.map((change) => ({ ...owned(record), ...change, at: iso(change.at) })),
  );
  if (rows.length === 0) return;
  await tx.query(
    `insert into fact_history (at, device_id, customer_id, service, fact, value, detail)
     select f.at, f.device_id, f.customer_id, f.service, f.fact, f.value, f.detail
     from jsonb_to_recordset($1::jsonb) as f (at timestamptz, device_id uuid, customer_id uuid, service text, fact text, value text, detail jsonb)`,
    [JSON.stringify(rows)],
  );
}

const EXPOSURES = `jsonb_to_recordset($1::jsonb) as e (device_id uuid, customer_id uuid, service text, kind text, reason text,
  since timestamptz, not_before timestamptz)`;

/** [first bad reading, first good reading of the confirmed recovery); a change of kind ends one and begins the next. */
async function storeExposures(tx: Tx, plans: readonly Plan[]): Promise<void> {
  const rows = plans.flatMap((plan) =>
    changesOf(plan).map((change) => ({
      ...owned(plan.record),
      service: change.service,
      kind: exposureKind(change.to),
      reason: change.to.reason,
      since: iso(change.since),
      not_before: iso(change.notBefore),
    })),
  );
  if (rows.length === 0) return;
  const json = JSON.stringify(rows);
  await tx.query(
    `update exposures x set to_at = greatest(x.from_at, e.since) from ${EXPOSURES}
     where x.device_id = e.device_id and x.service = e.service and x.to_at is null and x.kind is distinct from e.kind`,
    [json],
  );
  if (rows.every((row) => row.kind === null)) return;
  await tx.query(
    `insert into exposures (device_id, customer_id, service, kind, reason, from_at, not_before)
     select e.device_id, e.customer_id, e.service, e.kind, e.reason, e.since, e.not_before from ${EXPOSURES}
     where e.kind is not null
     on conflict (device_id, service) where to_at is null do nothing`,
    [json],
  );
}

async function storeBlindSpells(tx: Tx, plans: readonly Plan[]): Promise<void> {
  for (const { record, step } of plans) {
    for (const event of step.events) {
      if (event.type === 'device.went-blind') {
        await tx.query(
          `insert into blind_spells (device_id, customer_id, why, from_at) values ($1, $2, $3, $4)
           on conflict (device_id) where to_at is null do nothing`,
          [record.device_id, record.customer_id, event.why, new Date(step.next.core.blindSince ?? event.at)],
        );
      } else if (event.type === 'device.seen-again') {
        await tx.query(
          'update blind_spells set to_at = greatest(from_at, $2) where device_id = $1 and to_at is null',
          [record.device_id, new Date(event.at)],
        );
      }
    }
  }
}

async function storeLearned(tx: Tx, { record, learned, step }: Plan): Promise<void> {
  if (!learned) return;
  if (learned.serial !== null) {
    // Another device of the same serial keeps it: the box is enrolled twice, which a person has to settle.
    await tx.query(
      `update devices d set serial = $2 where d.id = $1 and d.serial is null and not exists (
         select 1 from devices o where o.vendor = d.vendor and o.serial = $2 and o.removed_at is null)`,
      [record.device_id, learned.serial],
    );
  }
  if (learned.identity !== null) {
    await tx.query(
      `insert into device_identities (device_id, customer_id, serial, fingerprint, key_fingerprint, certificate, accepted_at, accepted_by, reason)
       select device_id, customer_id, $2, fingerprint, key_fingerprint, certificate, accepted_at, accepted_by, reason
       from device_identities where device_id = $1 and serial = '' and (fingerprint = $3 or $4 <> 'pin')
       on conflict do nothing`,
      [record.device_id, learned.identity.serial, learned.identity.fingerprint, record.trust],
    );
    await tx.query(
      `delete from device_identities where device_id = $1 and serial = '' and (fingerprint = $2 or $3 <> 'pin')`,
      [record.device_id, learned.identity.fingerprint, record.trust],
    );
  }
  if (learned.keyFingerprint !== null) {
    await tx.query(
      `update device_identities set key_fingerprint = $3
       where device_id = $1 and fingerprint = $2 and key_fingerprint is null`,
      [record.device_id, step.next.core.identity?.fingerprint, learned.keyFingerprint],
    );
  }
  if (learned.baseline !== null) {
    await tx.query(`update devices set baseline = $2 where id = $1 and baseline = '{}'`, [
      record.device_id,
      JSON.stringify(learned.baseline),
    ]);
  }
}

/** Sets that one of the plans spoke about, each judged once, in id order: two writers must not wait for each other. */
async function storeCredentials(tx: Tx, plans: readonly Plan[], policy: Policy): Promise<void> {
  const spoke = plans.filter((plan) => plan.learned?.credential);
  const setIds = new Set(spoke.flatMap((plan) => plan.record.credential_set_id ?? []));
  for (const setId of [...setIds].sort()) {
    const own = spoke.filter((plan) => plan.record.credential_set_id === setId);
    await settleCredential(tx, setId, {
      deviceIds: own.map((plan) => plan.record.device_id),
      worked: own.some((plan) => plan.step.disbelieved === null),
      policy,
    });
  }
}

/** Everything of the plans but states, slots and events. */
export async function storeLedger(tx: Tx, plans: readonly Plan[], policy: Policy): Promise<void> {
  await storeFacts(tx, plans);
  await storeExposures(tx, plans);
  await storeBlindSpells(tx, plans);
  for (const plan of plans) await storeLearned(tx, plan);
  await storeCredentials(tx, plans, policy);
}

/** Rows for `events`: what happened, then what the fleet table shows now. */
export function eventsOf(plans: readonly Plan[]): NewEvent[] {
  return plans.flatMap(({ record, step, row }) => {
    const device = { customerId: record.customer_id, deviceId: record.device_id };
    const told: NewEvent[] = step.events.map((event) => ({
      ...device,
      type: event.type,
      payload: { ...event, cohort: record.cohort },
    }));
    return row === null ? told : [...told, { ...device, type: 'device.row', payload: row }];
  });
}

/** One row per confirmed change, beside its event. `first` = number of the first of `events`. */
export async function storeTransitions(tx: Tx, first: number, events: readonly NewEvent[]): Promise<void> {
  const rows = events.flatMap((event, index) =>
    event.type === 'service.changed'
      ? [
          {
            id: first + index,
            customer_id: event.customerId,
            device_id: event.deviceId,
            payload: event.payload,
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  await tx.query(
    `insert into transitions (event_id, at, device_id, customer_id, service, from_verdict, from_reason, to_verdict, to_reason, turn, since, not_before, confirmed_by, raw)
     select t.id, now(), t.device_id, t.customer_id, t.payload ->> 'service', t.payload #>> '{from,verdict}', t.payload #>> '{from,reason}',
       t.payload #>> '{to,verdict}', t.payload #>> '{to,reason}', t.payload ->> 'turn',
       to_timestamp((t.payload ->> 'since')::float8 / 1000), to_timestamp((t.payload ->> 'notBefore')::float8 / 1000),
       t.payload ->> 'confirmedBy', t.payload ->> 'raw'
     from jsonb_to_recordset($1::jsonb) as t (id bigint, device_id uuid, customer_id uuid, payload jsonb)`,
    [JSON.stringify(rows)],
  );
}
