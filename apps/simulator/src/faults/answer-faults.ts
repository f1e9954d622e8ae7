import { htmlError, loginPage, refused, type Answer } from '../sonicos/answer.js';
import type { FaultSpec } from './fault.js';
import type { FaultSet } from './fault-set.js';

const DEFAULT_BOMB_BYTES = 200_000_000;
const DEFAULT_HUGE_BYTES = 100_000_000;

/** The answer that stands in for the right one under a fault, null when none of those faults hits this request. */
export function replacingFault(faults: FaultSet, path: string): Answer | null {
  if (faults.hit('html', path)) return loginPage('fault:html');
  const redirect = faults.hit('redirect', path);
  if (redirect) {
    const answer = htmlError(redirect.status ?? 302, 'Found', 'fault:redirect');
    return { ...answer, headers: { Location: redirect.to ?? 'https://127.0.0.1:1/' } };
  }
  const failure = faults.hit('http-500', path);
  return failure ? httpFailure(failure) : null;
}

function httpFailure(spec: FaultSpec): Answer {
  const status = spec.status ?? 500;
  const answer = refused({
    status,
    code: 'E_ERROR',
    message: 'Internal error.',
    why: `fault:http-${status}`,
  });
  return spec.retryAfterSeconds === undefined
    ? answer
    : { ...answer, headers: { 'Retry-After': String(spec.retryAfterSeconds) } };
}

/**
 * How the bytes of an answer reach the client.
 * Units   `beforeMs` wait before the first byte; `perByteMs` wait between two bytes.
 */
export type Delivery =
  | { readonly kind: 'whole' }
  | { readonly kind: 'never' }
  | { readonly kind: 'drip'; readonly perByteMs: number }
  | { readonly kind: 'truncated'; readonly cut: boolean }
  | { readonly kind: 'huge'; readonly bytes: number }
  | { readonly kind: 'gzip-bomb'; readonly bytes: number };

export interface DeliveryPlan {
  readonly beforeMs: number;
  readonly delivery: Delivery;
}

export const PLAIN: DeliveryPlan = { beforeMs: 0, delivery: { kind: 'whole' } };

export function deliveryPlan(faults: FaultSet, path: string): DeliveryPlan {
  if (faults.isEmpty) return PLAIN;
  const beforeMs = faults.hit('slow', path)?.ms ?? 0;
  return { beforeMs, delivery: deliveryOf(faults, path) };
}

function deliveryOf(faults: FaultSet, path: string): Delivery {
  if (faults.hit('stall', path)) return { kind: 'never' };
  const drip = faults.hit('drip', path);
  if (drip) return { kind: 'drip', perByteMs: drip.ms ?? 1_000 };
  const truncated = faults.hit('truncated', path);
  if (truncated) return { kind: 'truncated', cut: truncated.cut ?? false };
  const huge = faults.hit('huge', path);
  if (huge) return { kind: 'huge', bytes: huge.bytes ?? DEFAULT_HUGE_BYTES };
  const bomb = faults.hit('gzip-bomb', path);
  if (bomb) return { kind: 'gzip-bomb', bytes: bomb.bytes ?? DEFAULT_BOMB_BYTES };
  return { kind: 'whole' };
}
