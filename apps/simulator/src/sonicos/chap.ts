import { createHash, randomBytes } from 'node:crypto';

/** What `GET /auth` answers on a box with CHAP on; both hex. Source: vendor's own client. */
export interface ChapChallenge {
  readonly id: string;
  readonly challenge: string;
}

/**
 * The digest a client with the right password sends: MD5(id bytes, password, challenge bytes).
 * Source  vendor's own client; RFC 1994 4.1.
 */
export function chapDigest({ id, challenge }: ChapChallenge, password: string): string {
  return createHash('md5')
    .update(Buffer.from(id, 'hex'))
    .update(password, 'utf8')
    .update(Buffer.from(challenge, 'hex'))
    .digest('hex');
}

/** Challenges a box has handed out: each good once and for five minutes, at most ten at a time. */
export class ChapTable {
  static readonly MAX = 10;
  static readonly LIFETIME_MS = 300_000;
  private readonly open = new Map<string, { readonly challenge: ChapChallenge; readonly issuedAt: number }>();
  private issued = 0;

  issue(now: number): ChapChallenge {
    this.issued = (this.issued + 1) % 256;
    const id = this.issued.toString(16).padStart(2, '0');
    const challenge = { id, challenge: randomBytes(16).toString('hex') };
    // Re-inserted at the end, so that the first key is always the oldest.
    this.open.delete(id);
    this.open.set(id, { challenge, issuedAt: now });
    for (const oldest of this.open.keys()) {
      if (this.open.size <= ChapTable.MAX) break;
      this.open.delete(oldest);
    }
    return challenge;
  }

  /** The challenge of that id, which is used up by asking; null when unknown or too old. */
  take(id: string, now: number): ChapChallenge | null {
    const entry = this.open.get(id.toLowerCase());
    this.open.delete(id.toLowerCase());
    if (!entry || now - entry.issuedAt > ChapTable.LIFETIME_MS) return null;
    return entry.challenge;
  }
}
