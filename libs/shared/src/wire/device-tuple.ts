import type { DeviceState, Shown } from '../domain/device-state.js';
import { SERVICES, type Service } from '../domain/service.js';
import { isBad, VERDICTS, VERDICT_REASONS, type Judgement, type Verdict } from '../domain/verdict-words.js';
import type { DeviceRow } from './devices.js';
import { servicesWith, whyClause } from './device-why.js';
import type { DeviceTuple } from './live.js';

export type Contact = DeviceRow['contact'];

/** What moves in a row of the fleet table. Instants epoch ms. The table row and the live tuple are both made from it. */
export interface LiveDevice {
  readonly id: string;
  readonly worst: Judgement;
  readonly worstSince: number;
  readonly isSuspected: boolean;
  readonly services: Readonly<Partial<Record<Service, Judgement>>>;
  /** Start of the last believed reading. */
  readonly believedAt: number | null;
  /** End of the last read of any outcome. */
  readonly readAt: number | null;
  /** From here on the verdict is shown as unknown. */
  readonly shownUntil: number | null;
  readonly lastGoodAt: number | null;
  readonly why: string;
  readonly contact: Contact;
}

/** Last reading that was good for the worst services (the oldest of them); for what is well: the last believed reading. */
export function lastGoodAt(state: DeviceState, shown: Pick<Shown, 'services' | 'worst'>): number | null {
  const { believedAt } = state.pulse;
  const times = servicesWith(shown, shown.worst.verdict).map((service) => {
    const own = state.core.services[service];
    return own?.believed && isLoss(own.believed.verdict) ? own.lastGoodAt : believedAt;
  });
  const known = times.filter((at): at is number => at !== null);
  return times.length === 0 ? believedAt : known.length === 0 ? null : Math.min(...known);
}

const isLoss = (verdict: Verdict): boolean => isBad(verdict) || verdict === 'weakened';

