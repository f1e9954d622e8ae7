import type { DeviceProfile } from '../devices/profile.js';
import { Problem } from '../problem.js';
import type { FleetMember, PlanInput, TimedEvent } from './scenario.js';

/** `count` of the members that fit, else a share of them and at least one; drawn by the seed. */
export function chosen(
  { fleet, options, random }: PlanInput,
  usual: number,
  fits: (member: FleetMember) => boolean = () => true,
): readonly FleetMember[] {
  const fitting = fleet.filter(fits);
  const count = options.count ?? Math.min(usual, fitting.length);
  if (count > fitting.length) {
    throw new Problem(
      `count: ${count} is more than the ${fitting.length} boxes this scenario fits; give less.`,
    );
  }
  return random.shuffled(fitting).slice(0, count);
}

/** What a scenario may know of a box before it plans. */
export const memberOf = ({ id, customer, model, firmware, partnerSerial }: DeviceProfile): FleetMember => ({
  id,
  customer,
  generation: firmware.generation,
  family: `${model.name} on ${firmware.version.split('.', 2).join('.')}`,
  isPair: partnerSerial !== null,
});

/** A share of the fleet, at least one box. */
export const shareOf = (fleet: readonly FleetMember[], share: number): number =>
  Math.max(1, Math.round(fleet.length * share));

export const phase = (afterMs: number, name: string): TimedEvent => ({
  afterMs,
  action: { type: 'phase', name },
});
