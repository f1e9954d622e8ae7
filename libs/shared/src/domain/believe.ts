import type { DevicePulse, DeviceState, StepContext } from './device-state.js';
import type { DeviceEvent } from './events.js';
import type { Policy } from './policy.js';
import type { Identity, Reading, SeenReading, UnreadableReason } from './reading.js';

/** What an answer proved of itself, or the named reason why it is no observation. */
export type Belief =
  | { readonly isBelieved: true; readonly mark: FreshnessMark; readonly events: readonly DeviceEvent[] }
  | {
      readonly isBelieved: false;
      readonly why: UnreadableReason;
      readonly detail: string;
      readonly met?: Partial<Identity>;
      readonly mark: FreshnessMark | null;
    };

/** What is remembered of an answer's own movement. */
export interface FreshnessMark {
  readonly volatile: Readonly<Record<string, string>>;
  readonly moving: readonly string[];
  readonly identicalAnswers: number;
}

/** Gate 7: a reading that began no later than the last applied one is never applied, whatever it says. */
export const isOutOfOrder = (reading: Reading, pulse: DevicePulse): boolean =>
  pulse.appliedAt !== null && reading.startedAt <= pulse.appliedAt;

/**
 * Gate 6: fields that were seen to move must have moved. Without such a field in this answer nothing is concluded.
 * The count includes the first of the identical answers.
 */
export function markFreshness(state: DeviceState, reading: SeenReading): FreshnessMark {
  const before = state.pulse.volatile;
  const shared = Object.keys(reading.volatile).filter((name) => name in before);
  const moved = shared.filter((name) => before[name] !== reading.volatile[name]);
  const known = state.core.moving;
  const moving = [...known, ...moved.filter((name) => !known.includes(name))].sort();
  const watched = shared.filter((name) => known.includes(name));
  const isIdentical = watched.length > 0 && moved.length === 0;
  return {
    volatile: reading.volatile,
    moving,
    identicalAnswers: isIdentical ? Math.max(1, state.pulse.identicalAnswers) + 1 : 1,
  };
}

function identityFault(reading: SeenReading, accepted: readonly Identity[]): string | null {
  // The certificate was checked before the first byte was sent, by the trust chosen for this device (a renewed
  // certificate is right under `pin-key` and `ca`); here only the serial can still be wrong.
  if (accepted.some((identity) => identity.serial === reading.identity.serial)) return null;
  const expected = accepted.map((identity) => identity.serial).join(' or ');
  return expected === ''
    ? `no identity is approved for this device; it says serial ${reading.identity.serial}`
    : `expected serial ${expected}, met ${reading.identity.serial}`;
}

/** Device clock minus ours, ms, as this reading shows it; null when it gave no clock. */
export const measuredOffset = (reading: SeenReading): number | null =>
  reading.deviceClockAt === undefined ? null : reading.deviceClockAt - reading.startedAt;

function happenings(
  state: DeviceState,
  reading: SeenReading,
  policy: Policy,
  at: number,
): readonly DeviceEvent[] {
  const { core, pulse } = state;
  const events: DeviceEvent[] = [];
  const isOther = core.identity !== null && core.identity.serial !== reading.identity.serial;
  if (isOther) events.push({ type: 'device.failed-over', at, serial: reading.identity.serial });
  const uptime = reading.uptimeSeconds;
  // The partner of a pair has its own uptime and clock: comparing them would tell of a reboot that was none.
  if (!isOther && uptime !== undefined && pulse.uptimeSeconds !== null && uptime < pulse.uptimeSeconds) {
    events.push({ type: 'device.rebooted', at, uptimeSeconds: uptime });
  }
  const offset = measuredOffset(reading);
  const known = pulse.clockOffsetMs;
  if (!isOther && offset !== null && known !== null && Math.abs(offset - known) >= policy.clock.jumpMs) {
    events.push({ type: 'device.clock-jumped', at, offsetMs: offset });
  }
  if (core.firmware !== null && reading.firmware !== '' && reading.firmware !== core.firmware) {
    events.push({ type: 'device.firmware-changed', at, from: core.firmware, to: reading.firmware });
  }
  return events;
}

/**
 * Gates 5 and 6 of RELIABILITY 2.3 (1-4 are the client's, 7 is `isOutOfOrder`): is this answer an observation?
 * Shape   reading -> believed with what it shows of the device itself, or a named reason.
 */
export function believe(
  state: DeviceState,
  reading: SeenReading,
  ctx: StepContext,
  rules: { readonly policy: Policy; readonly now: number },
): Belief {
  const fault = identityFault(reading, ctx.accepted);
  if (fault !== null) {
    return { isBelieved: false, why: 'wrong-serial', detail: fault, met: reading.identity, mark: null };
  }
  const mark = markFreshness(state, reading);
  if (mark.identicalAnswers >= rules.policy.stale.identicalAnswers) {
    const detail = `${mark.identicalAnswers} identical answers in a row; ${mark.moving.join(', ')} should have moved`;
    return { isBelieved: false, why: 'stale-answer', detail, mark };
  }
  return { isBelieved: true, mark, events: happenings(state, reading, rules.policy, rules.now) };
}
