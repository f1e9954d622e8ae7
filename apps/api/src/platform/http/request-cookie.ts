import type { Response } from 'express';
import type { Config } from '../config/config.js';

type Http = Config['http'];

/** Browsers keep `__Host-` cookies only when Secure; on plain loopback the plain name stands in. */
export const isSecure = (http: Pick<Http, 'publicUrl'>): boolean => http.publicUrl.startsWith('https:');
export const sessionCookie = (http: Pick<Http, 'publicUrl'>): string =>
  isSecure(http) ? '__Host-firewatch' : 'firewatch';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Session token of a request's Cookie header; null when there is none of the right form, or two that differ. */
export function sessionToken(header: string | undefined, http: Pick<Http, 'publicUrl'>): string | null {
  const name = `${sessionCookie(http)}=`;
  const found = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(name))
    .map((part) => part.slice(name.length));
  const [token] = found;
  if (token === undefined || found.some((other) => other !== token)) return null;
  return TOKEN.test(token) ? token : null;
}

/** @param token null removes the cookie. */
export function setSessionCookie(
  response: Response,
  http: Pick<Http, 'publicUrl'>,
  token: string | null,
  maxAgeMs = 0,
): void {
  response.cookie(sessionCookie(http), token ?? '', {
    httpOnly: true,
    secure: isSecure(http),
    // Lax: a link in a mail opens the page signed in; unsafe methods are refused by origin besides.
    sameSite: 'lax',
    path: '/',
    maxAge: token === null ? 0 : maxAgeMs,
  });
}
