import { describe, expect, it } from 'vitest';
import { sessionCookie, sessionToken } from './request-cookie.js';

const HTTPS = { publicUrl: 'https://fw.example.com' };
const HTTP = { publicUrl: 'http://127.0.0.1:3000' };
const TOKEN = 'a'.repeat(43);

describe('session cookie', () => {
  it('has the __Host- prefix over https and the plain name on loopback', () => {
    expect([sessionCookie(HTTPS), sessionCookie(HTTP)]).toEqual(['__Host-firewatch', 'firewatch']);
  });

  it.each([
    [`__Host-firewatch=${TOKEN}`, TOKEN],
    [`x=1; __Host-firewatch=${TOKEN}; y=2`, TOKEN],
    [`firewatch=${TOKEN}`, null],
    [`__Host-firewatch=${TOKEN}; __Host-firewatch=${'b'.repeat(43)}`, null],
    ['__Host-firewatch=short', null],
    [`__Host-firewatch=${'a'.repeat(42)}'`, null],
    [undefined, null],
  ])('reads %s as %s over https', (header, expected) => {
    expect(sessionToken(header, HTTPS)).toBe(expected);
  });
});
