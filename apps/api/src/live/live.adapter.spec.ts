import { describe, expect, it } from 'vitest';
import { isOriginAllowed } from './live.adapter.js';

describe('isOriginAllowed', () => {
  const publicUrl = 'https://watch.example.org';
  it.each([
    ['the public address', { origin: 'https://watch.example.org', host: '10.0.0.4:3000' }, true],
    ['the address the browser called', { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }, true],
    ['no origin: not a browser', { host: '127.0.0.1:3000' }, true],
    ['another site', { origin: 'https://evil.example', host: '127.0.0.1:3000' }, false],
    ['another port of the same host', { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:3000' }, false],
    ['a sandboxed page', { origin: 'null', host: '127.0.0.1:3000' }, false],
    ['a look-alike', { origin: 'https://watch.example.org.evil.example', host: 'watch.example.org' }, false],
  ])('%s', (_name, headers, allowed) => {
    expect(isOriginAllowed({ headers }, publicUrl)).toBe(allowed);
  });
});
