import { SEVERITIES, type Severity } from '@firewatch/shared/domain/incident';
import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import type { Look } from '../words/verdict-text.js';

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Shape of an incident: silence and strangers are unknown, the rest goes by severity. */
export function incidentLook(incident: IncidentRow): Look {
  if (incident.state === 'closed') return 'protecting';
  if (incident.kind === 'no-data' || incident.kind === 'identity' || incident.kind === 'credential')
    return 'unknown';
  if (incident.severity === 'critical') return 'exposed';
  return incident.severity === 'warning' ? 'weakened' : 'unknown';
}

/** Somebody has to look: nobody did, or it grew since. */
export const isWaiting = (incident: IncidentRow): boolean =>
  incident.state === 'open' && (incident.ack === null || incident.ack.newSince > 0);

/** Severity, then the larger cause, then what waits for someone, then the oldest. */
export const byUrgency = (a: IncidentRow, b: IncidentRow): number =>
  rank(a.severity) - rank(b.severity) ||
  Number(b.kind === 'fleet') - Number(a.kind === 'fleet') ||
  Number(isWaiting(b)) - Number(isWaiting(a)) ||
  (a.since < b.since ? -1 : 1);

/** "Acknowledge 7 new", "Acknowledge 14 firewalls". */
export function ackLabel(incident: IncidentRow): string {
  if (incident.ack !== null && incident.ack.newSince > 0) return `Acknowledge ${incident.ack.newSince} new`;
  return `Acknowledge ${incident.deviceCount === 1 ? '1 firewall' : `${incident.deviceCount} firewalls`}`;
}
