import { expect, it } from 'vitest';
import { schemeClass, storedChoice } from './scheme.js';

it.each([
  ['auto', 19, null],
  ['auto', 20, 'dark'],
  ['auto', 6, 'dark'],
  ['auto', 7, null],
  ['light', 2, 'light'],
  ['dark', 12, 'dark'],
] as const)('%s at %i:00 paints %s', (choice, hour, wanted) => {
  expect(schemeClass(choice, hour)).toBe(wanted);
});

it.each([
  [null, 'auto'],
  ['light', 'light'],
  ['sepia', 'auto'],
])('stored %s means %s', (stored, choice) => {
  expect(storedChoice({ getItem: () => stored })).toBe(choice);
});
