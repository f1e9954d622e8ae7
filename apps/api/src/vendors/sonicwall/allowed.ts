import type { AllowedCall } from '../../platform/http/device-transport.js';

const BASE = '/api/sonicos';

/** Licence strings of every service: the primary read. */
export const SERVICES_STATUS = '/reporting/status/security-services';
export const SYSTEM_STATUS = '/reporting/status/system';
export const VERSION = '/version';
export const AUTH = '/auth';
export const START_MANAGEMENT = '/start-management';
export const DIRECT_CLI = '/direct/cli';
export const HIGH_AVAILABILITY = '/reporting/high-availability';
export const LOG_EVENTS = '/log/events';

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
  HIGH_AVAILABILITY,
] as const;

export type FullReadPath = (typeof FULL_READ_PATHS)[number];

/**
 * Leaves of SonicOS 6.5 that answer what the paths of 7 answer.
 * Source  vendors/sonicwall 3.5: gateway-antivirus, intrusion-prevention (third party), botnet (the vendor's own client);
 *         the others are formed after these and unverified: a box that has none answers 404 and is asked by command line.
 */
export const GEN6_LEAVES: Readonly<Partial<Record<FullReadPath, readonly string[]>>> = {
  '/gateway-antivirus/base': ['/gateway-antivirus/settings'],
  '/anti-spyware/base': ['/anti-spyware/global', '/anti-spyware/settings'],
  '/intrusion-prevention/base': ['/intrusion-prevention/global'],
  '/app-control/base': ['/app-control/global', '/app-control/settings'],
  '/capture-atp/base': ['/capture-atp/settings', '/capture-atp/global'],
  '/botnet/base': ['/botnet/global'],
  '/geo-ip/base': ['/geo-ip/global'],
};

/**
 * Command lines of SonicOS 6.5 that answer the same, exactly as they are sent.
 * Source  vendors/sonicwall 3.8 and the table in 1: `show status`, `show version` and the plain names of services seen live
 *         by third parties; the others are formed after the REST tree, which mirrors the command line.
 */
export const CLI_LINES = {
  [SERVICES_STATUS]: 'show status',
  [VERSION]: 'show version',
  '/reporting/gateway-antivirus': 'show gateway-antivirus status',
  '/reporting/anti-spyware': 'show anti-spyware status',
  '/reporting/intrusion-prevention': 'show intrusion-prevention status',
  '/reporting/app-control': 'show app-control status',
  '/reporting/cfs/status': 'show content-filter status',
  '/reporting/botnet/status': 'show botnet status',
  '/gateway-antivirus/base': 'show gateway-antivirus',
  '/anti-spyware/base': 'show anti-spyware',
  '/intrusion-prevention/base': 'show intrusion-prevention',
  '/app-control/base': 'show app-control',
  '/content-filter/settings': 'show content-filter',
  '/capture-atp/base': 'show capture-atp',
  '/botnet/base': 'show botnet',
  '/geo-ip/base': 'show geo-ip',
  '/zones': 'show zones',
} as const satisfies Partial<Record<FullReadPath | typeof SERVICES_STATUS | typeof VERSION, string>>;

export type CliLine = (typeof CLI_LINES)[keyof typeof CLI_LINES];

/** The command line for a path; absent = none is known. */
export function cliLineFor(path: string): CliLine | undefined {
  return Object.entries(CLI_LINES).find(([asked]) => asked === path)?.[1];
}

/** Request line as evidence shows it and as a vendor ticket would quote it. */
export const sourceOf = (path: string): string => `GET ${path}`;
export const cliSourceOf = (line: CliLine): string => `POST ${DIRECT_CLI} ${line}`;

/** The path as it is sent. */
export const wirePath = (path: string): string => `${BASE}${path}`;

const call = (method: string, path: string): AllowedCall => ({
  method,
  path: new RegExp(`^${wirePath(path)}$`),
});

const READ_PATHS = [
  SYSTEM_STATUS,
  VERSION,
  ...FULL_READ_PATHS,
  ...Object.values(GEN6_LEAVES).flat(),
  LOG_EVENTS,
];

/** Signing in and out, and what tells whether the session must be opened for management first. */
export const SESSION_CALLS: readonly AllowedCall[] = [
  call('GET', AUTH),
  call('POST', AUTH),
  call('DELETE', AUTH),
  call('POST', START_MANAGEMENT),
  call('GET', SERVICES_STATUS),
];

/**
 * All this adapter can ever send to read. Nothing here changes configuration; `POST /start-management` only opens the session for
 * management on firmware that asks for it, and the command line takes nothing but the `show` lines above, word for word.
 * `/deregister/firewall`, `/config/pending` and `/config-mode` are not on the list.
 */
export const ALLOWED_CALLS: readonly AllowedCall[] = [
  ...SESSION_CALLS,
  ...READ_PATHS.map((path) => call('GET', path)),
  { ...call('POST', DIRECT_CLI), bodies: Object.values(CLI_LINES) },
];
