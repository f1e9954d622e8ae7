import { createHash } from 'node:crypto';
import type { ChapChallenge } from './raw.schema.js';

/**
 * Proof of the password: MD5 over identifier, password and challenge (RFC 1994 4.1), hex in lower case.
 * Source  the vendor's own client (vendors/sonicwall 2.3).
 */
export function chapDigest({ id, challenge }: ChapChallenge, password: string): string {
  return createHash('md5')
    .update(Buffer.from(id, 'hex'))
    .update(password, 'utf8')
    .update(Buffer.from(challenge, 'hex'))
    .digest('hex');
}
