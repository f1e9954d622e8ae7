import type { VendorProfile } from '@firewatch/shared/domain/fact';
import { isFrozen, laggards } from '@firewatch/shared/domain/freshness';
import type { Policy } from '@firewatch/shared/domain/policy';
import type { Database } from '../store/database.js';
import { lockRenewals } from '../store/entitlements.repo.js';
import { appendEvents } from '../store/events.repo.js';
import { liveWatches, storeMarks, watchKey, type MarkedWatch } from '../store/signature-watches.repo.js';

/** Being behind is told in days: a median that moved by less needs no write. */
const WORTH_A_WRITE_MS = 12 * 3_600_000;

export interface MarkRules {
  readonly policy: Policy;
  readonly profileOf: (vendor: string) => VendorProfile;
}

const kinOf = ({ vendor, model, firmware }: MarkedWatch): string => [vendor, model, firmware].join('\n');

/** Which databases stand still or are behind their sisters: one pass over the fleet, only differences are written. */
export class SignatureMarks {
  constructor(
    private readonly database: Database,
    private readonly rules: MarkRules,
  ) {}

  /** @returns false = another look held the lock meanwhile: to be made again soon. */
  look(): Promise<boolean> {
    return this.database.asEngine(async (tx) => {
      if (!(await lockRenewals(tx))) return false;
      const [clock] = await tx.query<{ now: number }>('select now() as now');
      const watches = await liveWatches(tx);
      const changed = this.changedMarks(watches, clock?.now ?? 0);
      await storeMarks(tx, changed);
      const customers = new Map(watches.map((one) => [one.device_id, one.customer_id]));
      const touched = [...new Set(changed.map((one) => customers.get(one.deviceId) ?? null))];
      await appendEvents(
        tx,
        touched.map((customerId) => ({ type: 'renewals.changed', customerId, payload: {} })),
      );
      return true;
    });
  }

  private changedMarks(watches: readonly MarkedWatch[], now: number) {
    const { profileOf } = this.rules;
    const policy = this.rules.policy.signatures;
    const behind = new Map(
      laggards(
        watches.map((one) => ({
          deviceId: one.device_id,
          service: one.service,
          kin: kinOf(one),
          publishedAt: one.published_at,
        })),
        policy,
      ).map((one) => [`${one.deviceId}/${one.service}`, one.behindMs]),
    );
    return watches.flatMap((one) => {
      const behindMs = behind.get(watchKey(one.device_id, one.service)) ?? null;
      const watch = { publishedAt: one.published_at, attemptedAt: one.attempted_at, checks: one.checks };
      const freshness = profileOf(one.vendor)[one.service]?.freshness;
      const mark = {
        deviceId: one.device_id,
        service: one.service,
        isFrozen: isFrozen(watch, freshness, { policy, now }),
        behindMs,
      };
      const isNear =
        (one.behind_ms === null) === (behindMs === null) &&
        Math.abs((one.behind_ms ?? 0) - (behindMs ?? 0)) < WORTH_A_WRITE_MS;
      return mark.isFrozen === one.is_frozen && isNear ? [] : [mark];
    });
  }
}
