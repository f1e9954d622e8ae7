import { currentMembers, describeIncident } from '@firewatch/shared/domain/incident-description';
import { findingsOf } from '@firewatch/shared/domain/incident-findings';
import { incidentLabel } from '@firewatch/shared/domain/incident-label';
import type { NoticeContent, NoticeDevice } from '@firewatch/shared/domain/notice-content';
import { timeWords } from '@firewatch/shared/domain/time-words';
import { describedMember, fleetContext } from '../store/incident-words.js';
import type { StoredMember } from '../store/incident-members.repo.js';
import type { StoredIncident } from '../store/incidents.repo.js';

function deviceOf(member: StoredMember): NoticeDevice {
  const { lost, text } = member.detail;
  return {
    name: member.deviceName,
    model: member.model,
    services: member.services,
    since: member.since,
    lastGoodAt: member.notBefore,
    paidUntil: member.paidUntil,
    backAt: member.leftAt,
    raw: lost[0]?.raw ?? text ?? '',
  };
}

function byCustomer(members: readonly StoredMember[]): NoticeContent['customers'] {
  const groups = new Map<string, { name: string; devices: NoticeDevice[] }>();
  for (const member of [...members].sort((a, b) => a.since - b.since)) {
    const group = groups.get(member.customerId) ?? { name: member.customerName, devices: [] };
    group.devices.push(deviceOf(member));
    groups.set(member.customerId, group);
  }
  return [...groups.values()].sort(
    (a, b) => b.devices.length - a.devices.length || a.name.localeCompare(b.name),
  );
}

/** Ids by which growth is measured: devices; of an incident about one device its services. */
export function unitsOf(incident: StoredIncident): readonly string[] {
  const active = incident.members.filter((member) => member.leftAt === null);
  const isDevice = incident.kind === 'device';
  return active.flatMap((member) => (isDevice ? [...member.services] : [member.deviceId]));
}

export function customersOf(incident: StoredIncident): readonly string[] {
  const active = incident.members.filter((member) => member.leftAt === null);
  return [...new Set(active.map((member) => member.customerId))];
}

/** What one message about an incident says, for readers who see everything. */
export function contentOf(
  incident: StoredIncident,
  at: { readonly now: number; readonly zone: string; readonly adopted: readonly string[] },
): NoticeContent {
  const words = timeWords(at.zone, at.now);
  const { findings } = incident;
  const isSingle = incident.deviceId !== null;
  const members = currentMembers(incident);
  const found = findingsOf({
    family: incident.turn,
    members: members.map((member) => ({ ...member, signatureVersion: member.detail.signatureVersion })),
    context: fleetContext(incident),
    now: at.now,
    dateText: words.date,
  });
  return {
    label: incidentLabel(incident.kind, incident.number),
    incidentId: incident.id,
    kind: incident.kind,
    severity: incident.severity,
    headline: describeIncident(
      {
        kind: incident.kind,
        turn: incident.turn,
        state: incident.state,
        closedAt: incident.closedAt,
        isSudden: findings.isSudden ?? false,
        isSingle,
        vendorName: findings.vendorName ?? null,
        siteName: findings.siteName ?? null,
        credentialName: findings.credentialName ?? null,
        cohortSize: findings.cohortSize ?? null,
        others: findings.others ?? null,
        members: incident.members.map(describedMember),
        ...(findings.isWithdrawn && { isWithdrawn: true }),
        ...(findings.isOwnDelay && { lateSince: incident.since }),
      },
      words,
    ),
    zone: at.zone,
    at: at.now,
    customers: byCustomer(members),
    findings: incident.kind === 'fleet' ? lines(found) : [],
    adopted: at.adopted,
    told: { severity: incident.severity, units: unitsOf(incident), customerIds: customersOf(incident) },
  };
}

function lines(found: ReturnType<typeof findingsOf>): readonly string[] {
  const common = found.common.map(
    (one) => `${one.holds === 'yes' ? 'In common' : 'Mixed'}: ${one.text}, ${one.evidence}`,
  );
  return [...common, ...found.ruledOut.map((one) => `Not the cause: ${one.text}, ${one.evidence}`)];
}
