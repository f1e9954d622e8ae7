import { fits } from './resync-caps.js';
import type { Placed } from './resync-caps.js';
import type { ResyncCaps } from './resync.js';

/** One device with the time its procedure takes. */
export interface Timed extends Placed {
  readonly estimateSeconds: number;
}

/** Seconds until all are done, each starting in this order as soon as the caps let it. */
export function secondsFor(devices: readonly Timed[], caps: ResyncCaps): number {
  let waiting = [...devices];
  let working: { readonly device: Timed; readonly endsAt: number }[] = [];
  let now = 0;
  while (waiting.length > 0 || working.length > 0) {
    const busy: Placed[] = working.map((one) => one.device);
    const still: Timed[] = [];
    for (const device of waiting) {
      const begins = busy.length < caps.atOnce && fits(device, busy, caps);
      if (!begins) {
        still.push(device);
        continue;
      }
      busy.push(device);
      working.push({ device, endsAt: now + device.estimateSeconds });
    }
    waiting = still;
    now = Math.min(...working.map((one) => one.endsAt));
    const at = now;
    working = working.filter((one) => one.endsAt > at);
  }
  return now;
}

/**
 * The same for the canaries: of each vendor the first alone, the others once it is proven.
 */
export function secondsForCanaries(devices: readonly Timed[], caps: ResyncCaps): number {
  const vendors = new Set<string>();
  const first = devices.filter((device) => {
    const isFirst = !vendors.has(device.vendor);
    vendors.add(device.vendor);
    return isFirst;
  });
  const rest = devices.filter((device) => !first.includes(device));
  return secondsFor(first, caps) + secondsFor(rest, caps);
}
