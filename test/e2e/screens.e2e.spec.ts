import { expect, it } from 'vitest';
import { tour } from '../screens/tour.ts';

it('draws every page in both schemes at 1440 and 360 px without console errors, sideways scroll or serious axe findings', async () => {
  expect(await tour('test/output/screens')).toEqual([]);
});
