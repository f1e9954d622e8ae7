import type { Entitlement } from '@firewatch/shared/domain/expiry';
import type { Service } from '@firewatch/shared/domain/service';
import type { Tx } from './database.js';
import { IS_MEANT } from './digests.repo.js';

/** One entitlement as the page lists it. Instants epoch ms. */
export interface RenewalRow extends Entitlement {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly siteName: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly movedFrom: number | null;
  readonly movedAt: number | null;
}

/** What the scope sees; of one customer or one device where asked. */
export function renewalRows(
  tx: Tx,
  only: { readonly customer?: string | undefined; readonly device?: string },
): Promise<RenewalRow[]> {
  return tx.query<RenewalRow>(
    `select d.id as "deviceId", d.name as "deviceName", c.id as "customerId", c.name as "customerName", s.name as "siteName",
       l.model, d.serial, e.item, e.service, e.name, e.value, e.ends_at as "endsAt",
       e.moved_from as "movedFrom", e.moved_at as "movedAt"
     from entitlements e join devices d on d.id = e.device_id and d.removed_at is null
       join customers c on c.id = d.customer_id left join sites s on s.id = d.site_id
       left join entitlement_looks l on l.device_id = d.id
     where ${IS_MEANT} and ($1::uuid is null or d.customer_id = $1) and ($2::uuid is null or d.id = $2)
     order by lower(c.name), c.id, lower(d.name), d.id, e.item`,
    [only.customer ?? null, only.device ?? null],
  );
}

export interface SignatureNoteRow {
  readonly device_id: string;
  readonly service: Service;
  readonly published_at: number;
  readonly checks: number;
  readonly is_frozen: boolean;
  readonly behind_ms: number | null;
}

/** Databases that stand still or are behind, of the whole scope or of one device. */
export function markedSignatures(tx: Tx, device?: string): Promise<SignatureNoteRow[]> {
  return tx.query<SignatureNoteRow>(
    `select w.device_id, w.service, w.published_at, w.checks, w.is_frozen, w.behind_ms
     from signature_watches w join devices d on d.id = w.device_id and d.removed_at is null
     where (w.is_frozen or w.behind_ms is not null) and ($1::uuid is null or w.device_id = $1)
       and coalesce(d.expected ->> w.service, 'on') = 'on'
     order by w.device_id, w.service`,
    [device ?? null],
  );
}
