import { describe, expect, it } from 'vitest';
import { isOriginAllowed } from './live.adapter.js';

describe('isOriginAllowed', () => {
  const publicUrl = 'https://watch.example.org';
  const local = 'http://127.0.0.1:3000';
  it.each([
    ['the public address', publicUrl, { origin: publicUrl, host: '10.0.0.4:3000' }, true],
    [
      'another spelling of loopback',
      local,
      { origin: 'http://localhost:3000', host: 'localhost:3000' },
      true,
    ],
    ['no origin: not a browser', local, { host: '127.0.0.1:3000' }, true],
    ['another site', local, { origin: 'https://evil.example', host: '127.0.0.1:3000' }, false],
    [
      'another port of the same host',
      local,
      { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:3000' },
      false,
    ],
    ['a sandboxed page', publicUrl, { origin: 'null', host: '127.0.0.1:3000' }, false],
    ['a look-alike', publicUrl, { origin: `${publicUrl}.evil.example`, host: 'watch.example.org' }, false],
    [
      'a name made to lead here',
      local,
      { origin: 'http://evil.example:3000', host: 'evil.example:3000' },
      false,
    ],
    [
      'clear text of the public name',
      publicUrl,
      { origin: 'http://watch.example.org', host: 'watch.example.org' },
      false,
    ],
  ])('%s', (_name, url, headers, allowed) => {
    expect(isOriginAllowed({ headers }, { publicUrl: url })).toBe(allowed);
  });
});
