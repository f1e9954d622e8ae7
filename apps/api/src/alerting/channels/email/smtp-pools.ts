import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { createHash } from 'node:crypto';
import nodemailer, { type Transporter } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js';
import { checkEgress, mailRules, type EgressRules } from '../../../platform/http/egress.js';
import { refused, type Refused } from '../contract.js';
import type { EmailSettings } from './settings.js';

/** Each step of a conversation may be silent this long, ms. */
const STEP_MS = 8_000;
const MAX_CONNECTIONS = 2;
/** Connections unused this long are given back, ms. */
const IDLE_MS = 30_000;

export interface Pool {
  readonly key: string;
  readonly transport: Transporter<SMTPPool.SentMessageInfo>;
}

/** Open conversations with mail servers, one small pool for each set of settings. */
export class SmtpPools {
  private readonly pools = new Map<string, { pool: Pool; usedAt: number }>();

  constructor(private readonly rules: () => Promise<EgressRules>) {}

  /** The name is resolved once and the address that was checked is the one that is called. */
  async take(settings: EmailSettings, password: string): Promise<Pool | Refused> {
    let address: string;
    try {
      address = isIP(settings.host) ? settings.host : (await lookup(settings.host)).address;
    } catch {
      return refused('unreachable', true, `The name ${settings.host} does not resolve.`);
    }
    const egress = checkEgress(address, mailRules(await this.rules()), settings.port);
    if (!egress.allowed)
      return refused('egress-denied', false, `${settings.host} is ${egress.why}; mail is not sent there.`);
    const key = createHash('sha256')
      .update(JSON.stringify([settings, address, password]))
      .digest('hex');
    this.dropIdle(key);
    const known = this.pools.get(key);
    if (known) {
      known.usedAt = performance.now();
      return known.pool;
    }
    const pool = { key, transport: nodemailer.createTransport(options(settings, address, password)) };
    // A pooled connection that dies between sends reports here; the next send says so to its caller.
    pool.transport.on('error', () => undefined);
    this.pools.set(key, { pool, usedAt: performance.now() });
    return pool;
  }

  drop(pool: Pool): void {
    if (this.pools.get(pool.key)?.pool === pool) this.pools.delete(pool.key);
    pool.transport.close();
  }

  close(): void {
    for (const { pool } of this.pools.values()) pool.transport.close();
    this.pools.clear();
  }

  private dropIdle(except: string): void {
    const limit = performance.now() - IDLE_MS;
    for (const [key, { pool, usedAt }] of this.pools) {
      if (key !== except && usedAt < limit) this.drop(pool);
    }
  }
}

function options(settings: EmailSettings, address: string, password: string): SMTPPool.Options {
  return {
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    maxMessages: 100,
    host: address,
    port: settings.port,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    tls: { servername: isIP(settings.host) ? '' : settings.host, minVersion: 'TLSv1.2' },
    ...(settings.user === '' ? {} : { auth: { user: settings.user, pass: password } }),
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
