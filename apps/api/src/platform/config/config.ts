export const ROLES = ['all', 'api', 'poller', 'worker'] as const;
export type ProgramRole = (typeof ROLES)[number];

/** How Firewatch watches itself. */
export interface UpkeepConfig {
  /** Called every minute while all is well (dead-man's switch); null = nobody is told. */
  readonly pingUrl: string | null;
  /** Where a role without a door answers /health and /metrics; null = nowhere. */
  readonly healthPort: number | null;
  readonly disk: {
    /** Folder whose file system is watched; null = none of ours. */
    readonly folder: string | null;
    /** Free space, bytes: below the first it warns, below the second it saves what it can. */
    readonly warnBytes: number;
    readonly lowBytes: number;
  };
}

/** Everything the program takes from outside, validated once. The launcher fills in what it started itself. */
export interface Config {
  readonly role: ProgramRole;
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** For links in mails and the Origin check, no trailing slash. */
    readonly publicUrl: string;
    readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
    readonly trustProxy: boolean;
    /** Folder of the built web app; null = API only. */
    readonly webRoot: string | null;
  };
  readonly database: {
    /** libpq URLs of the three roles; owner migrates, makes partitions, runs retention. */
    readonly ownerUrl: string;
    readonly appUrl: string;
    readonly engineUrl: string;
    readonly poolSize: number;
  };
  /** `redis` with a URL, or BullMQ's PostgreSQL backend on the engine's database. */
  readonly queue: { readonly kind: 'redis'; readonly url: string } | { readonly kind: 'postgres' };
  /** File with the private seal key; null in a split role that does not hold it. */
  readonly keyFile: string | null;
  readonly egress: {
    readonly loopback: readonly string[];
    /** PEM file of authorities beside the public ones, for devices trusted by `ca`; absent = none. */
    readonly extraCa?: string;
  };
  /** When the mail of the day goes out, minutes after local midnight. */
  readonly digest: { readonly atMinutes: number };
  /** Where syslog is taken in, UDP and TCP; null = it is not. */
  readonly syslog: { readonly host: string; readonly port: number } | null;
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' };
  readonly demo: { readonly mailboxUrl: string | null } | null;
  readonly owner: { readonly email: string; readonly password: string } | null;
  /** Lines of the health page: what the launcher took for each part. */
  readonly parts: readonly { readonly name: string; readonly what: string }[];
  readonly upkeep: UpkeepConfig;
  /** Named crash points for tests of guarantees; empty in production. */
  readonly failpoints: readonly string[];
}

/** Injection token of the validated Config. */
export const CONFIG = Symbol('CONFIG');
