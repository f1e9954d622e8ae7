import { unionMinutes } from '@firewatch/shared/domain/exposure';
import { findingsOf, type Findings } from '@firewatch/shared/domain/incident-findings';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import type { Tx } from '../store/database.js';
import {
  acceptedPairs,
  credentialSetOf,
  type BlindRow,
  type ExposureRow,
  exposuresDuring,
  groupsOfDevices,
  suspectedBeside,
  timelineOf,
  whoKnows,
} from '../store/incident-views-detail.repo.js';
import { intendedOf } from '../store/intended.repo.js';
import { fleetContext } from '../store/incident-words.js';
import { headlineOf, incidentRowOf, type SeenIncident, wordsAt } from '../store/incident-views.repo.js';
import type { StoredMember } from '../store/incident-members.repo.js';

type Member = IncidentDetail['customers'][number]['members'][number];

const iso = (at: number): string => new Date(at).toISOString();

/** Seconds of the union; open stretches end at `asOf`. */
export function unionSeconds(
  rows: readonly { from_at: number; to_at: number | null }[],
  asOf: number,
): number {
  const intervals = rows.map((row) => ({ from: row.from_at, until: row.to_at }));
  return Math.round(unionMinutes(intervals, asOf) * 60);
}

/** Steps of size over time: each joining and each leaving. */
export function growthOf(members: readonly StoredMember[]): IncidentDetail['growth'] {
  const times = [
    ...new Set(
      members.flatMap((member) =>
        member.leftAt === null ? [member.joinedAt] : [member.joinedAt, member.leftAt],
      ),
    ),
  ].sort((a, b) => a - b);
  return times.map((at) => {
    const inside = members.filter(
      (member) => member.joinedAt <= at && (member.leftAt === null || member.leftAt > at),
    );
    return {
      at: iso(at),
      devices: inside.length,
      customers: new Set(inside.map((one) => one.customerId)).size,
    };
  });
}

function findings(incident: SeenIncident): Findings {
  const { members, now } = incident;
  return findingsOf({
    family: incident.turn,
    members: members.map((member) => ({ ...member, signatureVersion: member.detail.signatureVersion })),
    context: incident.seesAll ? fleetContext(incident) : null,
    now,
    dateText: wordsAt(now).date,
  });
}

/** The first sentence is what to do, the rest says how or what not. */
function adviceOf(text: string): NonNullable<IncidentDetail['doNow']> {
  const end = text.indexOf('. ');
  return end < 0
    ? { title: text.replace(/\.$/, ''), text: '' }
    : { title: text.slice(0, end), text: text.slice(end + 2) };
}

/** Synchronising while the authority answers wrongly can take away licences that are still good. */
function heldBack(incident: SeenIncident): IncidentDetail['heldBack'] {
  if (!incident.isOpen || incident.kind !== 'fleet' || incident.turn !== 'licence') return null;
  return {
    title: 'Resynchronise',
    text: 'Every firewall that asked the licence authority since then lost its keys; asking again now could take keys that are still good elsewhere.',
    until: 'until one firewall, synchronised by hand, stays licensed for 10 min',
  };
}

function memberOf(
  member: StoredMember,
  incident: SeenIncident,
  exposures: readonly ExposureRow[],
  beside: Pick<Member, 'identity' | 'group'>,
): Member {
  const own = exposures.filter((row) => row.device_id === member.deviceId);
  return {
    deviceId: member.deviceId,
    deviceName: member.deviceName,
    model: member.model,
    firmware: member.firmware,
    services: [...member.services],
    since: iso(member.since),
    lastGoodAt: isoOrNull(member.notBefore),
    joinedAt: iso(member.joinedAt),
    leftAt: isoOrNull(member.leftAt),
    newSinceAck: incident.ackedAt !== null && member.joinedAt > incident.ackedAt,
    paidUntil: isoOrNull(member.paidUntil),
    exposureSeconds: unionSeconds(own, incident.closedAt ?? incident.now),
    ...beside,
  };
}

function customersOf(
  incident: SeenIncident,
  members: readonly (Member & { customerId: string; customerName: string })[],
  during: { readonly exposures: readonly ExposureRow[]; readonly blind: readonly BlindRow[] },
): IncidentDetail['customers'] {
  const asOf = incident.closedAt ?? incident.now;
  const ids = [...new Set(members.map((member) => member.customerId))];
  return ids
    .map((id) => {
      const own = members.filter((member) => member.customerId === id);
      const exposures = during.exposures.filter((row) => row.customer_id === id);
      return {
        id,
        name: own[0]?.customerName ?? '',
        deviceCount: own.filter((member) => !incident.isOpen || member.leftAt === null).length,
        since: own.map((member) => member.since).sort()[0] ?? iso(incident.openedAt),
        exposureSeconds: unionSeconds(
          exposures.filter((row) => row.kind === 'exposed'),
          asOf,
        ),
        weakenedSeconds: unionSeconds(
          exposures.filter((row) => row.kind === 'weakened'),
          asOf,
        ),
        blindSeconds: unionSeconds(
          during.blind.filter((row) => row.customer_id === id),
          asOf,
        ),
        members: own.map(({ customerId: _id, customerName: _name, ...member }) => member),
      };
    })
    .sort((a, b) => b.deviceCount - a.deviceCount || a.name.localeCompare(b.name));
}

/** The incident page's answer for the reader it was loaded for. */
export async function incidentDetailOf(tx: Tx, incident: SeenIncident): Promise<IncidentDetail> {
  const during = await exposuresDuring(tx, incident);
  const deviceIds = incident.members.map((member) => member.deviceId);
  const groups = await groupsOfDevices(tx, deviceIds);
  const isIdentity = incident.kind === 'identity';
  const pairs = isIdentity
    ? await acceptedPairs(tx, deviceIds)
    : new Map<string, { serial: string; fingerprint: string }[]>();
  const members = incident.members.map((member) => ({
    ...memberOf(
      member,
      incident,
      during.exposures.filter((row) => row.kind === 'exposed'),
      {
        group: groups.get(member.deviceId) ?? null,
        identity: isIdentity
          ? {
              accepted: pairs.get(member.deviceId) ?? [],
              metSerial: member.detail.metSerial ?? null,
              metFingerprint: member.detail.metFingerprint ?? null,
            }
          : null,
      },
    ),
    customerId: member.customerId,
    customerName: member.customerName,
  }));
  const { common, ruledOut } = findings(incident);
  const { doNow } = headlineOf(incident);
  return {
    incident: incidentRowOf(incident),
    common: [...common],
    ruledOut: [...ruledOut],
    doNow: doNow === '' ? null : adviceOf(doNow),
    heldBack: heldBack(incident),
    credentialSet: await credentialSetOf(tx, incident.id),
    suspected: await suspectedBeside(tx, incident),
    growth: growthOf(incident.members),
    customers: customersOf(incident, members, during),
    updates: await timelineOf(tx, incident.id),
    intended: await intendedOf(tx, incident.id),
    deliveries: await whoKnows(tx, incident.id),
    asOf: iso(incident.now),
  };
}
