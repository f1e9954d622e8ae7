import { describe, expect, it } from 'vitest';
import { isOwnOrigin, ownOrigins } from './request-origin.js';

const PUBLIC = { publicUrl: 'https://fw.example.com' };
const LOCAL = { publicUrl: 'http://127.0.0.1:3000' };

describe('who sent it', () => {
  it.each([
    [PUBLIC, { origin: 'https://fw.example.com' }, true],
    [PUBLIC, { origin: 'https://fw.example.com', 'sec-fetch-site': 'same-origin' }, true],
    [PUBLIC, { 'sec-fetch-site': 'same-origin' }, true],
    [PUBLIC, { origin: 'http://fw.example.com' }, false],
    [PUBLIC, { origin: 'https://fw.example.com.evil.example' }, false],
    [PUBLIC, { origin: 'https://fw.example.com:8443' }, false],
    [PUBLIC, { origin: 'null' }, false],
    [PUBLIC, { origin: 'https://fw.example.com', 'sec-fetch-site': 'cross-site' }, false],
    [PUBLIC, { 'sec-fetch-site': 'none' }, false],
    [LOCAL, { origin: 'http://localhost:3000' }, true],
    [LOCAL, { origin: 'http://[::1]:3000' }, true],
    [LOCAL, { origin: 'http://localhost:3001' }, false],
    [PUBLIC, {}, false],
  ])('%j with %j: %s', (http, headers, expected) => {
    expect(isOwnOrigin(headers, http, false)).toBe(expected);
  });

  it('lets a request without either header pass only where it is allowed', () => {
    expect([
      isOwnOrigin({}, PUBLIC, true),
      isOwnOrigin({ origin: 'https://evil.example' }, PUBLIC, true),
    ]).toEqual([true, false]);
  });

  it('never takes loopback spellings for a public address', () => {
    expect(ownOrigins(PUBLIC)).toEqual(['https://fw.example.com']);
  });
});
