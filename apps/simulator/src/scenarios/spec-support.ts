import type { Device } from '../devices/device.js';
import { FleetVerbs } from '../fleet-verbs.js';
import { seededRandom } from '../random.js';
import { testDevice, testWorld, type TestWorld } from '../spec-support.js';
import { memberOf } from './choosing.js';
import { ScenarioRunner, type ScenarioStatus } from './runner.js';

export interface Stage {
  readonly world: TestWorld;
  readonly fleet: Map<string, Device>;
  readonly verbs: FleetVerbs;
  readonly runner: ScenarioRunner;
}

const FIRMWARE = ['7.0.1-5145', '8.0.0-8037'];

/** `size` boxes of 12 customers, Gen7 and Gen8 in turn, the first `pairs` of them high-availability pairs. */
export function stage(size = 50, pairs = 0): Stage {
  const world = testWorld();
  const ids = Array.from({ length: size }, (_, i) => `box-${i}`);
  const fleet = new Map(
    ids.map((id, i) => [id, testDevice(world, { id, isPair: i < pairs, firmware: FIRMWARE[i % 2] }).device]),
  );
  const verbs = new FleetVerbs(fleet, { ...world, random: seededRandom(1, 'verbs') });
  const members = [...fleet.values()].map(({ profile }, i) => ({
    ...memberOf(profile),
    customer: `customer-${i % 12}`,
  }));
  return {
    world,
    fleet,
    verbs,
    runner: new ScenarioRunner({ ...world, verbs, fleet: members, defaultSeed: 2008 }),
  };
}

export const status = ({ runner }: Stage): ScenarioStatus => {
  if (!runner.status) throw new Error('no scenario');
  return runner.status;
};
