import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { sessionToken } from '../platform/http/request-cookie.js';
import { Database, type Scope } from '../store/database.js';
import { findCaller } from '../store/sessions.repo.js';
import { findTokenCaller } from '../store/tokens.repo.js';

export interface LivePerson {
  readonly id: string;
  readonly scope: Scope;
}

/** What a socket came with; a browser cannot add headers to it, so a wallboard sends its token as `auth: { token }`. */
export interface Handshake {
  readonly headers: { readonly cookie?: string | undefined; readonly authorization?: string | undefined };
  readonly auth: Readonly<Record<string, unknown>>;
}

type Proof = { readonly bearer: string } | { readonly session: string };

/** Who is behind a socket: the session cookie or the token of REST, looked up anew at each check. */
@Injectable()
export class LiveAuth {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @returns null when there is no valid session or token. Rejects when the store does not answer. */
  async find(handshake: Handshake): Promise<LivePerson | null> {
    const proof = this.proofOf(handshake);
    if (proof === null) return null;
    const caller = await this.database.asEngine(
      // A socket stays open by itself: it must not keep a session alive that nobody uses.
      (tx) => ('bearer' in proof ? findTokenCaller(tx, proof.bearer) : findCaller(tx, proof.session, false)),
      { quick: true },
    );
    return caller && !caller.mustEnrol ? { id: caller.personId, scope: caller.scope } : null;
  }

  /** The same for sockets that came with the same proof: pages of one browser are asked about once. */
  sameProof(handshake: Handshake): string {
    return JSON.stringify(this.proofOf(handshake));
  }

  private proofOf({ headers, auth }: Handshake): Proof | null {
    const given =
      typeof auth['token'] === 'string' ? auth['token'] : headers.authorization?.replace(/^Bearer +/i, '');
    if (given !== undefined) return { bearer: given };
    const session = sessionToken(headers.cookie, this.config.http);
    return session === null ? null : { session };
  }
}
