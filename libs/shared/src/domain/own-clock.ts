/** The clock of a server that answered us. */
export interface FarClock {
  readonly host: string;
  /** That clock minus ours, ms. */
  readonly offsetMs: number;
}

/** Zones of the world lie whole quarter hours apart. */
const ZONE_STEP_MS = 900_000;

/**
 * A firewall tells its local time without the zone: what is left beside whole quarter hours is its clock, -7.5 to 7.5 min.
 * An error of ours of exactly such a step is not seen by it.
 */
const besideZone = (offsetMs: number): number =>
  offsetMs - Math.round(offsetMs / ZONE_STEP_MS) * ZONE_STEP_MS;

/**
 * The median of the firewalls' clocks, when they can bear witness: at least `witnesses`, and more than half within
 * `withinMs` of it. Clocks that nobody set disagree with each other and say nothing about ours.
 * @returns ms; null = they cannot.
 */
export function agreedOffset(offsets: readonly number[], witnesses: number, withinMs: number): number | null {
  return offsets.length < witnesses ? null : agreed(offsets.map(besideZone), withinMs);
}

/** The median, when more than half lie within `withinMs` of it; null = they disagree, or there is none. */
function agreed(offsets: readonly number[], withinMs: number): number | null {
  const sorted = offsets.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const agreeing = sorted.filter((one) => Math.abs(one - median) <= withinMs).length;
  return agreeing * 2 > sorted.length ? median : null;
}

/** By how much the servers that answered us are off, and which; null = none did, or they disagree. */
export function farOffset(
  clocks: readonly FarClock[],
  withinMs: number,
): { readonly offsetMs: number; readonly hosts: readonly string[] } | null {
  // One server that several processes heard is one.
  const heard = new Map(clocks.map(({ host, offsetMs }) => [host, offsetMs]));
  const offsetMs = agreed([...heard.values()], withinMs);
  if (offsetMs === null) return null;
  const agreeing = [...heard].filter(([, one]) => Math.abs(one - offsetMs) <= withinMs);
  return { offsetMs, hosts: agreeing.map(([host]) => host).toSorted() };
}
