import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '@firewatch/api/store/database';
import type { Vault } from '@firewatch/api/store/vault';
import type { ResyncCapability, VendorAdapter } from '@firewatch/api/vendors/contract';
import { VENDORS } from '@firewatch/api/vendors/registry';
import { initialState } from '@firewatch/shared/domain/device-step';

export const CAP = 50;
/** What one firewall takes for its call, ms. */
export const CALL_MS = 2_000;
/** How soon a reading that proves follows the answer, ms: the runner is measured, not the verification. */
const READ_EVERY_MS = 25;
const LOST = { verdict: 'exposed', reason: 'licence-lost' } as const;
const BACK = { verdict: 'protecting', reason: 'ok' } as const;
const SERVICE = 'gateway-av';

/** The vendor as it is, but its call takes two seconds and reaches nobody; counts how many are under way. */
export class TimedVendor {
  calls = 0;
  most = 0;
  /** Firewalls whose call is over and that were not read since. */
  readonly called = new Set<string>();
  private underWay = 0;
  readonly adapter: VendorAdapter;
  readonly resync: ResyncCapability;

  constructor() {
    const vendor = VENDORS.find(({ resync }) => resync !== undefined);
    if (!vendor?.resync) throw new Error('no vendor can resynchronise');
    this.resync = vendor.resync;
    this.adapter = {
      ...vendor,
      resync: { ...vendor.resync, perform: (_step, target) => this.perform(target.deviceId) },
    };
  }

  private async perform(deviceId: string): Promise<{ answer: 'accepted'; words: string }> {
    this.calls += 1;
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    await wait(CALL_MS);
    this.underWay -= 1;
    this.called.add(deviceId);
    return { answer: 'accepted', words: 'Success.' };
  }
}

function stateOf(judged: typeof LOST | typeof BACK): object {
  const { core } = initialState();
  const isBack = judged === BACK;
  return {
    ...core,
    model: 'TZ 470',
    firmware: 'SonicOS 7.0.1-5161',
    contact: { ...core.contact, state: 'reachable' },
    services: { [SERVICE]: { believed: judged, phase: 'steady', suspect: null, recovery: null } },
    facts: {
      [SERVICE]: {
        licence: {
          value: isBack ? 'active' : 'absent',
          source: 'GET /licences',
          raw: isBack ? 'Licensed' : 'Not Licensed',
        },
      },
    },
  };
}

/** A run of one wave, begun: so many firewalls that lost a service and were read just now. */
export async function storeRun(
  database: Database,
  vault: Vault,
  of: { readonly devices: number; readonly vendor: TimedVendor },
): Promise<string> {
  const procedure = of.vendor.resync.procedureFor({
    model: 'TZ 470',
    firmware: 'SonicOS 7.0.1-5161',
    productLine: null,
    readability: 'api',
  });
  if (!procedure) throw new Error('no procedure fits the firewalls of the bench');
  const vendor = of.vendor.adapter.id;
  const setId = randomUUID();
  const as = { purpose: 'credential-set', recordId: setId, field: 'sealed', version: 1 };
  const { pulse } = initialState();
  const caps = { atOnce: CAP, perVendor: CAP, perCustomer: CAP, perController: CAP };
  const sql = database.engineQuery.bind(database);
  const [customer] = await sql<{ id: string }>(`insert into customers (name) values ('Bench') returning id`);
  await sql('insert into credential_sets (id, name, vendor, sealed) values ($1, $2, $3, $4)', [
    setId,
    'resync',
    vendor,
    vault.seal({ user: 'resync', password: 'secret' }, as),
  ]);
  await sql(
    `insert into devices (customer_id, name, vendor, host, port, credential_set_id, resync_credential_set_id, cohort, serial)
     select $1, 'fw-' || n, $2, '10.0.0.1', 443, $3, $3, 'sonicwall/licence-manager', 'S-' || n from generate_series(1, $4::int) n`,
    [customer?.id, vendor, setId, of.devices],
  );
  await sql(
    `insert into device_state (device_id, customer_id, core, pulse, shown, worst, worst_reason, worst_since, contact, shown_until,
       believed_at, read_at)
     select id, customer_id, $1, $2, $3, 'exposed', 'licence-lost', now(), 'reachable', now() + interval '1 hour', now(), now()
     from devices`,
    [
      JSON.stringify(stateOf(LOST)),
      JSON.stringify({ ...pulse, believedAt: Date.now() }),
      JSON.stringify({ [SERVICE]: LOST }),
    ],
  );
  await sql(
    `insert into poll_slots (device_id, customer_id, interval_ms, due_at)
     select id, customer_id, 3600000, now() + interval '1 hour' from devices`,
  );
  await sql(
    `insert into device_identities (device_id, customer_id, serial, fingerprint, reason)
     select id, customer_id, serial, $1, 'bench' from devices`,
    [`${'9C:'.repeat(31)}9C`],
  );
  const [run] = await sql<{ id: string }>(
    `insert into resync_runs (state, choice, caps, procedures, hash, estimate_seconds, customer_ids, created_by, created_by_name)
     values ('planned', '{"by":"list","deviceIds":[]}', $1, $2, 'bench', 0, array[$3::uuid], gen_random_uuid(), 'bench') returning id`,
    [JSON.stringify(caps), JSON.stringify([procedure]), customer?.id],
  );
  await sql(
    `insert into resync_run_devices (run_id, device_id, customer_id, place, position, wave, name, customer_name, vendor, model, firmware,
       procedure_id, reason, is_engaged)
     select $1, id, customer_id, 'wave', row_number() over (), 1, name, 'Bench', vendor, 'TZ 470', 'SonicOS 7.0.1-5161', $2, 'bench', true
     from devices`,
    [run?.id, procedure.id],
  );
  return run?.id ?? '';
}

/** A believed reading of each firewall whose call was answered, as soon as it was; stands for poller and firewall. */
export function readAnswered(database: Database, vendor: TimedVendor): () => Promise<void> {
  const core = JSON.stringify(stateOf(BACK));
  let isOn = true;
  const readNext = async (): Promise<void> => {
    const rows = await database.engineQuery<{ id: string }>(
      `with read as (
         update device_state s set core = $1, worst = 'protecting', worst_reason = 'ok', believed_at = clock_timestamp(),
           read_at = clock_timestamp(), pulse = s.pulse || jsonb_build_object('believedAt',
             floor(extract(epoch from clock_timestamp()) * 1000) + 1)
         from resync_calls c where s.device_id = any ($2::uuid[]) and c.device_id = s.device_id and c.answered_at < clock_timestamp()
         returning s.device_id as id)
       select id, pg_notify('fw_events', '') from read`,
      [core, [...vendor.called]],
    );
    for (const { id } of rows) vendor.called.delete(id);
  };
  const reading = (async () => {
    while (isOn) {
      if (vendor.called.size > 0) await readNext();
      await wait(READ_EVERY_MS);
    }
  })();
  return async () => {
    isOn = false;
    await reading;
  };
}
