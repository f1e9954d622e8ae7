import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { planResync } from '@firewatch/shared/domain/resync-plan';
import { avalonFleet } from '@firewatch/simulator/devices/fleet';
import { seededRandom } from '@firewatch/simulator/random';
import { memberOf } from '@firewatch/simulator/scenarios/choosing';
import { RESYNC_DRILL } from '@firewatch/simulator/scenarios/resync-drill';
import { expect, it } from 'vitest';
import { candidate } from '../../support/resync-builders.js';

/** Of the simulator where nobody gives one, as the demo does not. */
const SEED = 2008;

it('the five boxes that make trouble in the demo are no canaries and never two of a wave: the resync comes to its end', () => {
  const profiles = avalonFleet(50, SEED, 0);
  const events = RESYNC_DRILL.plan({
    fleet: profiles.map(memberOf),
    variant: 'trouble',
    options: { recoverAfterSeconds: 300 },
    random: seededRandom(SEED, 'scenario/resync-drill'),
  });
  const hit = new Set(events.flatMap(({ action }) => (action.type === 'check-in' ? [action.device] : [])));
  const troubled = new Set(
    events.flatMap(({ action }) =>
      action.type === 'behaviour' && action.change.synchronizeMs === undefined ? [action.device] : [],
    ),
  );
  const plan = planResync(
    profiles
      .filter(({ id }) => hit.has(id))
      .map(({ id, name, customer, model, firmware }) =>
        candidate(id, { name, customerId: customer, model: model.name, firmware: firmware.version }),
      ),
    DEFAULT_POLICY.resync.caps,
    DEFAULT_POLICY,
  );
  expect(troubled.size).toBe(5);
  const perWave = plan.waves.map(
    ({ devices }) => devices.filter(({ deviceId }) => troubled.has(deviceId)).length,
  );
  expect(perWave[0]).toBe(0);
  expect(Math.max(...perWave)).toBe(1);
});
