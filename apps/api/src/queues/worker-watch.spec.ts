import { expect, it } from 'vitest';
import { isStuck, STUCK_AFTER_MS } from './worker-watch.js';

const look = { waiting: 3, running: 0, concurrency: 8, quietMs: STUCK_AFTER_MS };

it.each([
  ['3 jobs wait and nothing moved for 10 s', look, true],
  ['nothing moved for 9,999 ms only', { ...look, quietMs: 9_999 }, false],
  ['no job waits', { ...look, waiting: 0 }, false],
  ['all 8 places are taken by long reads', { ...look, running: 8 }, false],
  ['7 of 8 places are taken and jobs still wait', { ...look, running: 7 }, true],
])('says whether a worker is stuck when %s', (_, seen, expected) => {
  expect(isStuck(seen)).toBe(expected);
});
