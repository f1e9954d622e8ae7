/** Ways in which a simulated firewall can misbehave; several can be in force at once, one of each kind. */
export const FAULT_KINDS = [
  'refuse',
  'stall',
  'drip',
  'truncated',
  'html',
  'wrong-serial',
  'changed-certificate',
  'busy',
  'stale',
  'http-500',
  'glitch',
  'slow',
  'redirect',
  'huge',
  'gzip-bomb',
  'partial',
  'wrong-password',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * Parameters of a fault; each kind uses its own and ignores the rest.
 * Shape   forSeconds   ends by itself after this time
 *         count        ends after this many requests were hit (glitch: after this many lying reads)
 *         afterRequests lets this many further requests through first
 *         path         hits only request paths that contain this text
 *         ms           slow: wait before the answer; drip: wait between two bytes (1000)
 *         status       http-500: another status than 500; redirect: the status (302)
 *         retryAfterSeconds  http-500: value of a Retry-After header
 *         to           redirect: the Location
 *         bytes        huge, gzip-bomb: size of the decoded body
 *         at           stall: `accept` answers nothing after TCP, `answer` finishes TLS and reads the request
 *         cut          truncated: close the connection within a body of announced length
 *         everySeconds glitch: lie once per this time instead of on each read
 */
export interface FaultSpec {
  readonly kind: FaultKind;
  readonly forSeconds?: number;
  readonly count?: number;
  readonly afterRequests?: number;
  readonly path?: string;
  readonly ms?: number;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly to?: string;
  readonly bytes?: number;
  readonly at?: 'accept' | 'answer';
  readonly cut?: boolean;
  readonly everySeconds?: number;
}

/** Faults that act on the connection, before any request is read. */
export function actsOnConnection(spec: FaultSpec): boolean {
  return (
    spec.kind === 'refuse' ||
    spec.kind === 'changed-certificate' ||
    (spec.kind === 'stall' && spec.at !== 'answer')
  );
}
