import type { Part } from './part.js';

const SERIAL = /^[0-9A-F]{12}$/i;
const MAX_DEPTH = 3;

/** Every serial under a key that names one, wherever it stands. */
function serialsIn(value: unknown, depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (typeof inner !== 'string') return serialsIn(inner, depth + 1);
    const text = inner.trim();
    return /serial/i.test(key) && SERIAL.test(text) ? [text.toUpperCase()] : [];
  });
}

/**
 * The other unit of a pair, from `GET /reporting/high-availability`.
 * Source  vendors/sonicwall 3.7: the path exists and its schema is empty, so no field name is relied on. A serial is what
 *         looks like one under a key that speaks of serials; two strangers at once are no pair, and nothing is concluded.
 */
export function peerSerialOf(part: Part | undefined, own: string): string | undefined {
  if (part?.kind !== 'value') return undefined;
  const others = new Set(serialsIn(part.value).filter((serial) => serial !== own.toUpperCase()));
  return others.size === 1 ? [...others][0] : undefined;
}
