import type { Service } from './service.js';

export const LICENCE_VALUES = [
  'active',
  'expiring',
  'grace',
  'expired',
  'absent',
  'deactivated',
  'not-applicable',
  'not-offered',
  'unknown',
] as const;
export const ENABLED_VALUES = [
  'on',
  'partial',
  'monitor-only',
  'off',
  'not-applicable',
  'not-offered',
  'unknown',
] as const;
export const SIGNATURE_VALUES = [
  'fresh',
  'ageing',
  'stale',
  'factory',
  'vendor-managed',
  'not-applicable',
  'not-offered',
  'unknown',
] as const;
export const RUNNING_VALUES = ['yes', 'no', 'not-offered', 'unknown'] as const;

export type LicenceValue = (typeof LICENCE_VALUES)[number];
export type EnabledValue = (typeof ENABLED_VALUES)[number];
export type SignatureValue = (typeof SIGNATURE_VALUES)[number];
export type RunningValue = (typeof RUNNING_VALUES)[number];
export type FactKind = 'licence' | 'enabled' | 'signatures' | 'running';

/** Where a fact was seen: enough to paste into a vendor ticket. */
export interface Evidence {
  /** Request that showed it, e.g. `GET /reporting/status/security-services`. Two facts agree independently only if their sources differ. */
  readonly source: string;
  /** The vendor's own words, at most 200 characters; never a secret. */
  readonly raw: string;
}

/**
 * What the device says of its licence. An adapter gives the device's own words (`active`, `grace`, `expired` …) and the
 * date; the core turns `active` to `expiring` by the vendor's limit at every look (an adapter cannot see time pass).
 */
export interface LicenceFact extends Evidence {
  readonly value: LicenceValue;
  /** Epoch ms; absent when this reading gave no date (a pulse never does). */
  readonly expiresAt?: number;
  /** Source of a second, different request of the same reading that showed the same loss by itself; absent = none did. */
  readonly agrees?: string;
}
export interface EnabledFact extends Evidence {
  readonly value: EnabledValue;
  /** Whether traffic stops when this service cannot run, where a setting of the device decides; absent = as the profile says. */
  readonly failsClosed?: boolean;
}
/**
 * What the device says of its signature database. The adapter gives times and `vendor-managed`, `factory`,
 * `not-applicable`, `not-offered`, `unknown`; for a dated database it says `fresh` and the core turns it to
 * `ageing` / `stale` by age at every look (an adapter cannot see time pass).
 */
export interface SignatureFact extends Evidence {
  readonly value: SignatureValue;
  readonly version?: string;
  /** Epoch ms. */
  readonly publishedAt?: number;
  /** Epoch ms, corrected by the device's clock offset. */
  readonly lastAttemptAt?: number;
  readonly lastResult?: string;
}
export interface RunningFact extends Evidence {
  readonly value: RunningValue;
}

/** The four independent facts of one service; a key that is absent was not part of this reading. */
export interface ServiceFacts {
  readonly licence?: LicenceFact;
  readonly enabled?: EnabledFact;
  readonly signatures?: SignatureFact;
  readonly running?: RunningFact;
}
export type FactsByService = Readonly<Partial<Record<Service, ServiceFacts>>>;

/** What a vendor can tell of one service and what follows, declared as data in the adapter's folder. */
export interface ServiceProfile {
  readonly required: readonly FactKind[];
  /** What traffic does when the service does not run. */
  readonly failure: 'open' | 'closed';
  readonly onLapse: 'stops' | 'freezes' | 'unknown';
  /** A held licence that ends within this many ms is `expiring`; absent where the vendor gives no dates. */
  readonly expiringMs?: number;
  /** Facts this vendor cannot tell at all. */
  readonly notOffered: readonly FactKind[];
  /** Ages in ms; absent where signatures are not offered. `ageingMs`/`staleMs` on publishedAt, `attempt…` on lastAttemptAt. */
  readonly freshness?: {
    readonly ageingMs: number;
    readonly staleMs: number;
    readonly attemptAgeingMs: number;
    readonly attemptStaleMs: number;
  };
}
export type VendorProfile = Readonly<Partial<Record<Service, ServiceProfile>>>;

/** `on` = should protect; `off` = deliberately not; `never` = not bought. */
export type Expectation = 'on' | 'off' | 'never';
export type Baseline = Readonly<Partial<Record<Service, Expectation>>>;
