import { expect, it } from 'vitest';
import { safeNext } from './safe-next.js';

it.each([
  ['/incidents?state=closed', '/incidents?state=closed'],
  [null, '/'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example/', '/'],
  ['/\t/evil.example/', '/'],
  ['/\n/evil.example/', '/'],
  ['/\r\\evil.example/', '/'],
  ['\t//evil.example/', '/'],
  ['/.//evil.example/', '/'],
  ['/a/..//evil.example/', '/'],
  ['/%2F/evil.example/', '/%2F/evil.example/'],
  ['javascript:alert(1)', '/'],
  ['/devices/1?x=%2F#top', '/devices/1?x=%2F#top'],
  ['/sign-in', '/'],
])('%j leads to %s', (next, to) => {
  expect(safeNext(next)).toBe(to);
});
