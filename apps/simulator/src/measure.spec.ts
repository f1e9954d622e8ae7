import { expect, it } from 'vitest';
import { measureFleet } from './measure.js';

it('measures a fleet of 30 and finds fewer timers than boxes', async () => {
  const cost = await measureFleet({ devices: '30' });
  expect(cost).toEqual({
    devices: 30,
    startSeconds: expect.any(Number),
    startedMb: expect.any(Number),
    cardsSeconds: expect.any(Number),
    cardsMb: expect.any(Number),
    contactSeconds: expect.any(Number),
    contactedMb: expect.any(Number),
    timers: expect.any(Number),
  });
  expect(cost.startedMb).toBeGreaterThan(10);
  expect(cost.timers).toBeLessThan(30);
});
