import type { Policy } from './policy.js';
import type { ReadScope } from './reading.js';

/** What a device said by itself, as far as it matters here. A hint to look, never a fact. */
export interface PushedEvent {
  /** As the line spells it, upper case, without separators. */
  readonly serial: string;
  /** The vendor's number or name of the event. */
  readonly eventId: string;
  /** What it means, in our words; null = not in the vendor's catalogue. */
  readonly text: string | null;
  /** The device's own words, cleaned and cut. */
  readonly message: string;
  /** now = a protection may just have ended · due = worth a read soon · note = worth showing · none = counted only. */
  readonly action: 'now' | 'due' | 'note' | 'none';
  /** Settings may have changed: a pulse would not show it. */
  readonly wantsFullRead: boolean;
}

/** A read that pushed lines ask for. */
export interface PushWish {
  readonly action: 'now' | 'due';
  readonly wantsFullRead: boolean;
}

export interface PushRead {
  /** Epoch ms. */
  readonly at: number;
  readonly scope: ReadScope;
}

/** Two lines about one device ask together: the sooner one's haste, and the full read if either wants it. */
export function joinWishes(a: PushWish, b: PushWish): PushWish {
  return {
    action: a.action === 'now' ? 'now' : b.action,
    wantsFullRead: a.wantsFullRead || b.wantsFullRead,
  };
}

/**
 * When a device is read because of what it pushed.
 * Shape   last read so granted (it may lie ahead), wish, now -> the next one; null = the one ahead serves this wish too.
 *         Never two within the policy's time, and no wish is lost: what comes too soon after a read gets its own at the
 *         end of that time.
 * Units   epoch ms; `last.at` null = never.
 */
export function pushRead(
  last: { readonly at: number | null; readonly scope: ReadScope },
  wish: PushWish,
  now: number,
  policy: Policy['push'],
): PushRead | null {
  const scope = wish.wantsFullRead ? 'full' : 'pulse';
  if (last.at !== null && last.at > now) {
    if (scope === 'pulse' || last.scope === 'full') return null;
    return { at: last.at, scope };
  }
  const wanted = wish.action === 'now' ? now : now + policy.dueAfterMs;
  return { at: last.at === null ? wanted : Math.max(wanted, last.at + policy.perDeviceMs), scope };
}

/** Tokens left and since when, epoch ms. */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/**
 * Takes up to `wanted` from a bucket that refills evenly and holds one second's worth.
 * Shape   bucket, wanted, per second, now -> how many were granted and the bucket after it.
 */
export function takeTokens(
  bucket: Bucket,
  wanted: number,
  perSecond: number,
  now: number,
): { readonly granted: number; readonly bucket: Bucket } {
  // A clock set back gives nothing and takes nothing.
  const gainedMs = Math.max(0, now - bucket.at);
  const tokens = Math.min(perSecond, bucket.tokens + (gainedMs * perSecond) / 1_000);
  const granted = Math.min(wanted, Math.floor(tokens));
  return { granted, bucket: { tokens: tokens - granted, at: now } };
}
