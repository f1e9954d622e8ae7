/** A host name or an IP address, without scheme and path. */
export const HOST_FORM = /^[0-9A-Za-z.:_-]+$/;
export const HOST_WORDS = 'a host name or an IP address, without https:// and without a path';
/** SHA-256, upper-case pairs with colons. */
export const FINGERPRINT_FORM = /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/;
export const FINGERPRINT_WORDS = 'a SHA-256 fingerprint such as 9C:41:…:D2 (32 pairs)';

/** The stored spelling of a fingerprint typed or pasted with or without colons, in any case; null = none. */
export function fingerprintOf(text: string): string | null {
  const hex = text.replace(/[\s:]/g, '').toUpperCase();
  return /^[0-9A-F]{64}$/.test(hex) ? (hex.match(/../g) ?? []).join(':') : null;
}

/** One spelling per place: what tells two devices apart. */
export const placeKey = (host: string, port: number): string => `${host.toLowerCase()}|${port}`;
