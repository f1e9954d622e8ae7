import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Refusal } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { Database } from '../store/database.js';
import { findTokenCaller } from '../store/tokens.repo.js';

/** Wrong tokens an address may send in a minute; then none of its tokens is looked up for the rest of that minute. */
const MAX_WRONG = 20;
const WINDOW_MS = 60_000;
/** Addresses remembered at most. */
const MAX_PLACES = 10_000;

/** Who sends an `Authorization: Bearer fw_…`; wrong ones are counted per address. */
@Injectable()
export class BearerTokens {
  private readonly wrong = new Map<string, { count: number; readonly until: number }>();

  constructor(private readonly database: Database) {}

  /**
   * Shape   null = no Authorization header at all: look for a session.
   * Errors  Refusal 401 for a token that is wrong, expired or revoked, 429 after 20 of them in a minute.
   */
  async find(headers: IncomingHttpHeaders, address: string): Promise<Caller | null> {
    const { authorization } = headers;
    if (authorization === undefined) return null;
    const wait = this.waitSeconds(address);
    if (wait > 0) throw new Refusal(429, 'Too many wrong tokens from this address.', [], wait);
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const caller =
      token === undefined ? null : await this.database.inScope([], (tx) => findTokenCaller(tx, token));
    if (caller) return caller;
    this.count(address);
    throw new Refusal(401, 'The token is unknown, has expired or was revoked; fw_… as Bearer is accepted.');
  }

  private waitSeconds(address: string): number {
    const seen = this.wrong.get(address);
    if (!seen || seen.count < MAX_WRONG) return 0;
    return Math.max(0, Math.ceil((seen.until - performance.now()) / 1_000));
  }

  private count(address: string): void {
    const now = performance.now();
    const seen = this.wrong.get(address);
    if (seen && seen.until > now) {
      seen.count += 1;
      return;
    }
    if (this.wrong.size >= MAX_PLACES) this.forget(now);
    this.wrong.set(address, { count: 1, until: now + WINDOW_MS });
  }

  private forget(now: number): void {
    for (const [address, { until }] of this.wrong) if (until <= now) this.wrong.delete(address);
    if (this.wrong.size >= MAX_PLACES) this.wrong.clear();
  }
}