/** Earliest last-believed licence end among the services that share the worst verdict; null when none is known. */
export function paidUntil(state: DeviceState, shown: Pick<Shown, 'services' | 'worst'>): number | null {
  const ends = servicesWith(shown, shown.worst.verdict)
    .map((service) => state.core.services[service]?.believedEndAt ?? null)
    .filter((at): at is number => at !== null);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** The clauses of a row that follow from the state. */
export interface RowClauses {
  readonly services: LiveDevice['services'];
  readonly why: string;
  readonly lastGoodAt: number | null;
  readonly paidUntil: number | null;
}

export function rowClauses(state: DeviceState, shown: Shown): RowClauses {
  return {
    services: shown.services,
    why: whyClause(state.core, shown),
    lastGoodAt: lastGoodAt(state, shown),
    paidUntil: paidUntil(state, shown),
  };
}

/** Maps a stored state to what the table shows of it; the only such mapping, used by the recorder and by REST. */
export function liveDevice(
  id: string,
  state: DeviceState,
  shown: Shown,
  stored: { readonly worstSince: number; readonly readAt: number | null },
): LiveDevice {
  return {
    id,
    worst: shown.worst,
    worstSince: stored.worstSince,
    isSuspected: shown.isSuspected,
    services: shown.services,
    believedAt: state.pulse.believedAt,
    readAt: stored.readAt,
    shownUntil: shown.until,
    lastGoodAt: lastGoodAt(state, shown),
    why: whyClause(state.core, shown),
    contact: state.core.contact.state,
  };
}

const ABSENT = '--';

/** Services in SERVICES order, two base-36 characters each: verdict and reason; `--` = this device does not have it. */
export function encodeServices(services: LiveDevice['services']): string {
  return SERVICES.map((service) => {
    const judgement = services[service];
    return judgement
      ? VERDICTS.indexOf(judgement.verdict).toString(36) +
          VERDICT_REASONS.indexOf(judgement.reason).toString(36)
      : ABSENT;
  }).join('');
}

/** Inverse of `encodeServices`; throws on codes this version does not know (fetch the row again then). */
export function decodeServices(text: string): Partial<Record<Service, Judgement>> {
  const services: Partial<Record<Service, Judgement>> = {};
  SERVICES.forEach((service, index) => {
    const code = text.slice(index * 2, index * 2 + 2);
    if (code === ABSENT || code === '') return;
    services[service] = judgementOf(parseInt(code.charAt(0), 36), parseInt(code.charAt(1), 36));
  });
  return services;
}

function judgementOf(verdictCode: number, reasonCode: number): Judgement {
  const verdict = VERDICTS[verdictCode];
  const reason = VERDICT_REASONS[reasonCode];
  if (verdict === undefined || reason === undefined) throw new Error('unknown verdict or reason code');
  return { verdict, reason };
}

export function encodeDevice(device: LiveDevice): DeviceTuple {
  return [
    'd',
    device.id,
    VERDICTS.indexOf(device.worst.verdict),
    VERDICT_REASONS.indexOf(device.worst.reason),
    device.worstSince,
    device.isSuspected ? 1 : 0,
    device.believedAt,
    device.readAt,
    device.shownUntil,
    device.lastGoodAt,
    encodeServices(device.services),
    device.why,
    device.contact,
  ];
}

const CONTACTS: readonly Contact[] = [
  'never',
  'reachable',
  'failing',
  'no-data',
  'busy',
  'auth-failed',
  'identity-mismatch',
];

/** Throws on codes this version does not know. */
export function decodeDevice(tuple: DeviceTuple): LiveDevice {
  const [, id, verdict, reason, worstSince, suspected, believedAt, readAt, shownUntil, good, services, why] =
    tuple;
  const contact = CONTACTS.find((one) => one === tuple[12]);
  if (!contact) throw new Error('unknown contact word');
  return {
    id,
    worst: judgementOf(verdict, reason),
    worstSince,
    isSuspected: suspected === 1,
    services: decodeServices(services),
    believedAt,
    readAt,
    shownUntil,
    lastGoodAt: good,
    why,
    contact,
  };
}

export const isoOrNull = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

/** The moving part of a row, in wire form. */
export function liveFields(device: LiveDevice) {
  return {
    worst: device.worst,
    worstSince: new Date(device.worstSince).toISOString(),
    isSuspected: device.isSuspected,
    services: device.services,
    believedAt: isoOrNull(device.believedAt),
    readAt: isoOrNull(device.readAt),
    shownUntil: isoOrNull(device.shownUntil),
    lastGoodAt: isoOrNull(device.lastGoodAt),
    why: device.why,
    contact: device.contact,
  };
}

/** A row with a frame's tuple laid over it; name, customer, incident and dates stay. */
export function applyTuple(row: DeviceRow, tuple: DeviceTuple): DeviceRow {
  return { ...row, ...liveFields(decodeDevice(tuple)) };
}

/** A row past its `shownUntil` is unknown, whatever was stored: no data is not OK, even when the writer is dead. */
export function agedOut(device: LiveDevice, now: number): LiveDevice {
  if (device.shownUntil === null || device.shownUntil > now) return device;
  const isWatched = (judgement: Judgement): boolean =>
    judgement.verdict !== 'off-by-policy' && judgement.verdict !== 'not-applicable';
  const blind: Judgement = { verdict: 'unknown', reason: 'no-believable-answer' };
  const services: Partial<Record<Service, Judgement>> = {};
  for (const service of SERVICES) {
    const judgement = device.services[service];
    if (judgement) services[service] = isWatched(judgement) ? blind : judgement;
  }
  if (!isWatched(device.worst) || device.worst.verdict === 'unknown') return { ...device, services };
  return {
    ...device,
    worst: blind,
    worstSince: device.shownUntil,
    isSuspected: false,
    services,
    why: 'no believable answer',
  };
}
