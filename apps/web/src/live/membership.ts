import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import type { Membership } from './device-store.js';

/** What rows say of an incident: its open members, each acknowledged or joined since. Frames do not carry it. */
export function membershipOf({ incident, customers }: IncidentDetail): ReadonlyMap<string, Membership> {
  const members = new Map<string, Membership>();
  // Devices of an absorbed incident belong to the one that took it over, which has its own say.
  if (incident.state === 'closed' || incident.absorbedBy !== null) return members;
  for (const customer of customers) {
    for (const member of customer.members) {
      if (member.leftAt !== null) continue;
      const acked = incident.ack !== null && !member.newSinceAck;
      members.set(member.deviceId, {
        id: incident.id,
        label: incident.label,
        acked,
        newSinceAck: incident.ack !== null && member.newSinceAck,
      });
    }
  }
  return members;
}
