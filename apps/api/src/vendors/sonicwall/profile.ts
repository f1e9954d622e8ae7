import type { FactKind, ServiceProfile, VendorProfile } from '@firewatch/shared/domain/fact';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Starting values of vendors/sonicwall 3.6, not measured on a device: timestamp 72 h / 7 d, last check 6 h / 24 h. */
const FRESHNESS = {
  ageingMs: 72 * HOUR_MS,
  staleMs: 7 * DAY_MS,
  attemptAgeingMs: 6 * HOUR_MS,
  attemptStaleMs: 24 * HOUR_MS,
} as const;

/** Starting value of ours, like the freshness above: a licence that ends within 30 days is expiring. */
const EXPIRING_MS = 30 * DAY_MS;

function service(required: readonly FactKind[], notOffered: readonly FactKind[]): ServiceProfile {
  return { required, notOffered, failure: 'open', onLapse: 'stops', expiringMs: EXPIRING_MS };
}

const withSignatures: ServiceProfile = {
  ...service(['licence', 'enabled', 'signatures'], ['running']),
  freshness: FRESHNESS,
};

/**
 * What SonicOS can tell of each service (DESIGN 3).
 * Shape   dns-filter is not-applicable on firmware before 7.1, which does not list it.
 *         web-filter is declared open: the switch that makes it closed (`block_if_server_unavailable`) is per device and
 *         comes with its `enabled` fact (`failsClosed`).
 */
export const SONICWALL_PROFILE: VendorProfile = {
  'gateway-av': withSignatures,
  'anti-spyware': withSignatures,
  ips: withSignatures,
  'app-control': withSignatures,
  'web-filter': service(['licence', 'enabled'], ['signatures', 'running']),
  'anti-spam': service(['licence'], ['enabled', 'signatures', 'running']),
  'dns-filter': service(['licence'], ['enabled', 'signatures', 'running']),
  sandbox: service(['licence', 'enabled'], ['signatures', 'running']),
  'geo-botnet': service(['licence', 'enabled'], ['running']),
};
