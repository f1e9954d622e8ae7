import { generateSync } from 'otplib';

const STEP_S = 30;
/** Steps a code may be early or late: phones and servers drift by seconds. */
const TOLERANCE = 1;
/** Steps in which a code still tells that a clock is off: an hour and a bit, which is what a wrong time zone makes. */
const CLOCK_STEPS = 125;

export type CodeVerdict =
  | { readonly is: 'right'; readonly step: number }
  /** It belongs to another time: `offsetMs` > 0 = the phone is ahead of the server. */
  | { readonly is: 'other-time'; readonly step: number; readonly offsetMs: number }
  | { readonly is: 'wrong' };

/**
 * Judges the six digits of an authenticator app (RFC 6238, SHA-1, 30 s).
 * Units   `now` epoch ms, the database's clock.
 */
export function checkCode(secret: string, code: string, now: number): CodeVerdict {
  const current = Math.floor(now / 1_000 / STEP_S);
  // Nearest first, so that a code is never taken for one of another time.
  for (let distance = 0; distance <= CLOCK_STEPS; distance += 1) {
    for (const step of distance === 0 ? [current] : [current - distance, current + distance]) {
      if (generateSync({ secret, epoch: step * STEP_S, period: STEP_S }) !== code) continue;
      if (distance <= TOLERANCE) return { is: 'right', step };
      return { is: 'other-time', step, offsetMs: (step - current) * STEP_S * 1_000 };
    }
  }
  return { is: 'wrong' };
}
