import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { ROLES, type Config, type ProgramRole } from './config.js';
import { StartRefusal } from './start-refusal.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a person set, before anything was started. */
export interface Settings {
  readonly role: ProgramRole;
  readonly http: Omit<Config['http'], 'webRoot'>;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** Folder for the data; null = the default of the command. */
  readonly dataFolder: string | null;
  readonly egress: Config['egress'];
  readonly digest: Config['digest'];
  readonly syslog: Config['syslog'];
  readonly log: Config['log'];
  readonly owner: Config['owner'];
  readonly upkeep: Omit<Config['upkeep'], 'disk'> & {
    readonly disk: Omit<Config['upkeep']['disk'], 'folder'>;
  };
  readonly failpoints: readonly string[];
}

/** What the launcher found or started for it. */
export type Started = Pick<Config, 'database' | 'queue' | 'keyFile' | 'demo' | 'parts'> & {
  readonly webRoot: string | null;
  /** Folder of data, keys and log. */
  readonly dataFolder: string;
};

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535));
const megabytes = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform((text) => Number(text) * 1_048_576);
const yesNo = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'])
  .transform((text) => ['true', '1', 'yes'].includes(text));
const address = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol));
const path = z.string().min(1);

/** `08:30` -> 510. */
function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Schema of a variable, and what is accepted, in words for the person who set it. */
const VARIABLES = {
  FIREWATCH_ROLE: [z.enum(ROLES), `must be one of ${ROLES.join(', ')}`],
  FIREWATCH_HOST: [
    z.string().regex(/^[0-9A-Za-z.:_-]+$/),
    'must be an address or host name such as 127.0.0.1, without http:// and port',
  ],
  FIREWATCH_PORT: [port, 'must be a whole number from 0 to 65535'],
  PORT: [port, 'must be a whole number from 0 to 65535'],
  FIREWATCH_PUBLIC_URL: [
    address('http:', 'https:'),
    'must be an address such as https://firewatch.example.com',
  ],
  FIREWATCH_TLS_CERT: [path, 'must be the path of a PEM file'],
  FIREWATCH_TLS_KEY: [path, 'must be the path of a PEM file'],
  FIREWATCH_TRUST_PROXY: [yesNo, 'must be true or false'],
  FIREWATCH_DATA: [path, 'must be the path of a folder'],
  FIREWATCH_EGRESS_LOOPBACK: [
    z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim()))
      .refine((parts) => parts.every(isLoopbackRange)),
    'must be loopback ranges such as 127.16.0.0/12, separated by commas',
  ],
  FIREWATCH_EXTRA_CA: [path, 'must be the path of a PEM file'],
  FIREWATCH_ADMIN_EMAIL: [z.email(), 'must be a mail address'],
  FIREWATCH_ADMIN_PASSWORD: [z.string().min(12).max(256), 'must have 12 to 256 characters'],
  FIREWATCH_DIGEST_AT: [
    z
      .string()
      .regex(/^([01]?\d|2[0-3]):[0-5]\d$/)
      .transform(minutesOf),
    'must be a time of day such as 08:00',
  ],
  FIREWATCH_SYSLOG_PORT: [port.pipe(z.number().min(1)), 'must be a whole number from 1 to 65535'],
  FIREWATCH_SYSLOG_HOST: [
    z.string().refine((text) => isIP(text) !== 0),
    'must be an address of this machine such as 0.0.0.0 or 192.0.2.10',
  ],
  FIREWATCH_LOG_LEVEL: [
    z.enum(['debug', 'info', 'warn', 'error']),
    'must be one of debug, info, warn, error',
  ],
  FIREWATCH_PING_URL: [
    address('http:', 'https:'),
    'must be an address such as https://hc-ping.com/0f9d1c2e-…, which is called while all is well',
  ],
  FIREWATCH_HEALTH_PORT: [port, 'must be a whole number from 0 to 65535'],
  FIREWATCH_DISK_WARN_MB: [megabytes, 'must be a whole number of megabytes'],
  FIREWATCH_DISK_LOW_MB: [megabytes, 'must be a whole number of megabytes'],
  FIREWATCH_FAILPOINTS: [
    z.string().transform((text) => text.split(',').map((part) => part.trim())),
    'must be names separated by commas',
  ],
  DATABASE_URL: [
    address('postgres:', 'postgresql:'),
    'must be an address such as postgresql://user:password@host:5432/firewatch',
  ],
  REDIS_URL: [
    z.union([address('redis:', 'rediss:'), z.string().regex(/^\//)]),
    'must be an address such as redis://host:6379 or the path of a socket',
  ],
} as const satisfies Record<string, readonly [z.ZodType, string]>;

type Variable = keyof typeof VARIABLES;
type Values = { readonly [V in Variable]?: z.infer<(typeof VARIABLES)[V][0]> };

/**
 * Reads and checks the environment.
 * Errors  StartRefusal that names every wrong variable at once and what is accepted, never a value.
 */
export function readSettings(env: Environment): Settings {
  const problems: string[] = [];
  const values = readValues(env, problems);
  problems.push(...crossChecks(values));
  if (problems.length > 0) throw new StartRefusal(asOneText(problems));
  const host = values.FIREWATCH_HOST ?? '127.0.0.1';
  const wanted = values.FIREWATCH_PORT ?? values.PORT ?? 3000;
  const tls = tlsOf(values);
  const email = values.FIREWATCH_ADMIN_EMAIL;
  const password = values.FIREWATCH_ADMIN_PASSWORD;
  return {
    role: values.FIREWATCH_ROLE ?? 'all',
    http: {
      host,
      port: wanted,
      publicUrl: (values.FIREWATCH_PUBLIC_URL ?? ownAddress(host, wanted, tls !== null)).replace(/\/+$/, ''),
      tls,
      trustProxy: values.FIREWATCH_TRUST_PROXY ?? false,
    },
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    dataFolder: values.FIREWATCH_DATA ?? null,
    egress: {
      loopback: values.FIREWATCH_EGRESS_LOOPBACK ?? [],
      ...(values.FIREWATCH_EXTRA_CA === undefined ? {} : { extraCa: values.FIREWATCH_EXTRA_CA }),
    },
    digest: { atMinutes: values.FIREWATCH_DIGEST_AT ?? minutesOf('08:00') },
    syslog: syslogOf(values),
    log: { level: values.FIREWATCH_LOG_LEVEL ?? 'info' },
    owner: email && password ? { email, password } : null,
    upkeep: {
      pingUrl: values.FIREWATCH_PING_URL ?? null,
      healthPort: values.FIREWATCH_HEALTH_PORT ?? null,
      disk: diskOf(values),
    },
    failpoints: values.FIREWATCH_FAILPOINTS ?? [],
  };
}

const DISK_WARN_BYTES = 1_024 * 1_048_576;
const DISK_LOW_BYTES = 200 * 1_048_576;

const diskOf = (values: Values): Settings['upkeep']['disk'] => ({
  warnBytes: values.FIREWATCH_DISK_WARN_MB ?? DISK_WARN_BYTES,
  lowBytes: values.FIREWATCH_DISK_LOW_MB ?? DISK_LOW_BYTES,
});

/** The program's Config from what was set and what was started. */
export function toConfig(settings: Settings, started: Started): Config {
  const { webRoot, dataFolder, ...rest } = started;
  const { role, egress, digest, syslog, log, owner, failpoints } = settings;
  const upkeep = { ...settings.upkeep, disk: { ...settings.upkeep.disk, folder: dataFolder } };
  return {
    role,
    http: { ...settings.http, webRoot },
    egress,
    digest,
    syslog,
    log,
    owner,
    upkeep,
    failpoints,
    ...rest,
  };
}

/** Address to open in a browser on this machine. */
export function ownAddress(host: string, wanted: number, tls: boolean): string {
  const open = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `${tls ? 'https' : 'http'}://${isIP(open) === 6 ? `[${open}]` : open}:${wanted}`;
}

function readValues(env: Environment, problems: string[]): Values {
  const entries = Object.entries(VARIABLES).flatMap(([name, [schema, accepted]]) => {
    const raw = env[name]?.trim();
    // Set but empty is how compose files and CI spell "not set".
    if (!raw) return [];
    const parsed = schema.safeParse(raw);
    if (parsed.success) return [[name, parsed.data] as const];
    problems.push(`${name} ${accepted}`);
    return [];
  });
  return Object.fromEntries(entries) as Values;
}

function crossChecks(values: Values): string[] {
  const problems: string[] = [];
  if (Boolean(values.FIREWATCH_TLS_CERT) !== Boolean(values.FIREWATCH_TLS_KEY)) {
    problems.push('FIREWATCH_TLS_CERT and FIREWATCH_TLS_KEY must be set together');
  }
  if (Boolean(values.FIREWATCH_ADMIN_EMAIL) !== Boolean(values.FIREWATCH_ADMIN_PASSWORD)) {
    problems.push('FIREWATCH_ADMIN_EMAIL and FIREWATCH_ADMIN_PASSWORD must be set together');
  }
  const { warnBytes, lowBytes } = diskOf(values);
  if (lowBytes >= warnBytes) problems.push('FIREWATCH_DISK_LOW_MB must be less than FIREWATCH_DISK_WARN_MB');
  if (values.FIREWATCH_SYSLOG_HOST !== undefined && values.FIREWATCH_SYSLOG_PORT === undefined) {
    problems.push('FIREWATCH_SYSLOG_HOST needs FIREWATCH_SYSLOG_PORT: without a port no syslog is taken in');
  }
  const host = values.FIREWATCH_HOST ?? '127.0.0.1';
  if (!isLoopbackHost(host) && !tlsOf(values) && !values.FIREWATCH_TRUST_PROXY) {
    problems.push(
      'FIREWATCH_HOST opens the program to the network in clear text: set FIREWATCH_TLS_CERT and FIREWATCH_TLS_KEY, or FIREWATCH_TRUST_PROXY=true behind a proxy that speaks TLS',
    );
  }
  const role = values.FIREWATCH_ROLE ?? 'all';
  if (role !== 'all' && !(values.DATABASE_URL && values.REDIS_URL)) {
    problems.push(
      `FIREWATCH_ROLE=${role} shares its work with other processes: set DATABASE_URL and REDIS_URL, or use FIREWATCH_ROLE=all`,
    );
  }
  return problems;
}

/** Off unless a port is named; firewalls are elsewhere, so it listens on every address unless one is named. */
function syslogOf(values: Values): Config['syslog'] {
  const { FIREWATCH_SYSLOG_PORT: wanted, FIREWATCH_SYSLOG_HOST: host = '0.0.0.0' } = values;
  return wanted === undefined ? null : { host, port: wanted };
}

function tlsOf(values: Values): Config['http']['tls'] {
  const { FIREWATCH_TLS_CERT: certFile, FIREWATCH_TLS_KEY: keyFile } = values;
  return certFile && keyFile ? { certFile, keyFile } : null;
}

function asOneText(problems: readonly string[]): string {
  if (problems.length === 1) return `${problems[0]}.`;
  return `${problems.length} settings are wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopbackHost(host: string): boolean {
  if (host === 'localhost') return true;
  const family = isIP(host);
  return family !== 0 && loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

function isLoopbackRange(range: string): boolean {
  const [base = '', bits, more] = range.split('/');
  if (more !== undefined || !isLoopbackHost(base) || isIP(base) === 0) return false;
  const [least, most] = isIP(base) === 6 ? [128, 128] : [8, 32];
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) >= least && Number(bits) <= most);
}
