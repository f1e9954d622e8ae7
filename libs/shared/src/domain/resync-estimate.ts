import { Working } from './resync-caps.js';
import type { Placed } from './resync-caps.js';
import type { ResyncCaps } from './resync.js';

/** One device with the time its procedure takes. */
export interface Timed extends Placed {
  readonly estimateSeconds: number;
}

/** Seconds until all are done, each starting in this order as soon as the caps let it. */
export function secondsFor(devices: readonly Timed[], caps: ResyncCaps): number {
  let waiting = [...devices];
  let running: { readonly device: Timed; readonly endsAt: number }[] = [];
  const working = new Working(caps, []);
  let now = 0;
  while (waiting.length > 0 || running.length > 0) {
    const at = now;
    waiting = waiting.filter((device) => {
      if (working.isFull || !working.fits(device)) return true;
      working.add(device);
      running.push({ device, endsAt: at + device.estimateSeconds });
      return false;
    });
    now = Math.min(...running.map((one) => one.endsAt));
    for (const { device, endsAt } of running) if (endsAt <= now) working.remove(device);
    running = running.filter(({ endsAt }) => endsAt > now);
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
