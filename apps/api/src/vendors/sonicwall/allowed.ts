const BASE = '/api/sonicos';

/** Licence strings of every service: the primary read. */
export const SERVICES_STATUS = '/reporting/status/security-services';
export const SYSTEM_STATUS = '/reporting/status/system';
export const VERSION = '/version';
export const AUTH = '/auth';
export const START_MANAGEMENT = '/start-management';

/** What a full read asks beyond a pulse, in this order; each may be missing on a firmware. */
export const FULL_READ_PATHS = [
  '/reporting/gateway-antivirus',
  '/reporting/anti-spyware',
  '/reporting/intrusion-prevention',
  '/reporting/app-control',
  '/reporting/cfs/status',
  '/reporting/geo-ip/status',
  '/reporting/botnet/status',
  '/gateway-antivirus/base',
  '/anti-spyware/base',
  '/intrusion-prevention/base',
  '/app-control/base',
  '/content-filter/settings',
  '/capture-atp/base',
  '/botnet/base',
  '/geo-ip/base',
  '/zones',
] as const;

export type FullReadPath = (typeof FULL_READ_PATHS)[number];
export type ReadPath = FullReadPath | typeof SERVICES_STATUS | typeof SYSTEM_STATUS | typeof VERSION;

/** Request line as evidence shows it and as a vendor ticket would quote it. */
export const sourceOf = (path: ReadPath): string => `GET ${path}`;

/** The path as it is sent. */
export const wirePath = (path: string): string => `${BASE}${path}`;

const call = (method: string, path: string): { readonly method: string; readonly path: RegExp } => ({
  method,
  path: new RegExp(`^${wirePath(path)}$`),
});

/**
 * All this adapter can ever send. Nothing here changes configuration; `POST /start-management` only opens the session for
 * management on firmware that asks for it. `/deregister/firewall`, `/config/pending` and `/config-mode` are not on the list.
 */
export const ALLOWED_CALLS = [
  call('POST', AUTH),
  call('DELETE', AUTH),
  call('POST', START_MANAGEMENT),
  ...[SERVICES_STATUS, SYSTEM_STATUS, VERSION, ...FULL_READ_PATHS].map((path) => call('GET', path)),
];
