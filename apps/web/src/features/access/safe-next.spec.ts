import { expect, it } from 'vitest';
import { safeNext } from './safe-next.js';

it.each([
  ['/incidents?state=closed', '/incidents?state=closed'],
  [null, '/'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in', '/'],
])('%s leads to %s', (next, to) => {
  expect(safeNext(next)).toBe(to);
});
