import { expect, it } from 'vitest';
import { tableLines } from './table.js';

it('lines up columns and lets no name of a device move the cursor', () => {
  const lines = tableLines(
    ['Firewall', 'Why'],
    [
      ['hd-fw-1\r\n\u001b[2Jgone', 'licence lost'],
      ['x'.repeat(60), 'a clause of any length'],
    ],
  );
  expect(lines).toEqual([
    `${'Firewall'.padEnd(40)}  Why`,
    `${'hd-fw-1 [2Jgone'.padEnd(40)}  licence lost`,
    `${'x'.repeat(39)}…  a clause of any length`,
  ]);
});
