import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config/config.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Origins a browser may come from: the public one; on plain loopback its other spellings on the same port too. */
export function ownOrigins(http: Pick<Config['http'], 'publicUrl'>): readonly string[] {
  const url = new URL(http.publicUrl);
  if (url.protocol !== 'http:' || !LOOPBACK.has(url.hostname)) return [url.origin];
  const port = url.port === '' ? '' : `:${url.port}`;
  return [...LOOPBACK].map((host) => `http://${host}${port}`);
}

/**
 * Is the Host header one of this program's own names? A page of another site whose name was made to lead here
 * (DNS rebinding) sends that site's name.
 */
export function isOwnHost(host: string | undefined, http: Pick<Config['http'], 'publicUrl'>): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  return LOOPBACK.has(new URL(`http://${host}`).hostname) || host === new URL(http.publicUrl).host;
}

/**
 * Did our own page send this? Used for unsafe methods and for the socket's handshake.
 * Shape   a foreign Origin or Sec-Fetch-Site is refused; neither header (no browser) passes only with `allowNone`.
 */
export function isOwnOrigin(
  headers: IncomingHttpHeaders,
  http: Pick<Config['http'], 'publicUrl'>,
  allowNone: boolean,
): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (headers.origin !== undefined) return ownOrigins(http).includes(headers.origin);
  return site === 'same-origin' || allowNone;
}
