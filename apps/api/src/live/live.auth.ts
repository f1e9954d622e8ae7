import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { sessionToken } from '../platform/http/request-cookie.js';
import { Database, type Scope } from '../store/database.js';
import { findCaller } from '../store/sessions.repo.js';

export interface LivePerson {
  readonly id: string;
  readonly scope: Scope;
}

/** Who is behind a socket: the same session cookie as REST, looked up anew at each check. */
@Injectable()
export class LiveAuth {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @returns null when there is no valid session. Rejects when the store does not answer. */
  async find(headers: IncomingHttpHeaders): Promise<LivePerson | null> {
    const token = sessionToken(headers.cookie, this.config.http);
    if (token === null) return null;
    const caller = await this.database.asEngine((tx) => findCaller(tx, token), { quick: true });
    return caller && { id: caller.personId, scope: caller.scope };
  }
}
